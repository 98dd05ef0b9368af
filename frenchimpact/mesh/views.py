"""White spots: where needs have no answer, as a table and a map; what stands behind one, and what to do about it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from frenchimpact.calls.rules import can_manage_calls
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.design.figures import Shape
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import outlines, regions
from frenchimpact.mesh import lists, queries
from frenchimpact.mesh.models import FEWEST, Cell, Standing
from frenchimpact.mesh.queries import SHOWN, Spot
from frenchimpact.territories.models import Challenge, Territory

TONES = {Standing.WHITE: "bad", Standing.STRAINED: "warn", Standing.COVERED: "ok", Standing.QUIET: "line"}


@open_door
@require_safe
def white_spots(request: HttpRequest) -> HttpResponseBase:
    """The cells where somebody needs something, the worst first, with their map."""
    asked = lists.SpotList(request.GET)
    if asked.format:
        return _file(asked.format, asked)
    context = {
        "asked": asked,
        "states": _states(asked),
        "regions": list(regions()),
        "region_counts": {one.code: 0 for one in regions()} | queries.white_by("region", theme=asked.theme),
        "region_url": lambda code: asked.url(region=code),
        "shapes": _shapes(asked) if asked.region else [],
        "everywhere": queries.everywhere(),
        "counted_at": queries.counted_at(),
        "badge": badge,
        "few": FEWEST,
    }
    return render(request, "mesh/white_spots.html", context)


def _states(asked: lists.SpotList) -> list[tuple[str, str, bool, None, int]]:
    """All, then by standing, each with its number."""
    found = [(_("Tout"), asked.url(etat=""), not asked.state, None, sum(asked.counts.values()))]
    return found + [(words, asked.url(etat=code), asked.state == code, None, asked.counts[code]) for code, words in lists.states().items()]


def badge(cell: Cell) -> tuple[str, str]:
    """How it stands, in words and in tone."""
    standing = Standing(cell.standing)
    return str(standing.label), TONES[standing]


def _shapes(asked: lists.SpotList) -> list[Shape]:
    """The departments of the region looked at, each with its white spots."""
    counts, borders = queries.white_by("department", theme=asked.theme), outlines(Place.Level.DEPARTMENT)
    here = asked.place.code if asked.place and asked.place.level == Place.Level.DEPARTMENT else ""
    found = [(one, borders[one.code]) for one in queries.departments_of(asked.region) if one.code in borders]
    return [
        Shape(
            one.name,
            counts.get(one.code, 0),
            line.path,
            line.x,
            line.y,
            line.box,
            asked.url(departement=one.code),
            one.code == here,
            code=one.code,
        )
        for one, line in found
    ]


def _file(kind: str, asked: lists.SpotList) -> HttpResponseBase:
    cells = lists.cells_of(asked.rows)
    lines = csv_text(cells, columns=lists.COLUMNS) if kind == "csv" else json_text(cells)
    response = StreamingHttpResponse(lines, content_type=lists.FORMATS[kind])
    if kind == "csv":
        response["Content-Disposition"] = f'attachment; filename="maillage-{clock.today().isoformat()}.csv"'
    return response


@require_safe
@door(find=queries.find_spot, visitors=True)
def spot(request: HttpRequest, found: Spot) -> HttpResponse:
    """Why it stands so: each need and each answer, then what one may do."""
    context: dict[str, Any] = {
        "spot": found,
        "badge": badge(found.cell),
        "needs": _needs(found),
        "answers": _answers(found),
        "everywhere": queries.everywhere().get(found.theme),
        "counted_at": queries.counted_at(),
        "few": FEWEST,
        "request_page": _request_page(found),
        "territories": [(one.name, _request_page(found, one)) for one in queries.asking_there(request.user, found)],
        "call_page": _call_page(found) if can_manage_calls(request.user) else "",
        "offer_page": reverse("offers:offer_new"),
    }
    return render(request, "mesh/spot.html", context)


def _request_page(found: Spot, territory: Territory | None = None) -> str:
    """A request with the place and the theme written; of a territory, with its words too: one reads them, and sends."""
    given = {"theme": found.theme, "lieu": found.place.key}
    if territory is not None:
        words = {"theme": found.theme_words, "place": found.place.name, "n": found.cell.needs}
        title = _("%(theme)s : une réponse pour %(place)s") % words
        text = ngettext(
            "À %(place)s, %(n)s besoin est dit sur « %(theme)s », et trop peu y répond sur place.",
            "À %(place)s, %(n)s besoins sont dits sur « %(theme)s », et trop peu y répond sur place.",
            found.cell.needs,
        )
        given |= {"territoire": territory.reference, "titre": title[:160], "texte": text % words}
    return reverse("offers:need_new") + "?" + urlencode(given)


def _call_page(found: Spot) -> str:
    words = {"theme": found.theme_words, "place": found.place.name}
    summary = _("À %(place)s, des besoins sur « %(theme)s » n’ont pas de réponse sur place.") % words
    title = _("%(theme)s : des réponses pour %(place)s") % words
    return reverse("calls:call_new") + "?" + urlencode({"titre": title[:160], "resume": summary[:400]})


type Told = tuple[str, int, list[tuple[str, str, str]], str]


def _needs(found: Spot) -> list[Told]:
    """By kind: words, how many, those that may be shown (title, who, page), and a note."""
    cell = found.cell
    challenges, requests = queries.challenges_of(found)[:SHOWN], list(queries.requests_of(found)[:SHOWN])
    is_part = len(requests) < min(cell.requests, SHOWN)
    hidden = _("Comptées sans dire de qui elles viennent.")
    told: list[Told] = [
        (_("Défis ouverts de territoires"), cell.challenges, [_challenge(one) for one in challenges], ""),
        (
            _("Demandes sans offre"),
            cell.requests,
            [(one.title, str(one.asker), reverse("offers:need", args=[one.slug])) for one in requests],
            _("D’autres ne sont montrées qu’aux structures qui offrent.") if is_part else "",
        ),
        (_("Recherches sans résultat depuis un an"), cell.searches, [], _("Seuls le lieu et le thème cherchés sont comptés.")),
        (_("« Bloqué moi aussi »"), cell.blocked, [], hidden),
        (_("Demandes d’accompagnement sans réponse"), cell.supports, [], hidden),
    ]
    return [one for one in told if one[1]]


def _challenge(one: Challenge) -> tuple[str, str, str]:
    return one.title, one.territory.name, reverse("territories:challenge", args=[one.territory.slug, one.number])


def _answers(found: Spot) -> list[Told]:
    """The same for what is there."""
    cell = found.cell
    offers, programmes = queries.offers_of(found)[:SHOWN], queries.programmes_of(found)[:SHOWN]
    structures, events = queries.structures_of(found)[:SHOWN], queries.events_of(found)[:SHOWN]
    told: list[Told] = [
        (_("Offres"), cell.offers, [(one.title, one.organisation.name, reverse("offers:offer", args=[one.slug])) for one in offers], ""),
        (
            _("Structures d’accompagnement"),
            cell.structures,
            [(one.name, str(one.commune or ""), reverse("atlas:organisation", args=[one.slug])) for one in structures],
            "",
        ),
        (
            _("Programmes"),
            cell.programmes,
            [(one.title, one.organisation.name, reverse("resources:programme", args=[one.slug])) for one in programmes],
            "",
        ),
        (
            _("Événements à venir"),
            cell.events,
            [(one.title, str(one.place or ""), reverse("events:event", args=[one.slug])) for one in events],
            "",
        ),
    ]
    return [one for one in told if one[1]]
