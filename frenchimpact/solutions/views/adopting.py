"""« Nous la reprenons »: in whose name, where, why; sent to the first team."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.pages import render
from frenchimpact.geo.models import Place
from frenchimpact.journal.actions import once
from frenchimpact.projects.rules import places_of
from frenchimpact.solutions import rules
from frenchimpact.solutions.actions.adoptions import adopt
from frenchimpact.solutions.forms.adoptions import AdoptForm
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.queries.adoptions import teachers_of
from frenchimpact.solutions.queries.contexts import challenge_named
from frenchimpact.solutions.queries.solutions import find_solution
from frenchimpact.solutions.views.catalogue import gone
from frenchimpact.solutions.views.frame import carried_out, person, say
from frenchimpact.territories.queries import places_of as perimeter_of

type Way = dict[str, Any]
# More than these, nobody chooses in a list.
MOST = 40


@require_http_methods(["GET", "POST"])
@door(find=find_solution, reason=gettext_lazy("Connectez-vous pour reprendre cette solution."))
@once
def adopt_solution(request: HttpRequest, solution: Solution) -> HttpResponseBase:
    """Choose in whose name, say why; a solution withdrawn meanwhile says so, and nothing is sent."""
    if solution.state == Solution.State.WITHDRAWN:
        return gone(request, solution)
    ways = _ways(request, solution)
    choices = [(key, words) for key, (words, _way) in ways.items()]
    teachers = list(teachers_of(solution))
    form = AdoptForm(
        request.POST or None, ways=choices, teachers=teachers, origin=solution.project.name, initial={"who": _begins(request, ways)}
    )
    made: list[Adoption] = []

    def act() -> None:
        given = form.cleaned_data
        way = ways[given["who"]][1]
        teacher = next((one for one in teachers if one.reference == given.get("learnt_from")), None)
        place = given["place"] or _place(way)
        if place is None:
            words = _("Dites où : rien ne le dit encore.")
            raise Incomplete(words, {"place": words})
        made.append(adopt(solution=solution, place=place, text=given["text"], by=person(request), learnt_from=teacher, **way))

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("C’est envoyé à l’équipe d’origine. Vous écrirez l’accord ensemble."))
        return redirect("solutions:adoption", made[0].reference)
    context = {"solution": solution, "form": form, "ways": choices, "say": say(), "is_open": solution.state == Solution.State.PUBLISHED}
    return render(request, "solutions/adopt.html", context, status=422 if form.errors else 200)


def _ways(request: HttpRequest, solution: Solution) -> dict[str, tuple[str, Way]]:
    """By key: how it reads, and what the action takes. A territory's challenges first: they say what it is for."""
    user, found = request.user, {}
    for territory in rules.adopting_territories(user).prefetch_related("challenges")[:MOST]:
        for challenge in territory.challenges.all():
            words = _("%(territory)s, défi %(number)s : %(title)s")
            told = {"territory": territory.name, "number": challenge.number, "title": challenge.title}
            found[f"{territory.slug}/{challenge.number}"] = (words % told, {"territory": territory, "challenge": challenge})
        found[territory.slug] = (_("%(territory)s, pour autre chose") % {"territory": territory.name}, {"territory": territory})
    for project in rules.adopting_projects(user).exclude(pk=solution.project_id).select_related("organisation")[:MOST]:
        words = _("%(organisation)s, par le projet « %(project)s »") % {"organisation": project.organisation, "project": project.name}
        found[project.reference] = (words, cast(Way, {"organisation": project.organisation, "project": project}))
    for house in rules.adopting_organisations(user)[:MOST]:
        found[f"structure:{house.slug}"] = (house.name, {"organisation": house})
    return found


def _begins(request: HttpRequest, ways: dict[str, tuple[str, Way]]) -> str:
    """What the address says: a challenge, a territory, a project; or the only way there is."""
    asked = request.GET.get("defi", "") or request.GET.get("projet", "")
    if asked in ways:
        return asked
    challenge = challenge_named(asked) if "/" in asked else None
    if challenge is not None and challenge.territory.slug in ways:
        return challenge.territory.slug
    return next(iter(ways)) if len(ways) == 1 else ""


def _place(way: Way) -> Place | None:
    """Where it would be, when nothing is typed."""
    if "territory" in way:
        return next((link.place for link in perimeter_of(way["territory"])), None)
    if "project" in way:
        return next(iter(places_of(way["project"])), None)
    return cast("Place | None", way["organisation"].commune)
