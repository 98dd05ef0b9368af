"""The pictures of links shared elsewhere: of a project, a territory, a solution, an event, a figure. Only what everybody may read."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.design.sharing import Shared, picture_of, print_of
from frenchimpact.design.words import day
from frenchimpact.events.queries.events import find_public
from frenchimpact.observatory.queries import Moment
from frenchimpact.observatory.queries.telling import tell
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Stage
from frenchimpact.projects.queries import public_projects
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.queries.solutions import find_solution
from frenchimpact.territories.queries import find_territory, places_of

KEPT_SECONDS = 3600
NOBODY = AnonymousUser()


def _project(slug: str) -> Shared:
    found = public_projects().filter(slug=slug).first()
    if found is None:
        raise Http404(_("Ce projet n’existe pas, ou n’est pas public."))
    places = [one.place.name for one in found.project_places.all()]
    return Shared(_("Projet"), found.name, " · ".join([str(Stage(found.stage).label), *places[:2]]))


def _territory(slug: str) -> Shared:
    found = find_territory(NOBODY, slug)
    return Shared(_("Territoire labellisé"), found.name, " · ".join(one.place.name for one in places_of(found)[:3]))


def _solution(slug: str) -> Shared:
    found = find_solution(NOBODY, slug)
    if found.state != Solution.State.PUBLISHED:
        raise Http404(_("Cette solution n’est plus proposée."))
    return Shared(_("Solution à reprendre"), found.title, found.summary)


def _event(slug: str) -> Shared:
    found = find_public(NOBODY, slug)
    on = day(found.starts_at.astimezone(ZoneInfo(found.time_zone)).date())
    return Shared(str(found.get_kind_display()), found.title, f"{on} · {found.place.name if found.place else _('À distance')}")


def _figure(code: str) -> Shared:
    told = tell([code], Moment()).get(code)
    if told is None:
        raise Http404(_("Aucun chiffre ne porte ce nom."))
    title = str(told.definition.title)
    if told.whole is None or told.whole.value is None:
        return Shared(_("Observatoire"), title)
    return Shared(title, told.words, _("en %(year)s") % {"year": told.whole.period} if told.whole.period else "")


KINDS: Mapping[str, Callable[[str], Shared]] = {
    "projets": _project,
    "territoires": _territory,
    "solutions": _solution,
    "evenements": _event,
    "observatoire": _figure,
}


def find_shared(_user: Anyone, kind: str, slug: str) -> Shared:
    """The words of a public page, the same for everybody, or Http404."""
    if kind not in KINDS:
        raise Http404(_("Aucune image à cette adresse."))
    return KINDS[kind](slug)


@door(find=find_shared, visitors=True)
@require_safe
def share_picture(request: HttpRequest, found: Shared) -> HttpResponseBase:
    """A PNG of 1200 × 630, drawn only for who does not hold it yet."""
    data = found.data
    mark = print_of(data)
    response = get_conditional_response(request, etag=mark) or HttpResponse(picture_of(data), content_type="image/png")
    response["ETag"] = mark
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
