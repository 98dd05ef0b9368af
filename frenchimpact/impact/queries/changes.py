"""Reading theories of change."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.impact.models import Change, ChangeEdition, ChangePart, Holder, Kind
from frenchimpact.impact.models.changes import CHAIN
from frenchimpact.methods.models import Indicator
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import visible_spaces
from frenchimpact.territories import queries as territories
from frenchimpact.territories.models import Territory


@dataclass(frozen=True)
class Part:
    """A part as it is read, whether in an edition or as its people work on it."""

    id: int
    kind: Kind
    text: str
    stakeholder: str
    # What counts it: its name in one version, and in words.
    indicator: str | None
    indicator_words: str
    leads_to: tuple[int, ...]


@dataclass(frozen=True)
class Theory:
    """A whole theory of change."""

    question: str
    parts: tuple[Part, ...]

    def of(self, kind: Kind) -> list[Part]:
        """Its parts of one kind, in order."""
        return [part for part in self.parts if part.kind == kind]

    @property
    def columns(self) -> list[tuple[Kind, list[Part]]]:
        """The chain, without the kinds that nobody wrote."""
        return [(kind, found) for kind in CHAIN if (found := self.of(kind))]

    def named(self, ids: tuple[int, ...]) -> list[str]:
        """The words of these parts."""
        words = {part.id: part.text for part in self.parts}
        return [words[id] for id in ids if id in words]


def content_of(change: Change) -> dict[str, Any]:
    """The theory as data: what an edition keeps, with names that mean something without the tables."""
    parts = list(change.parts.select_related("indicator").prefetch_related("leads_to"))
    return {
        "question": change.question,
        "parts": [
            {
                "id": part.pk,
                "kind": part.kind,
                "text": part.text,
                "stakeholder": part.stakeholder,
                "indicator": part.indicator.pinned if part.indicator else None,
                "leads_to": [link.target_id for link in part.leads_to.all()],
            }
            for part in sorted(parts, key=lambda part: (Kind.values.index(part.kind), part.position, part.pk))
        ],
    }


def find_space(user: Anyone, reference: str) -> Project:
    """A project whose space the person enters, or Http404."""
    found = visible_spaces(user).filter(reference=reference).first()
    if found is None:
        raise Http404(_("Ce projet n’existe pas, ou vous n’y avez pas accès."))
    return found


def find_holder(user: Anyone, side: str, reference: str) -> Holder:
    """A project or a territory, as `side` says, whose space the person enters, or Http404."""
    return territories.find_space(user, reference) if side == "territory" else find_space(user, reference)


def find_part(user: Anyone, side: str, reference: str, pk: int) -> tuple[Holder, ChangePart]:
    """One part of the theory of such a holder, or Http404."""
    holder = find_holder(user, side, reference)
    part = ChangePart.objects.filter(change=change_of(holder), pk=pk).select_related("change", "indicator").first()
    if part is None:
        raise Http404(_("Cet élément n’existe plus."))
    return holder, part


def find_kind(user: Anyone, side: str, reference: str, kind: str) -> tuple[Holder, Kind]:
    """Such a holder, and the kind of part that the address names, or Http404."""
    if kind not in Kind.values:
        raise Http404
    return find_holder(user, side, reference), Kind(kind)


def side_of(holder: Holder) -> str:
    """`project` or `territory`: the column that names it, and how its addresses begin."""
    return "project" if isinstance(holder, Project) else "territory"


def change_of(holder: Holder) -> Change | None:
    """What its people work on, once somebody began it."""
    return Change.objects.filter(**{side_of(holder): holder}).first()


def theory_of(change: Change | None) -> Theory:
    """The same, as it is read."""
    return _read(content_of(change)) if change else Theory("", ())


def public_change(holder: Holder) -> tuple[Theory, ChangeEdition] | None:
    """What the public reads of its theory of change."""
    edition = ChangeEdition.objects.filter(**{f"change__{side_of(holder)}": holder}).order_by("-number").first()
    return (_read(edition.content), edition) if edition else None


def public_theories() -> list[tuple[str, dt.datetime]]:
    """The address of every public page of a theory of change, and the day of its last edition."""
    is_public = Q(territory__isnull=False) | Q(project__status=Project.Status.PUBLISHED)
    rows = Change.objects.filter(is_public).annotate(at=Max("editions__at")).filter(at__isnull=False).order_by("pk")
    return [
        (f"/territoires/{territory}/changement/" if territory else f"/projets/{project}/changement/", at)
        for project, territory, at in rows.values_list("project__slug", "territory__slug", "at")
    ]


def find_public(user: Anyone, side: str, slug: str) -> Holder:
    """A published project, or a territory, whose theory of change is public, or Http404."""
    found: Holder | None
    if side == "territory":
        found = Territory.objects.filter(slug=slug, change__editions__isnull=False).distinct().first()
    else:
        found = Project.objects.filter(slug=slug, status=Project.Status.PUBLISHED, change__editions__isnull=False).distinct().first()
    if found is None:
        raise Http404
    return found


def _read(content: dict[str, Any]) -> Theory:
    words = _indicator_words({one["indicator"] for one in content["parts"]} - {None})
    parts = tuple(
        Part(
            one["id"],
            Kind(one["kind"]),
            one["text"],
            one["stakeholder"],
            one["indicator"],
            words.get(one["indicator"], ""),
            tuple(one["leads_to"]),
        )
        for one in content["parts"]
    )
    return Theory(content["question"], parts)


def _indicator_words(pinned: set[str]) -> dict[str, str]:
    """What these indicators are called, in the language of the page."""
    if not pinned:
        return {}
    found = Indicator.objects.filter(code__in=[one.partition("@")[0] for one in pinned])
    return {one.pinned: str(one) for one in found}
