"""Barriers that are one made one, with all that hangs on them; a barrier out of the public's sight, and back."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.models import Barrier, BarrierNorm, Case, Evidence, Experiment, NoteBarrier, Precedent, SameSituation
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.text import clean_line


@transaction.atomic
def merge_barriers(*, kept: Barrier, gone: Barrier, by: User) -> Barrier:
    """Two names of one barrier: one stays, with the cases, the demand, the answers, the experiments and the notes of both.

    The address of the other leads to it. What the other said is kept for the desk. Raises Refusal for one and the same.
    """
    rows = {one.pk: one for one in Barrier.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")}
    if len(rows) != 2:
        raise Refusal(_("Choisissez deux freins différents : l’un des deux n’est plus là, ou c’est le même."))
    kept, gone = rows[kept.pk], rows[gone.pk]
    keep_text(kept, ("title", "summary"), reason=_("Réuni avec %(what)s") % {"what": gone}, by=by, gone=f"{gone}\n\n{gone.summary}".strip())
    now = clock.now()
    Case.objects.filter(barrier=gone).update(barrier=kept, changed_at=now)
    Precedent.objects.filter(barrier=gone).update(barrier=kept)
    Experiment.objects.filter(barrier=gone).update(barrier=kept)
    _move_demand(kept, gone)
    _move_notes(kept, gone)
    there = set(kept.norm_links.values_list("norm", flat=True))
    BarrierNorm.objects.bulk_create([BarrierNorm(barrier=kept, norm=one.norm) for one in gone.norm_links.all() if one.norm_id not in there])
    kept.former_references = list(dict.fromkeys([*kept.former_references, gone.reference, *gone.former_references]))
    kept.themes = list(dict.fromkeys([*kept.themes, *gone.themes]))
    for name in ("summary", "channel", "authority_id"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    gone.delete()
    kept.changed_at = now
    kept.save()
    announce(facts.BarrierKept(barrier_id=kept.pk, verb="merge"), by=by)
    return kept


def _move_demand(kept: Barrier, gone: Barrier) -> None:
    """Who said it of both is one person: what they said last counts, the confirmed before what is not."""
    for one in SameSituation.objects.select_for_update().filter(barrier=gone).order_by("pk"):
        same = SameSituation.objects.filter(barrier=kept, precedent=one.precedent, email__iexact=one.email).first() if one.email else None
        if same is not None and (one.confirmed_at is None or (same.confirmed_at is not None and same.at >= one.at)):
            one.delete()
            continue
        if same is not None:
            same.delete()
        one.barrier = kept
        one.save(update_fields=["barrier"])


def _move_notes(kept: Barrier, gone: Barrier) -> None:
    """Notes ask to lift the one that stays; their evidence leads to it, and says what it said on the day it was linked."""
    held = NoteBarrier.objects.filter(barrier=kept).values("note")
    NoteBarrier.objects.filter(barrier=gone, note__in=held).delete()
    NoteBarrier.objects.filter(barrier=gone).update(barrier=kept)
    for one in Evidence.objects.filter(kind__in=(Evidence.Kind.BARRIER, Evidence.Kind.CASE), thing_id=gone.pk):
        if Evidence.objects.filter(sentence=one.sentence, kind=one.kind, thing_id=kept.pk).exists():
            one.delete()
            continue
        one.thing_id, one.url = kept.pk, one.url.replace(gone.reference, kept.reference)
        one.save(update_fields=["thing_id", "url"])


@transaction.atomic
def hide_barrier(*, barrier: Barrier, by: User, reason: str) -> Barrier:
    """Out of the public's sight: its address says why. Its cases stay. Raises Incomplete without a reason."""
    reason = clean_line(reason)[:500]
    if not reason:
        raise Incomplete(_("Le frein est toujours public."), {"reason": _("Dites pourquoi : sa page le dira.")})
    barrier = Barrier.objects.select_for_update().get(pk=barrier.pk)
    barrier.hidden_at, barrier.hidden_reason, barrier.changed_at = clock.now(), reason, clock.now()
    barrier.save(update_fields=["hidden_at", "hidden_reason", "changed_at"])
    announce(facts.BarrierKept(barrier_id=barrier.pk, verb="hide"), by=by)
    return barrier


@transaction.atomic
def show_barrier(*, barrier: Barrier, by: User) -> Barrier:
    """Public again."""
    barrier = Barrier.objects.select_for_update().get(pk=barrier.pk)
    barrier.hidden_at, barrier.hidden_reason, barrier.changed_at = None, "", clock.now()
    barrier.save(update_fields=["hidden_at", "hidden_reason", "changed_at"])
    announce(facts.BarrierKept(barrier_id=barrier.pk, verb="show"), by=by)
    return barrier
