"""The pages that show matches: each by plain SQL for the same rows, and its statements at full size by those at a tenth."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.test import Client

from bench import database, offer_floors, offers
from bench.matching import server
from bench.measure import Result, pairs
from bench.scale import Scale
from bench.site import Site
from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Aid, Face
from frenchimpact.aids.queries.matches import side_of
from frenchimpact.aids.queries.tellings import side_of_answers
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.places import wider
from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import default_audiences

type Ask = tuple[str, dict[str, str]]
_DIMENSIONS = {"region": Dimension.REGION, "departement": Dimension.DEPARTMENT, "epci": Dimension.EPCI, "commune": Dimension.COMMUNE}


@dataclass(frozen=True)
class Page:
    """A page of the product: for whom, at which addresses, and the plain SQL of each."""

    name: str
    site: Site
    asks: list[Ask]
    floor: Callable[[psycopg.Connection[Any], int], object]
    # Words that it must show.
    words: str


def aid_pages(scale: Scale) -> Iterator[Result]:
    """The four pages by their floors; then how many statements each makes, at full size and at a tenth."""
    counts: dict[str, list[int]] = {}
    for one in (scale.smaller(), scale):
        name = offers.made(one)
        for page in _pages():
            counts.setdefault(page.name, []).append(max(page.site.statements(path, **given) for path, given in page.asks[:4]))
    with database.connect(name) as raw:
        for page in _pages():
            shown = page.site.get(page.asks[0][0], **page.asks[0][1]).decode()
            if page.words not in shown:
                raise AssertionError(f"{page.asks[0][0]} does not show « {page.words} »")
            yield _measured(page, raw, scale)
    for words, (few, many) in counts.items():
        yield Result(f"{words}_statements", many / few, many / few, many / few, few, many, 1.0, "statements, not milliseconds")


def _measured(page: Page, raw: psycopg.Connection[Any], scale: Scale) -> Result:
    numbers = list(range(len(page.asks)))

    def ours(n: int) -> bytes:
        path, given = page.asks[n]
        return page.site.get(path, **given)

    rounds, servers = max(6, scale.rounds // 3), (raw.info.backend_pid, server())
    return pairs(page.name, lambda n: page.floor(raw, n), ours, numbers, rounds=rounds, target=3.0, servers=servers)


def _site_of(person: User) -> Site:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return Site(cookie=f"{name}={client.cookies[name].value}")


def _pages() -> list[Page]:
    people = offers.cast()
    communes = list(Place.objects.filter(level="commune").select_related("department", "region", "epci").order_by("code")[3:400:40])
    return [_list(communes), _funder(people.funder, list(people.aids)), _for_me(communes), _of_project(people.lead, list(people.projects))]


def _parameters(side: Any, *, limit: int, most: int, others: int) -> dict[str, Any]:
    lists = {"places": list(side.places), "places_up": list(side.places_up)}
    return {**asdict(side), **lists, "today": clock.today(), "limit": limit, "most": most, "others": others}


def _list(communes: list[Place]) -> Page:
    """/financements/ compared with one's answers."""
    forms = ("association", "entreprise", "cooperative")
    asks: list[Ask] = [
        ("/financements/", {"commune": place.code, "forme": forms[n % 3], "etape": "amorcage"}) for n, place in enumerate(communes)
    ]
    sides = [
        side_of_answers(form=given["forme"], stage="amorcage", places=[place]) for (_path, given), place in zip(asks, communes, strict=True)
    ]
    given = [_parameters(side, limit=20, most=99, others=10) for side in sides]
    return Page(
        "aid_pages_list",
        Site(),
        asks,
        lambda raw, n: raw.execute(offer_floors.AIDS_READ, given[n], prepare=True).fetchall(),
        "écartées, et pourquoi",
    )


def _funder(person: User, aids: list[Aid]) -> Page:
    """Who matches, for the funder."""
    aids = aids[:10]
    asks: list[Ask] = [(f"/mon-espace/financeur/aides/{aid.reference}/projets/", {"onglet": "to_check"}) for aid in aids]
    statement = offer_floors.projects_read(default_audiences())

    def floor(raw: psycopg.Connection[Any], n: int) -> object:
        return raw.execute(statement, {"today": clock.today(), "aid": aids[n].pk, "doubtful": True}, prepare=True).fetchall()

    return Page("aid_pages_projects", _site_of(person), asks, floor, "À vérifier (")


def _for_me(communes: list[Place]) -> Page:
    """« Ce qui existe pour moi »."""
    asks: list[Ask] = [("/pour-moi/", {"qui": "association", "ou": place.key, "quoi": "financement"}) for place in communes]
    given = [_parameters(side_of_answers(form="association", places=[place]), limit=3, most=0, others=0) for place in communes]
    kinds = [(offer_floors.ORGANISATIONS, [number(Dimension.KIND, code)]) for code in ("financeur", "accompagnement", "collectivite")]
    looks = [*kinds, (offer_floors.PROJECTS, [])]

    def floor(raw: psycopg.Connection[Any], n: int) -> object:
        found = [raw.execute(offer_floors.AIDS_READ, given[n], prepare=True).fetchall()]
        for statement, facets in looks:
            for where in (*([number(_DIMENSIONS[level], code)] for level, code in wider(communes[n])), []):
                rows = raw.execute(statement, {"facets": [*facets, *where]}, prepare=True).fetchall()
                if rows:
                    found.append(rows)
                    break
        return found

    return Page("aid_pages_for_me", Site(), asks, floor, "Des aides ouvertes")


def _of_project(person: User, projects: list[Project]) -> Page:
    """The aids of a project, for its team."""
    projects = projects[:10]
    asks: list[Ask] = [(f"/mon-espace/projets/{project.reference}/aides/", {}) for project in projects]
    faces = Face.objects.in_bulk([project.pk for project in projects])
    given = [_parameters(side_of(faces[project.pk]), limit=20, most=1, others=10) for project in projects]
    beside = (
        "SELECT x.*, o.*, (SELECT json_agg(g) FROM projects_projectplace l JOIN geo_place g ON g.id = l.place_id WHERE l.project_id = x.id)"
        " FROM projects_project x LEFT JOIN organisations_organisation o ON o.id = x.organisation_id WHERE x.id = %(project)s",
        "SELECT * FROM aids_choice WHERE project_id = %(project)s",
        "SELECT * FROM aids_reminder WHERE project_id = %(project)s AND told_at IS NULL",
        "SELECT t.*, u.full_name FROM projects_teammember t JOIN accounts_user u ON u.id = t.user_id WHERE t.project_id = %(project)s",
    )

    def floor(raw: psycopg.Connection[Any], n: int) -> object:
        found = raw.execute(offer_floors.AIDS_READ, given[n], prepare=True).fetchall()
        return found, [raw.execute(one, {"project": projects[n].pk}, prepare=True).fetchall() for one in beside]

    return Page("aid_pages_project", _site_of(person), asks, floor, "Toutes les aides")
