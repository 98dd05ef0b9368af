"""Solutions for everyone: the list, and the page of each with its kit, its results and who took it up."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door, open_door
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import render
from frenchimpact.projects.rules import places_of
from frenchimpact.solutions import lists, rules
from frenchimpact.solutions.costs import estimate
from frenchimpact.solutions.forms.costs import NAMES, SizeForm
from frenchimpact.solutions.models import Kit, Solution
from frenchimpact.solutions.queries import adoptions as taken
from frenchimpact.solutions.queries import solutions as reads
from frenchimpact.solutions.queries.contexts import challenge_name, challenge_named, context_of
from frenchimpact.solutions.queries.fitting import Grounds
from frenchimpact.solutions.queries.results import results_of
from frenchimpact.solutions.views.frame import say

# Ideas that look for somebody, shown below the list.
MOST_IDEAS = 6


@open_door
@require_safe
def solutions(request: HttpRequest) -> HttpResponseBase:
    """What can be taken up, with its filters and its files; for a challenge, what suits it first, with the reasons."""
    asked = lists.SolutionList(request.GET)
    if asked.format:
        return lists.list_file(request, asked)
    ideas = reads.ideas(theme=asked.theme, place=asked.place)
    context = {"asked": asked, "say": say(), "ideas": list(ideas[:MOST_IDEAS]), "idea_count": ideas.count()}
    return render(request, "solutions/solutions.html", context)


@require_safe
@door(find=reads.find_solution, visitors=True)
def solution(request: HttpRequest, found: Solution) -> HttpResponse:
    """Everything that one needs to judge it and to take it up. Withdrawn, why and since when."""
    if found.state == Solution.State.WITHDRAWN:
        return gone(request, found)
    kit = reads.kit_of(found, is_draft=found.state != Solution.State.PUBLISHED)
    return render(request, "solutions/solution.html", sheet_context(request, found, kit) | {"is_past": False})


@require_safe
@door(find=reads.find_edition, visitors=True)
def solution_version(request: HttpRequest, found: tuple[Solution, Kit]) -> HttpResponse:
    """One version of its kit, as it was published: who agreed on it reads it there."""
    solution, kit = found
    if solution.state == Solution.State.WITHDRAWN and not rules.can_keep_kit(request.user, solution):
        return gone(request, solution)
    newest = reads.kit_of(solution)
    context = sheet_context(request, solution, kit) | {"is_past": newest is not None and newest.pk != kit.pk}
    return render(request, "solutions/solution.html", context)


def gone(request: HttpRequest, found: Solution) -> HttpResponse:
    """It was public: what became of it, and what to do instead."""
    others = [one for one in reads.listed_solutions(rules.public_solutions(), theme=next(iter(found.themes), ""))[:3] if one.pk != found.pk]
    context = {"solution": found, "others": others, "say": say(), "may_read": rules.can_read_solution(request.user, found.project)}
    return render(request, "solutions/solution_gone.html", context, status=410)


def sheet_context(request: HttpRequest, found: Solution, kit: Kit | None) -> dict[str, Any]:
    """What the page of a solution shows."""
    shown = list(rules.public_adoptions(found).order_by("launched_on", "asked_at", "pk"))
    name = request.GET.get("defi", "")
    challenge = challenge_named(name) if name else None
    told, inhabitants = None, None
    if challenge is not None:
        context = context_of(challenge)
        inhabitants = context.population
        told = say()["tell"](Grounds([found]).fit(found, context), context)
    here, root = reverse("solutions:solution", args=[found.slug]), settings.BASE_URL
    crumbs = [(_("Solutions à reprendre"), root + reverse("solutions:solutions")), (found.title, root + here)]
    return {
        "solution": found,
        "kit": kit,
        "editions": reads.editions_of(found),
        "say": say(),
        "places": places_of(found.project),
        "tree": taken.public_tree(found),
        "adoptions": shown,
        "waiting_count": found.adoptions.filter(state__in=["identified", "agreement"]).count(),
        "lessons": taken.lessons_of(found),
        "results": results_of(found, shown),
        **_costs(request, kit, inhabitants),
        "challenge": challenge,
        "challenge_name": challenge_name(challenge) if challenge else "",
        "told": told,
        "may_write": request.user.is_authenticated and rules.can_write_solution(request.user, found.project),
        "is_public": found.state == Solution.State.PUBLISHED,
        "is_withdrawn": found.state == Solution.State.WITHDRAWN,
        "json_ld": linked_data(breadcrumbs(crumbs)),
    }


def _costs(request: HttpRequest, kit: Kit | None, inhabitants: int | None) -> dict[str, Any]:
    """What the lines of the kit make where somebody thinks of taking it up."""
    if kit is None or not kit.costs:
        return {"estimate": None}
    asked = request.GET.keys() & set(NAMES.values())
    form = SizeForm(request.GET if asked else None, kit=kit, initial={"habitants": inhabitants, "lieux": 1})
    return {"estimate": estimate(kit.costs, form.sizes), "size_form": form, "is_sized": bool(asked)}
