"""A generic aid, a frame that others adapt to their territory, and its local variants: one level, never a circle."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.compiling import compile_aid
from frenchimpact.aids.facts import VariantProposed
from frenchimpact.aids.messages import variants as letters
from frenchimpact.aids.models import Aid, Terms, VariantProposal
from frenchimpact.aids.rules import has_same_funder, speaks_for
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.geo.models import Place


def check_family(generic: Aid | None, *, is_generic: bool, places: Iterable[Place], aid: Aid | None = None, is_new: bool = True) -> None:
    """Whether an aid may be generic, or the variant of that one. Raises Incomplete, with words at the field.

    `is_new`: the variant is attached now, so that its generic aid has to be one that everybody sees.
    """
    found: dict[str, Text] = {}
    if generic is not None:
        if is_generic:
            found["generic"] = _("Une aide générique n’est pas elle-même une variante : choisissez l’un ou l’autre.")
        elif problem := _problem_of(lock(generic), aid, is_new=is_new):
            found["generic"] = problem
        if any(place.level == Place.Level.COUNTRY for place in places):
            found["places"] = _("Une variante locale s’applique à un territoire, pas au pays entier : choisissez lequel.")
    if aid is not None and not is_generic and (count := aid.variants.count()):
        words = ngettext(
            "%(n)s aide est une variante locale de celle-ci : elle reste générique tant qu’il y en a.",
            "%(n)s aides sont des variantes locales de celle-ci : elle reste générique tant qu’il y en a.",
            count,
        )
        found["is_generic"] = words % {"n": count}
    if found:
        raise Incomplete(_("L’aide générique ou sa variante est à corriger."), found)


def _problem_of(generic: Aid, aid: Aid | None, *, is_new: bool) -> Text:
    """Why that aid cannot have this variant."""
    if aid is not None and generic.pk == aid.pk:
        return _("Une aide n’est pas la variante d’elle-même.")
    if generic.generic is not None:
        said = {"title": generic.title, "generic": generic.generic.title}
        return _("« %(title)s » est elle-même une variante locale de « %(generic)s » : choisissez celle-ci.") % said
    if not generic.is_generic:
        return _("« %(title)s » n’est pas une aide générique : son financeur le dit d’abord.") % {"title": generic.title}
    if is_new and generic.status != Aid.Status.PUBLISHED:
        return _("« %(title)s » n’est pas publiée : choisissez une aide générique que tout le monde voit.") % {"title": generic.title}
    return ""


def agreed_generic(aid: Aid, wanted: Aid | None, by: User | None) -> Aid | None:
    """The generic aid of which it is the variant at once: none when its funder has to agree first. `by` nobody: the product itself."""
    if wanted is None or by is None or wanted.pk == aid.generic_id or has_same_funder(aid, wanted):
        return wanted
    # Asked already: it is answered where it is read, never by saving something else.
    is_asked = aid.pk is not None and aid.proposals.filter(generic=wanted, state=VariantProposal.State.ASKED).exists()
    return wanted if not is_asked and speaks_for(by, wanted) else None


def keep_proposal(aid: Aid, wanted: Aid | None, by: User | None) -> None:
    """What it asks, now: a demand to the funder of that generic aid when it is not yet its variant; any other demand is over."""
    asked = VariantProposal.objects.filter(aid=aid, state=VariantProposal.State.ASKED)
    is_wanted = wanted is not None and wanted.pk != aid.generic_id
    gone = asked.exclude(generic=wanted) if is_wanted else asked
    for one in gone:
        letters.finish_proposed(one)
    gone.update(state=VariantProposal.State.WITHDRAWN, answered_at=clock.now(), answered_by=by)
    if wanted is None or not is_wanted or asked.exists():
        return
    proposal = VariantProposal.objects.create(aid=aid, generic=wanted, by=by)
    announce(VariantProposed(aid_id=aid.pk, generic_id=wanted.pk), by=by)
    if by is not None:
        letters.tell_proposed(proposal)


def hand_variants_over(*, gone: Aid, kept: Aid) -> None:
    """Of two aids that were the same, the one that stays takes the variants of the other. Raises Refusal."""
    if gone.generic_id == kept.pk or kept.generic_id == gone.pk:
        raise Refusal(_("Une aide générique et sa variante locale ne sont pas la même aide : répondez qu’elles sont différentes."))
    VariantProposal.objects.filter(Q(aid=gone) | Q(generic=gone), state=VariantProposal.State.ASKED).update(
        state=VariantProposal.State.WITHDRAWN, answered_at=clock.now()
    )
    variants = list(Aid.objects.filter(generic=gone).values_list("pk", flat=True))
    if not variants:
        return
    if kept.generic_id is not None:
        words = _("« %(kept)s » est une variante locale : elle ne peut pas reprendre celles de « %(gone)s ». Gardez plutôt celle-ci.")
        raise Refusal(words % {"kept": kept.title, "gone": gone.title})
    if not kept.is_generic:
        kept.is_generic = True
        kept.save(update_fields=["is_generic"])
        compile_aid(kept)
    Aid.objects.filter(pk__in=variants).update(generic=kept)
    Terms.objects.filter(aid__in=variants).update(family=kept.pk)
