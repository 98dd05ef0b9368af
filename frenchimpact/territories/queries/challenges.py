"""The challenges of a territory as their pages read them."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import public_projects
from frenchimpact.territories.models import Challenge, Objective, Territory
from frenchimpact.territories.queries.territories import find_space
from frenchimpact.vocabularies.queries import word


def challenges_of(territory: Territory) -> list[Challenge]:
    """Its challenges in order, with their objectives and how many actions serve each, in three statements."""
    objectives = Objective.objects.annotate(action_count=Count("actions"))
    return list(
        territory.challenges.select_related("owner").prefetch_related(
            Prefetch("objectives", objectives.order_by("number")), Prefetch("projects", public_projects())
        )
    )


def find_challenge(user: Anyone, reference: str, number: int) -> Challenge:
    """A challenge of a territory whose space the person enters, or Http404."""
    found = find_space(user, reference).challenges.select_related("territory__lead").filter(number=number).first()
    if found is None:
        raise Http404(_("Ce territoire n’a pas de défi de ce numéro."))
    return found


def count_words(territory: Territory, count: int) -> str:
    """What is missing, or too many, for the number of challenges that the territory must have; nothing otherwise."""
    missing = territory.challenge_count - count
    if missing > 0:
        words = ngettext("Il manque %(num)s défi.", "Il manque %(num)s défis.", missing) % {"num": missing}
        return words + " " + _("Un territoire en choisit exactement %(count)s.") % {"count": territory.challenge_count}
    if missing < 0:
        return _("Ce territoire a %(count)s défis : il doit en choisir exactement %(wanted)s.") % {
            "count": count,
            "wanted": territory.challenge_count,
        }
    return ""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a challenge's codes."""

    publics: list[str]
    themes: list[str]
    sdgs: list[str]


def words_of(challenge: Challenge) -> Vocabulary:
    """Its codes, in the language in force."""
    return Vocabulary(
        [word("public", code) for code in challenge.publics],
        [word("theme", code) for code in challenge.themes],
        [f"{number}. {word('sdg', str(number))}" for number in challenge.sdgs],
    )


def owners_for(territory: Territory) -> list[Organisation]:
    """Who of the collective may answer for a challenge or an action: those that have a sheet."""
    members = territory.members.filter(until=None, organisation__isnull=False)
    return list(Organisation.objects.filter(pk__in=members.values("organisation")).order_by("name"))


def project_named(text: str) -> Project | None:
    """A published project by its reference, its address or its exact name."""
    wanted = text.strip()
    slug = wanted.rstrip("/").rsplit("/", 1)[-1]
    shown = public_projects()
    found = shown.filter(reference__iexact=wanted).first() or shown.filter(slug=slug).first()
    if found is not None:
        return found
    named = list(shown.filter(name__iexact=wanted)[:2])
    return named[0] if len(named) == 1 else None
