"""The aids of a project, for its team: those that suit, those to check, the nearest of the others, and what would open more."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.aids.explaining import Told
from frenchimpact.aids.models import Aid, Choice, Reminder, Rule, Terms
from frenchimpact.aids.queries.catalogue import find_aid
from frenchimpact.aids.queries.matches import Match, match_aids
from frenchimpact.aids.queries.tellings import side_of_project, speaker_of, told_aids
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space

PASSPORT = {"budget": "budget", "amount": "amount_sought", "age": "founded_on", "employees": "employees", "evidence": "evidence"}


@dataclass(frozen=True)
class Unlock:
    """An answer that nobody gave, and how many aids it would let one judge."""

    words: str
    count: int
    href: str


@dataclass(frozen=True)
class ProjectAids:
    """What the page shows."""

    suits: list[tuple[Aid, Told]]
    near: list[tuple[Aid, Told]]
    counts: dict[str, int]
    choices: dict[int, Choice]
    kept: list[tuple[Aid, Told]]
    put_aside: list[tuple[Aid, Choice]]
    unlocks: list[Unlock]
    reminded: set[int]


def fix_url(project: Project, subject: str) -> str:
    """Where the team corrects what a condition compares."""
    if subject in PASSPORT:
        return reverse("projects:project_passport", args=[project.reference]) + f"#{PASSPORT[subject]}"
    if subject == "qualified":
        return reverse("projects:project_reading", args=[project.reference])
    return reverse("projects:project_sheet", args=[project.reference])


def aids_of(project: Project, user: Anyone, *, limit: int = 20, offset: int = 0) -> ProjectAids:
    """The aids of a project. A fixed number of statements."""
    side = side_of_project(project)
    # At hand since the project was found.
    places = [one.place for one in project.project_places.all()]
    speaker = speaker_of(places, lambda subject: (_("Compléter"), fix_url(project, subject)))
    matches = match_aids(side, limit=limit, offset=offset, beside=("near",))
    chosen = Choice.objects.filter(project=project, side=Choice.Side.PROJECT).select_related("aid__funder")
    choices = {choice.aid_id: choice for choice in chosen}
    aside = {pk for pk, choice in choices.items() if choice.answer == Choice.Answer.NOT_FOR_US}
    # What the team keeps stays in sight, even closed, or too far to be found.
    there = [*matches.rows, *matches.beside]
    lost = set(choices) - aside - {one.pk for one in there}
    kept = Terms.objects.filter(aid__in=lost, aid__status=Aid.Status.PUBLISHED).order_by("closes_on", "pk").values_list("pk", flat=True)
    told = told_aids([*there, *(Match(pk, 0, 0, 0) for pk in (kept if lost else ()))], side, speaker)
    shown = [(aid, one) for aid, one in told if aid.pk not in aside]
    reminded = Reminder.objects.filter(project=project, user_id=user.pk or 0, told_at=None).values_list("aid_id", flat=True)
    return ProjectAids(
        [(aid, one) for aid, one in shown if one.fit in {"suits", "to_check"} and aid.pk not in choices],
        [(aid, one) for aid, one in shown if one.fit == "near" and aid.pk not in choices],
        matches.counts,
        choices,
        [(aid, one) for aid, one in shown if aid.pk in choices],
        [(choice.aid, choice) for pk, choice in choices.items() if pk in aside],
        _unlocks(project, [(aid, one) for aid, one in shown if aid.pk not in lost]),
        set(reminded),
    )


def _unlocks(project: Project, told: list[tuple[Aid, Told]]) -> list[Unlock]:
    """The missing answers that would let one judge most aids."""
    lacking = Counter(reason.subject for _aid, one in told for reason in one.reasons if reason.state == "ask")
    words = {**dict(Rule.Subject.choices), "place": _("Lieux du projet")}
    return [Unlock(str(words[subject]), count, fix_url(project, subject)) for subject, count in lacking.most_common(3)]


def find_project_aid(user: Anyone, reference: str, slug: str) -> tuple[Project, Aid]:
    """A project whose space the person opens, and an aid that they may see. Raises Http404."""
    project = find_space(user, reference)
    aid = find_aid(user, slug)
    if aid.status == Aid.Status.DRAFT:
        raise Http404
    return project, aid
