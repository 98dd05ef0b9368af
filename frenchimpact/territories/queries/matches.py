"""Solutions that exist elsewhere: published projects that share the themes or the publics of a challenge, and act in other places."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.geo.queries import place_words
from frenchimpact.projects.models import Project, Stage
from frenchimpact.projects.queries import public_projects, visible_sections
from frenchimpact.territories.models import Challenge
from frenchimpact.territories.queries.grounds import acting
from frenchimpact.vocabularies.queries import word

# How many are looked at, the last published first: enough to choose well, the same whatever is published.
LOOKED_AT = 200
# What has been tried teaches more than what has not.
_PROVEN = (Stage.CONSOLIDATION, Stage.REPLICATION, Stage.SCALING, Stage.NATIONAL)
# Told on the page of algorithms: each theme in common, each public, and what has been tried.
THEME_WEIGHT, PUBLIC_WEIGHT, PROVEN_WEIGHT = 3, 2, 1
_OVER = (Stage.PAUSED, Stage.STOPPED)


@dataclass(frozen=True)
class Match:
    """A project from elsewhere, and why it is shown: reasons as `ui.why` takes them."""

    project: Project
    reasons: list[dict[str, str]]
    score: int


def solutions_for(challenge: Challenge, length: int = 4) -> list[Match]:
    """The closest first, in a fixed number of statements; none for a challenge without themes or publics."""
    if not challenge.themes and not challenge.publics:
        return []
    shared = Q(themes__overlap=challenge.themes) | Q(publics__overlap=challenge.publics)
    found = public_projects().filter(shared, is_need=False).exclude(pk__in=acting([challenge.territory_id]))
    found = found.exclude(challenge_links__challenge=challenge).exclude(stage__in=_OVER)
    matches = [match for project in found[:LOOKED_AT] if (match := _match(challenge, project)).score]
    return sorted(matches, key=lambda match: (-match.score, match.project.name))[:length]


def _match(challenge: Challenge, project: Project) -> Match:
    themes = [code for code in challenge.themes if code in project.themes]
    # What a team keeps for some is no reason for all.
    said = project.publics if "publics" in visible_sections(project) else []
    publics = [code for code in challenge.publics if code in said]
    is_proven = project.stage in _PROVEN
    reasons = []
    if themes:
        words = ", ".join(word("theme", code) for code in themes)
        reasons.append(_reason(ngettext("Même thème : %(words)s.", "Mêmes thèmes : %(words)s.", len(themes)) % {"words": words}))
    if publics:
        words = ", ".join(word("public", code) for code in publics)
        reasons.append(_reason(ngettext("Même public : %(words)s.", "Mêmes publics : %(words)s.", len(publics)) % {"words": words}))
    places = ", ".join(place_words(link.place) for link in list(project.project_places.all())[:3])
    if places:
        reasons.append(_reason(_("Agit ailleurs : %(places)s.") % {"places": places}))
    stage = _("Étape : %(stage)s.") % {"stage": project.get_stage_display().lower()}
    reasons.append(_reason(stage, "done" if is_proven else "ask"))
    # A stage alone is no likeness.
    score = 0 if not themes and not publics else THEME_WEIGHT * len(themes) + PUBLIC_WEIGHT * len(publics) + PROVEN_WEIGHT * is_proven
    return Match(project, reasons, score)


def _reason(text: str, state: str = "done") -> dict[str, str]:
    return {"text": text, "state": state}
