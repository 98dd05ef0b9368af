"""Reading theories of change."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.impact.models import Change, ChangeEdition, ChangePart, Kind
from frenchimpact.impact.models.changes import CHAIN
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import visible_spaces


@dataclass(frozen=True)
class Part:
    """A part as it is read, whether in an edition or as the team works on it."""

    id: int
    kind: Kind
    text: str
    stakeholder: str
    indicator: str | None
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


def find_part(user: Anyone, reference: str, pk: int) -> tuple[Project, ChangePart]:
    """One part of the theory of such a project, or Http404."""
    project = find_space(user, reference)
    part = ChangePart.objects.filter(change__project=project, pk=pk).select_related("change__project", "indicator").first()
    if part is None:
        raise Http404(_("Cet élément n’existe plus."))
    return project, part


def change_of(project: Project) -> Change | None:
    """What the team works on, once somebody began it."""
    return Change.objects.filter(project=project).first()


def theory_of(change: Change | None) -> Theory:
    """The same, as it is read."""
    return _read(content_of(change)) if change else Theory("", ())


def public_change(project: Project) -> tuple[Theory, ChangeEdition] | None:
    """What the public reads of a project's theory of change."""
    edition = ChangeEdition.objects.filter(change__project=project).order_by("-number").first()
    return (_read(edition.content), edition) if edition else None


def find_public(user: Anyone, slug: str) -> Project:
    """A published project whose theory of change is public, or Http404."""
    found = Project.objects.filter(slug=slug, status=Project.Status.PUBLISHED, change__editions__isnull=False).distinct().first()
    if found is None:
        raise Http404
    return found


def _read(content: dict[str, Any]) -> Theory:
    parts = tuple(
        Part(one["id"], Kind(one["kind"]), one["text"], one["stakeholder"], one["indicator"], tuple(one["leads_to"]))
        for one in content["parts"]
    )
    return Theory(content["question"], parts)
