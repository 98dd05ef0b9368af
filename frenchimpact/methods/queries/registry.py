"""Reading the registry: methods for everyone, versions, what changed between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core.text import fold
from frenchimpact.methods import rules
from frenchimpact.methods.calculation import Calculation
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.engine.units import Units
from frenchimpact.methods.folders import Folder, loads
from frenchimpact.methods.format import EVERYWHERE, Sample
from frenchimpact.methods.format import Method as Content
from frenchimpact.methods.models import Indicator, Method, MethodVersion
from frenchimpact.organisations.rules import Anyone
from frenchimpact.vocabularies.models import Term

PUBLISHED = MethodVersion.State.PUBLISHED


@lru_cache(maxsize=64)
def _calculation(swhid: str, pk: int) -> Calculation:
    version = MethodVersion.objects.get(pk=pk)
    return Calculation(Content.model_validate(version.content))


def calculation_of(version: MethodVersion) -> Calculation:
    """The formulas of a version, read once per process: the same files give the same functions."""
    return _calculation(version.swhid, version.pk)


def folder_of(version: MethodVersion) -> Folder:
    """The folder as it was brought in."""
    samples = {path: Sample.model_validate(loads(text, path)) for path, text in version.files.items() if path.startswith("samples/")}
    return Folder(version.files, Content.model_validate(version.content), samples)


def latest_versions() -> QuerySet[MethodVersion]:
    """The latest published version of each method."""
    latest = MethodVersion.objects.filter(state=PUBLISHED).order_by("method_id", "-rank").distinct("method_id").values("pk")
    return MethodVersion.objects.filter(pk__in=latest).select_related("method", "method__owner").order_by("title_fr", "pk")


def latest_saying(text: str) -> list[MethodVersion]:
    """Those of them that say every word, in either language: some tens of methods are read whole."""
    words = fold(text).split()
    return [one for one in latest_versions() if all(word in _told(one) for word in words)]


def _told(one: MethodVersion) -> str:
    summary = one.content["summary"]
    return fold(" ".join((one.title_fr, one.title_en, summary["fr"], summary["en"], one.method.slug)))


def latest_of(method: Method) -> MethodVersion | None:
    """The one to use today; the latest withdrawn when none is published."""
    versions = method.versions.filter(state__in=rules.PUBLISHED)
    return versions.filter(state=PUBLISHED).first() or versions.first()


def find_latest(user: Anyone, slug: str) -> MethodVersion:
    """The version of a method that its name alone leads to, or Http404."""
    method = Method.objects.filter(slug=slug).first()
    found = latest_of(method) if method else None
    if found is None:
        found = rules.visible_versions(user).filter(method__slug=slug).first()
    if found is None:
        raise Http404
    return found


def find_version(user: Anyone, slug: str, number: str) -> MethodVersion:
    """One version, or Http404."""
    found = rules.visible_versions(user).filter(method__slug=slug, number=number).first()
    if found is None:
        raise Http404
    return found


def versions_shown(user: Anyone, method: Method) -> list[MethodVersion]:
    """All those of a method that the person may read, the latest first."""
    return list(rules.visible_versions(user).filter(method=method).order_by("-rank"))


def drafts_for(user: Anyone) -> QuerySet[MethodVersion]:
    """What is not published yet and that they may edit; for operators, what waits for them first."""
    waiting = Q(state__in=[MethodVersion.State.DRAFT, MethodVersion.State.SUBMITTED])
    return rules.visible_versions(user).filter(waiting).order_by("-state", "-changed_at")


def indicators_in_force() -> QuerySet[Indicator]:
    """Those that the latest version of a method counts."""
    return Indicator.objects.filter(uses__version__in=latest_versions().values("pk")).select_related("method").distinct()


# ── What only this platform knows ───────────────────────────────────────────────────────────────────────
def themes() -> list[str]:
    """The codes of the themes of the programme: a method stands for one of them, or for all."""
    return list(Term.objects.filter(scheme=Term.Scheme.THEME, is_retired=False).values_list("code", flat=True))


def origin_of(folder: Folder) -> MethodVersion | None:
    """The version that this one says it comes from, when it was published here."""
    slug, _at, number = (folder.method.derived_from or "").partition("@")
    return MethodVersion.objects.filter(method__slug=slug, number=number, state__in=rules.PUBLISHED).select_related("method").first()


def problems_here(folder: Folder) -> list[Problem]:
    """What its folder alone does not tell: a theme that the programme does not have, an origin that is not published here."""
    method, known, problems = folder.method, themes(), []
    if method.domain != EVERYWHERE and method.domain not in known:
        words = _("« %(domain)s » n’est pas un thème du programme. Prenez « tous » ou l’un de ceux-ci : %(known)s.")
        problems.append(Problem("method.toml/domain", words % {"domain": method.domain, "known": ", ".join(known)}))
    if method.derived_from and origin_of(folder) is None:
        problems.append(Problem("method.toml/derived_from", _("« %s » n’est pas une version publiée ici.") % method.derived_from))
    return problems


# ── What changed ────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Change:
    """One thing that two versions say differently; nothing on a side: it was not there, or is no longer."""

    kind: str
    id: str
    before: str
    after: str


def changes(old: Content, new: Content) -> list[Change]:
    """What an indicator, an assumption, an input, a table or a formula says differently, in the order of the format."""
    found: list[Change] = []
    for kind in ("indicators", "inputs", "assumptions", "tables", "steps"):
        before, after = _by_id(getattr(old, kind)), _by_id(getattr(new, kind))
        found += [
            Change(kind, id, _said(before.get(id), after.get(id)), _said(after.get(id), before.get(id)))
            for id in dict.fromkeys([*before, *after])
            if before.get(id) != after.get(id)
        ]
    return found


def _by_id(parts: Iterable[Any]) -> dict[str, dict[str, Any]]:
    return {part.id: part.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for part in parts}


def _said(one: dict[str, Any] | None, other: dict[str, Any] | None) -> str:
    """What is particular to this side: « formula: a / b; decimals: 1 »."""
    if one is None:
        return ""
    own = {key: value for key, value in one.items() if other is None or other.get(key) != value}
    return "\n".join(f"{key} : {_flat(value)}" for key, value in own.items() if key != "id") or "id"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return value["fr"] if set(value) == {"fr", "en"} else "; ".join(f"{key} = {_flat(part)}" for key, part in value.items())
    if isinstance(value, list):
        return " | ".join(_flat(part) for part in value)
    return str(value)


def converted(value: Decimal, given: str, wanted: str) -> Decimal | None:
    """A number of one unit in another; None when they do not measure the same thing, or when one is not a unit that everybody has."""
    if (given == "%") != (wanted == "%"):
        return None
    units = Units()
    try:
        factor = units.factor(units.read(given), units.read(wanted))
    except Unsound:
        return None
    return factor(value) if factor is not None else None
