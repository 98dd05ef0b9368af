"""Declarations in the making, and what already exists that looks like them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.secret_keys import digest
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import Looked, look_up_number, number_in
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Declaration, Project, ProjectPlace


def declaration_by_key(key: str) -> Declaration | None:
    """The draft of that secret key, unless it is gone."""
    if not key or len(key) > 100:
        return None
    return Declaration.objects.filter(key_digest=digest(key), expires_at__gt=clock.now()).select_related("project").first()


def declarations_of(user: Anyone) -> QuerySet[Declaration]:
    """One's own unfinished declarations, latest first."""
    return Declaration.objects.filter(author_id=user.pk or 0, project__isnull=True, expires_at__gt=clock.now()).order_by(
        "-updated_at", "-pk"
    )


def find_declaration(user: Anyone, pk: int) -> Declaration:
    """One of one's own drafts, or Http404."""
    declaration = declarations_of(user).filter(pk=pk).first()
    if declaration is None:
        raise Http404(_("Ce brouillon n’existe plus."))
    return declaration


# Before the number of a structure that was chosen in the registry, in place of the key of a sheet.
FROM_REGISTRY = "r:"


def registry_number(answers: Mapping[str, Any]) -> str:
    """The number of the structure that was chosen in the national registry; empty when none was."""
    key = str(answers.get("structure", "")) if answers.get("holder") == "structure" else ""
    return number_in(key.removeprefix(FROM_REGISTRY)) if key.startswith(FROM_REGISTRY) else ""


def find_structure(key: str) -> Organisation | None:
    """A published organisation by its number here."""
    if not re.fullmatch(r"\d{1,18}", key):
        return None
    return Organisation.objects.filter(pk=int(key), is_published=True, closed_on__isnull=True).select_related("commune").first()


def in_registry(text: str) -> Looked | None:
    """Whom a number that no sheet bears names in the national registry. None when there is nothing to ask."""
    number = number_in(text)
    known = Q(siret=number) if len(number) == 14 else Q(siren=number)
    if not number or Organisation.objects.filter(known, merged_into=None).exists():
        return None
    return look_up_number(number)


def structures_like(text: str, limit: int = 6) -> list[Organisation]:
    """Known organisations of that SIRET, SIREN or name; closed ones are left out."""
    known = Organisation.objects.filter(is_published=True, closed_on__isnull=True).select_related("commune")
    digits = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"\d{9}|\d{14}", digits):
        return list(known.filter(Q(siret=digits) | Q(siren=digits[:9])).order_by("-siret", "pk")[:limit])
    words = fold(text)
    if len(words) < 3:
        return []
    starts = list(known.filter(name_fold__startswith=words).order_by("name", "pk")[:limit])
    if len(starts) < limit:
        near = known.filter(name_fold__trigram_word_similar=words).exclude(pk__in=[one.pk for one in starts]).order_by("name", "pk")
        starts += list(near[: limit - len(starts)])
    return starts


def duplicates_of(*, name: str, places: Sequence[Place], organisation: Organisation | None, limit: int = 3) -> list[Project]:
    """Published projects that could be the same: a close name nearby, or any close name in the same organisation.

    Only what is public is proposed: the existence of the others is nobody's business yet.
    """
    words = fold(name)
    if not words:
        return []
    ids = (
        {place.pk for place in places}
        | {place.epci_id for place in places if place.epci_id}
        | {place.department_id for place in places if place.department_id}
    )
    near = Exists(
        ProjectPlace.objects.filter(project=OuterRef("pk")).filter(Q(place__in=ids) | Q(place__epci__in=ids) | Q(place__department__in=ids))
    )
    same_house = Q(organisation=organisation) if organisation else Q(pk__isnull=True)
    found = (
        Project.objects.filter(status=Project.Status.PUBLISHED)
        .filter(Q(name_fold__trigram_similar=words) | Q(name_fold=words))
        .filter(Q(near) | same_house)
    )
    return list(found.select_related("organisation").prefetch_related("places").order_by("-published_at", "pk")[:limit])
