"""Addresses for machines: the map's cells, the site map, what robots may read."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid
from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import read
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.clusters import FRANCE, MOST_SHEETS, clusters, read_window, sheets
from frenchimpact.barriers.models import Experiment, Precedent
from frenchimpact.calls.queries import public_calls
from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import FILTERS
from frenchimpact.core.text import whole
from frenchimpact.design.navigation import address, written
from frenchimpact.events.models import Tour
from frenchimpact.events.queries.events import public_events
from frenchimpact.impact.queries import public_theories
from frenchimpact.labels import queries
from frenchimpact.methods.queries import latest_versions
from frenchimpact.observatory.queries import DEFINITIONS
from frenchimpact.offers.rules import public_offers, public_requests
from frenchimpact.resources.rules import public_programmes, public_tools
from frenchimpact.solutions.rules import public_solutions
from frenchimpact.territories.models import Challenge, Territory

# A site map holds 50,000 addresses at most, and each page has one in each language.
PER_MAP = 20_000
_PAGES = (
    *("/", "/pour-moi/", "/annuaire/", "/projets/", "/territoires/", "/labels/", "/verifier/", "/experimentations/", "/methodes/"),
    *(
        "/appels/",
        "/freins/",
        "/freins/signaler/",
        "/actualites/",
        "/donnees/",
        "/evenements/",
        "/tour/",
        "/aide/",
        "/plan/",
        "/accessibilite/",
    ),
    *("/offres/", "/demandes/", "/accompagnement/", "/programmes/", "/outils/", "/maillage/", "/solutions/", "/observatoire/", "/impact/"),
    *("/financements/", "/financements/objectif/", "/financements/engagements/", "/integrer/", "/stats/", "/api/v1/docs"),
)


@open_door
def map_cells(request: HttpRequest) -> HttpResponse:
    """What stands in a window of the map (`bbox=west,south,east,north`), with the filters of the directory.

    `fiches=20` adds how many stand in the window itself and the names of the last ones: the same as a list.
    """
    is_projects = "projet" in request.GET.getlist("type")
    asked = read(lists.PROJECTS_IN_DIRECTORY if is_projects else lists.ORGANISATIONS, request.GET)
    given = request.GET.get("bbox", "")
    window = read_window(given) if given else FRANCE
    if window is None:
        return _refused(_("Écrivez bbox=ouest,sud,est,nord, en degrés."))
    told = clusters(asked.wish, window, prefix())
    if number := request.GET.get("fiches", ""):
        if not (number.isascii() and number.isdigit() and 1 <= int(number[:3]) <= MOST_SHEETS):
            return _refused(_("Écrivez fiches=1 à fiches=%(most)s.") % {"most": MOST_SHEETS})
        told |= sheets(asked.wish, window, int(number), prefix())
        words = asked.list.count(told["inside"]) % {"n": FILTERS["number"](told["inside"])}
        told["words"] = _("Plus de %(words)s") % {"words": words} if told["is_capped"] else words
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["Cache-Control"] = "public, max-age=60"
    return response


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=400, json_dumps_params={"ensure_ascii": False})


@open_door
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read, and where the site map is."""
    closed = ("/mon-espace/", "/connexion/", "/demo/", "/annuaire/carte.json", "/recherche/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@open_door
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of site maps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n), 0)::int FROM atlas_tally WHERE facet = 0")
        (total,) = cursor.fetchone()
    maps = [*_MAPS, *(str(n) for n in range(1, -(-total // PER_MAP) + 1))]
    body = "".join(f"<sitemap><loc>{settings.BASE_URL}/sitemap-{name}.xml</loc></sitemap>\n" for name in maps)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}</sitemapindex>\n'
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@open_door
def sitemap_part(request: HttpRequest, name: str) -> HttpResponseBase:
    """One site map: the pages, or some of the sheets."""
    if name in _MAPS:
        return StreamingHttpResponse(_map(_MAPS[name]()), content_type="application/xml; charset=utf-8")
    number = whole(name, 5)
    if not number or number > 10_000:
        raise Http404
    return StreamingHttpResponse(_map(_sheets(number)), content_type="application/xml; charset=utf-8")


def _pages() -> list[tuple[str, str]]:
    """The pages of the platform, and those that its operator wrote."""
    return [(path, "") for path in _PAGES if address(path)] + [(one.path, one.changed) for one in written()]


def _sheets(number: int) -> Iterator[tuple[str, str]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT entry.kind, coalesce(o.slug, p.slug), to_char(entry.at, 'YYYY-MM-DD') FROM"
            " (SELECT id, kind, object_id, at FROM atlas_entry ORDER BY id LIMIT %s OFFSET %s) entry"
            " LEFT JOIN organisations_organisation o ON entry.kind = 1 AND o.id = entry.object_id"
            " LEFT JOIN projects_project p ON entry.kind = 2 AND p.id = entry.object_id ORDER BY entry.id",
            [PER_MAP, (number - 1) * PER_MAP],
        )
        while rows := cursor.fetchmany(2000):
            for kind, slug, day in rows:
                yield f"/{'projets' if kind == 2 else 'structures'}/{slug}/", day


def _places() -> Iterator[tuple[str, str]]:
    """The places where something is published, with what contains them: fewer than one map holds."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "WITH here AS (SELECT commune_id AS id FROM organisations_organisation WHERE is_published AND closed_on IS NULL"
            " UNION SELECT link.place_id FROM projects_projectplace link JOIN projects_project p ON p.id = link.project_id"
            " WHERE p.status = 'published')"
            " SELECT DISTINCT over.level, over.code FROM here JOIN geo_place place ON place.id = here.id"
            " JOIN geo_place over ON over.id IN (place.id, place.department_id, place.region_id, place.epci_id, place.ept_id)"
            " WHERE over.level <> 'pays' ORDER BY over.level, over.code LIMIT %s",
            [PER_MAP],
        )
        while rows := cursor.fetchmany(2000):
            for level, code in rows:
                yield f"/lieux/{level}/{code}/", ""


def _labels() -> Iterator[tuple[str, str]]:
    for label in queries.public_labels()[:PER_MAP].iterator(chunk_size=2000):
        yield queries.path_of(label), clock.date_of(label.changed_at).isoformat()


def _territories() -> Iterator[tuple[str, str]]:
    """The sheet of each territory, and the page of each of its challenges."""
    rows = Territory.objects.order_by("pk").values_list("pk", "slug", "changed_at")[:PER_MAP]
    numbers: dict[int, list[tuple[int, str]]] = {}
    for key, number, changed in Challenge.objects.order_by("number").values_list("territory", "number", "changed_at")[:PER_MAP]:
        numbers.setdefault(key, []).append((number, clock.date_of(changed).isoformat()))
    for key, slug, changed in rows:
        yield f"/territoires/{slug}/", clock.date_of(changed).isoformat()
        for number, day in numbers.get(key, []):
            yield f"/territoires/{slug}/defis/{number}/", day


def _offers() -> Iterator[tuple[str, str]]:
    """What is offered, then what is sought."""
    for slug, at in public_offers().order_by("pk").values_list("slug", "changed_at")[:PER_MAP]:
        yield f"/offres/{slug}/", clock.date_of(at).isoformat()
    for slug, at in public_requests().order_by("pk").values_list("slug", "changed_at")[:PER_MAP]:
        yield f"/demandes/{slug}/", clock.date_of(at).isoformat()


def _resources() -> Iterator[tuple[str, str]]:
    """Programmes, then tools."""
    for slug, on in public_programmes().order_by("pk").values_list("slug", "checked_on")[:PER_MAP]:
        yield f"/programmes/{slug}/", on.isoformat()
    for slug, on in public_tools().order_by("pk").values_list("slug", "checked_on")[:PER_MAP]:
        yield f"/outils/{slug}/", on.isoformat()


def _solutions() -> Iterator[tuple[str, str]]:
    """What can be taken up elsewhere."""
    for slug, at in public_solutions().order_by("pk").values_list("slug", "changed_at")[:PER_MAP]:
        yield f"/solutions/{slug}/", clock.date_of(at).isoformat()


def _experiments() -> Iterator[tuple[str, str]]:
    """The public register of experiments."""
    for slug, at, ended in Experiment.objects.filter(is_public=True).order_by("pk").values_list("slug", "created_at", "ended_on")[:PER_MAP]:
        yield f"/experimentations/{slug}/", (ended or clock.date_of(at)).isoformat()


def _answers() -> Iterator[tuple[str, str]]:
    """The answers in force."""
    rows = Precedent.objects.filter(state=Precedent.State.VALID).order_by("pk").values_list("slug", "changed_at")[:PER_MAP]
    for slug, changed in rows.iterator(chunk_size=2000):
        yield f"/freins/{slug}/", clock.date_of(changed).isoformat()


def _aids() -> Iterator[tuple[str, str]]:
    """The aids of the catalogue, closed or not."""
    rows = Aid.objects.filter(status=Aid.Status.PUBLISHED).order_by("-published_at", "pk").values_list("slug", "updated_at")[:PER_MAP]
    for slug, changed in rows.iterator(chunk_size=2000):
        yield f"/financements/{slug}/", clock.date_of(changed).isoformat()


def _methods() -> Iterator[tuple[str, str]]:
    """The indicators, the methods in force and what computes them: a version of before is cited, not looked for."""
    yield "/methodes/indicateurs/", ""
    for one in latest_versions():
        day = clock.date_of(one.published_at).isoformat() if one.published_at else ""
        yield f"/methodes/{one.method.slug}/", day
        if one.content["steps"]:
            yield f"/calculer/{one.method.slug}/", day


def _theories() -> Iterator[tuple[str, str]]:
    """What projects and territories say they change."""
    for path, at in public_theories()[:PER_MAP]:
        yield path, clock.date_of(at).isoformat()


def _calls() -> Iterator[tuple[str, str]]:
    """Every call, those that are over too."""
    for calls in public_calls():
        for one in calls:
            yield f"/appels/{one.slug}/", ""


def _figures() -> Iterator[tuple[str, str]]:
    """The page of each figure of the country."""
    for code in DEFINITIONS:
        yield f"/observatoire/{code}/", ""


def _commitments() -> Iterator[tuple[str, str]]:
    """Money committed, line by line."""
    rows = Commitment.objects.order_by("-pk").values_list("reference", "changed_at")[:PER_MAP]
    for reference, at in rows.iterator(chunk_size=2000):
        yield f"/financements/engagements/{reference}/", clock.date_of(at).isoformat()


def _events() -> Iterator[tuple[str, str]]:
    """Events, past and to come, and the tours that they are stops of."""
    for slug in Tour.objects.filter(is_public=True).order_by("pk").values_list("slug", flat=True):
        yield f"/tour/{slug}/", ""
    rows = public_events().order_by("-starts_at", "pk").values_list("slug", "changed_at")[:PER_MAP]
    for slug, changed in rows.iterator(chunk_size=2000):
        yield f"/evenements/{slug}/", clock.date_of(changed).isoformat()


_MAPS: dict[str, Callable[[], Iterator[tuple[str, str]] | list[tuple[str, str]]]] = {
    "pages": _pages,
    "lieux": _places,
    "labels": _labels,
    "territoires": _territories,
    "experimentations": _experiments,
    "reponses": _answers,
    "offres": _offers,
    "programmes": _resources,
    "solutions": _solutions,
    "aides": _aids,
    "methodes": _methods,
    "evenements": _events,
    "appels": _calls,
    "chiffres": _figures,
    "engagements": _commitments,
    "changements": _theories,
}


def _map(lines: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> Iterator[bytes]:
    """Each page in each language, with the addresses of its twins."""
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        b' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    codes = [code for code, _name in settings.LANGUAGES]
    roots = {code: settings.BASE_URL + ("" if code == settings.LANGUAGE_CODE else f"/{code}") for code in codes}
    for path, day in lines:
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        twins = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{root}{path}"/>' for code, root in roots.items())
        for root in roots.values():
            yield f"<url><loc>{root}{path}</loc>{changed}{twins}</url>\n".encode()
    yield b"</urlset>\n"
