"""« Aller directement à »: what was typed is the name or the number of one thing."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.places import LEVELS, place_url
from frenchimpact.barriers.models import Experiment, Precedent
from frenchimpact.barriers.rules import PUBLISHED
from frenchimpact.core.text import fold
from frenchimpact.events.queries.events import public_events
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import level_words, match_places, place_words
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.rules import PUBLISHED as CITED
from frenchimpact.offers.rules import public_offers
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.resources.rules import public_programmes, public_tools
from frenchimpact.solutions.rules import public_solutions
from frenchimpact.territories.models import Territory

_REFERENCE = re.compile(r"p\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_AID = re.compile(r"af\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_EVENT = re.compile(r"ev\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_EXPERIMENT = re.compile(r"x\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_ANSWER = re.compile(r"r\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_METHOD = re.compile(r"([a-z][a-z0-9-]{0,59})@([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4})", re.IGNORECASE)
_CONTENT = re.compile(r"swh:1:dir:[0-9a-f]{40}")
_SHEET = re.compile(r"(pr|ou)\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_OFFER = re.compile(r"o\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_SOLUTION = re.compile(r"so\s*-?\s*([0-9]{4})\s*-?\s*([0-9]{1,6})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{9}|[0-9]{14}")
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}", re.IGNORECASE)


@dataclass(frozen=True)
class Direct:
    """One thing to go to at once."""

    words: str
    kind: str
    href: str


def direct(text: str) -> list[Direct]:
    """The sheets and places that the text names by number, or exactly by name."""
    text = text.strip()
    found = numbered(text) + _territories(text)
    if 2 <= len(text) <= 120 and not _REFERENCE.fullmatch(text):
        matches = match_places(text, LEVELS, 4, is_near=False)
        found += [_place(match.place) for match in matches if match.is_exact or match.is_bare]
    return found


def numbered(text: str) -> list[Direct]:
    """The sheets of that reference, SIREN, SIRET or RNA; a method as it is cited. Nothing is asked of the database for another text."""
    text = text.strip()
    if match := _REFERENCE.fullmatch(text):
        return _project(f"P-{match[1]}-{int(match[2]):04}")
    if match := _ANSWER.fullmatch(text):
        return _answers(f"R-{match[1]}-{int(match[2]):04}")
    if match := _AID.fullmatch(text):
        return _aids(f"AF-{match[1]}-{int(match[2]):04}")
    if match := _EVENT.fullmatch(text):
        return _events(f"EV-{match[1]}-{int(match[2]):04}")
    if match := _EXPERIMENT.fullmatch(text):
        return _experiments(f"X-{match[1]}-{int(match[2]):04}")
    if match := _METHOD.fullmatch(text):
        return _methods(method__slug=match[1].lower(), number=match[2])
    if _CONTENT.fullmatch(text):
        return _methods(swhid=text)
    if match := _OFFER.fullmatch(text):
        return _offers(f"O-{match[1]}-{int(match[2]):04}")
    if match := _SHEET.fullmatch(text):
        return _sheets(match[1].upper(), f"{match[1].upper()}-{match[2]}-{int(match[3]):04}")
    if match := _SOLUTION.fullmatch(text):
        return _solutions(f"SO-{match[1]}-{int(match[2]):04}")
    compact = re.sub(r"[\s.\-]", "", text)
    return _organisations(compact.upper()) if _NUMBER.fullmatch(compact) or _RNA.fullmatch(compact) else []


def public_page(reference: str) -> tuple[str, str] | None:
    """The name and the page of what bears that reference, for rooms that only know references."""
    return next(((one.words, one.href) for one in numbered(reference)), None)


def _project(reference: str) -> list[Direct]:
    rows = Project.objects.filter(reference=reference, status=Project.Status.PUBLISHED).values_list("name", "slug")
    return [Direct(f"{name} ({reference})", _("Projet"), f"{prefix()}/projets/{slug}/") for name, slug in rows]


def _answers(reference: str) -> list[Direct]:
    rows = (
        Precedent.objects.filter(reference=reference, state__in=PUBLISHED)
        .exclude(state=Precedent.State.WITHDRAWN)
        .values_list("title", "slug")
    )
    return [Direct(f"{title} ({reference})", _("Réponse publiée"), f"{prefix()}/freins/{slug}/") for title, slug in rows]


def _aids(reference: str) -> list[Direct]:
    rows = Aid.objects.filter(reference=reference, status=Aid.Status.PUBLISHED).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", _("Aide"), f"{prefix()}/financements/{slug}/") for title, slug in rows]


def _offers(reference: str) -> list[Direct]:
    rows = public_offers().filter(reference=reference).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", _("Offre"), f"{prefix()}/offres/{slug}/") for title, slug in rows]


def _sheets(series: str, reference: str) -> list[Direct]:
    """A programme (PR-…) or a tool (OU-…)."""
    rows, words, path = (public_programmes(), _("Programme"), "programmes") if series == "PR" else (public_tools(), _("Outil"), "outils")
    found = rows.filter(reference=reference).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", words, f"{prefix()}/{path}/{slug}/") for title, slug in found]


def _solutions(reference: str) -> list[Direct]:
    rows = public_solutions().filter(reference=reference).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", _("Solution à reprendre"), f"{prefix()}/solutions/{slug}/") for title, slug in rows]


def _experiments(reference: str) -> list[Direct]:
    rows = Experiment.objects.filter(reference=reference, is_public=True).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", _("Expérimentation"), f"{prefix()}/experimentations/{slug}/") for title, slug in rows]


def _methods(**cited: str) -> list[Direct]:
    rows = MethodVersion.objects.filter(state__in=CITED, **cited).select_related("method").order_by("pk")[:3]
    return [Direct(f"{one.title} ({one})", _("Méthode"), f"{prefix()}/methodes/{one.method.slug}/{one.number}/") for one in rows]


def _events(reference: str) -> list[Direct]:
    rows = public_events().filter(reference=reference).values_list("title", "slug")
    return [Direct(f"{title} ({reference})", _("Événement"), f"{prefix()}/evenements/{slug}/") for title, slug in rows]


def _organisations(number: str) -> list[Direct]:
    column = {9: "siren", 14: "siret"}.get(len(number), "rna")
    rows = Organisation.objects.filter(is_published=True, **{column: number}).order_by("siret").values_list("name", "slug")[:3]
    return [Direct(name, _("Organisation"), f"{prefix()}/structures/{slug}/") for name, slug in rows]


def _territories(text: str) -> list[Direct]:
    """The labelled territories of that reference, or whose name holds these words: few enough to be read as they are."""
    words = fold(text)
    if len(words) < 3 or len(text) > 120:
        return []
    rows = Territory.objects.filter(Q(name_fold__contains=words) | Q(reference__iexact=text))
    return [
        Direct(name, _("Territoire labellisé"), f"{prefix()}/territoires/{slug}/")
        for name, slug in rows.order_by("name_fold", "pk").values_list("name", "slug")[:3]
    ]


def _place(place: Place) -> Direct:
    return Direct(place_words(place), level_words(place.level), place_url(place))
