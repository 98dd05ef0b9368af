"""The address book of services, texts, barriers and hackers' cards, as the desk keeps them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.actions.names import check_names
from frenchimpact.barriers.actions.triage import make_barrier
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.models import (
    Authority,
    Barrier,
    BarrierNorm,
    Case,
    CaseNorm,
    ExperimentNorm,
    Hacker,
    Norm,
    PolicyNote,
    PrecedentNorm,
)
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold


@transaction.atomic
def save_service(*, service: Authority | None, values: Mapping[str, Any]) -> Authority:
    """Add a service, or change it. Raises Incomplete for one that is there already."""
    same = Authority.objects.filter(name__iexact=values["name"], email__iexact=values["email"])
    if (same.exclude(pk=service.pk) if service else same).exists():
        raise Incomplete(_("Le service n’est pas enregistré."), {"name": _("Ce service est déjà dans le carnet, à la même adresse.")})
    found = lock(service) if service else Authority()
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


@transaction.atomic
def set_active(*, service: Authority, is_active: bool) -> None:
    """Proposed from now on, or no longer: what was asked of it stays."""
    Authority.objects.filter(pk=service.pk).update(is_active=is_active)


@transaction.atomic
def save_norm(*, norm: Norm | None, values: Mapping[str, Any]) -> Norm:
    """Add a text, or change it. One known by its identifier alone joins the text that bears the name it is given.

    Raises Incomplete for one that is there already.
    """
    if not fold(values["text"]):
        raise Incomplete(_("Le texte n’est pas enregistré."), {"text": _("Écrivez le nom du texte, avec des lettres.")})
    same = Norm.objects.filter(text_fold=fold(values["text"]), article_fold=fold(values["article"]))
    other = (same.exclude(pk=norm.pk) if norm else same).first()
    if other is not None and norm is not None and norm.is_unnamed:
        return _join(norm, other, values)
    if other is not None:
        raise Incomplete(_("Le texte n’est pas enregistré."), {"text": _("Ce texte est déjà là, avec le même article.")})
    found = lock(norm) if norm else Norm()
    for name, value in values.items():
        setattr(found, name, value)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise Incomplete(_("Le texte n’est pas enregistré."), {"text": _("Ce texte est déjà là, avec le même article.")}) from error
    return found


def _join(gone: Norm, kept: Norm, values: Mapping[str, Any]) -> Norm:
    """All that cites the one cites the other; what the other had not is taken from what was written."""
    for link, owner in ((CaseNorm, "case"), (BarrierNorm, "barrier"), (PrecedentNorm, "precedent"), (ExperimentNorm, "experiment")):
        there = link.objects.filter(norm=kept).values(owner)
        link.objects.filter(norm=gone, **{f"{owner}__in": there}).delete()
        link.objects.filter(norm=gone).update(norm=kept)
    PolicyNote.objects.filter(norm=gone).update(norm=kept)
    for name, value in values.items():
        setattr(kept, name, getattr(kept, name) or value)
    gone.delete()
    kept.save()
    return kept


def cases_of(barrier: Barrier | None) -> list[Case]:
    """The latest cases that hit it: their names may not be read on its page."""
    if barrier is None:
        return []
    return list(
        Case.objects.filter(barrier=barrier).select_related("person", "organisation", "project").defer("words").order_by("-pk")[:100]
    )


@transaction.atomic
def save_barrier(*, barrier: Barrier | None, values: Mapping[str, Any], norms: str, by: User, kept_names: Collection[str] = ()) -> Barrier:
    """Make a barrier, or change it; the texts are a line each."""
    texts = {name: str(values.get(name, "")) for name in ("title", "summary")}
    check_names(texts, cases_of(barrier), kept_names)
    if barrier is not None and any(getattr(barrier, name) != text for name, text in texts.items()):
        keep_text(barrier, tuple(texts), reason=_("Corrigé"), by=by)
    found = lock(barrier) if barrier else make_barrier(title=values["title"], by=by)
    for name, value in values.items():
        setattr(found, name, value)
    found.changed_at = clock.now()
    found.save()
    wanted = cite(norms)
    found.norm_links.exclude(norm__in=wanted).delete()
    there = set(found.norm_links.values_list("norm", flat=True))
    BarrierNorm.objects.bulk_create([BarrierNorm(barrier=found, norm=one) for one in wanted if one.pk not in there])
    return found


@transaction.atomic
def save_hacker(*, user: User, values: Mapping[str, Any]) -> Hacker:
    """What they follow, how much at once, until when they are away."""
    card, _made = Hacker.objects.get_or_create(user=user)
    for name, value in values.items():
        setattr(card, name, value)
    card.save()
    return card
