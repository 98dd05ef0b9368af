"""What is measured, against what. Each case gives results; `ONLY=name` runs one."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db import connection

from bench import (
    aid_pages,
    barriers,
    calls,
    certificates,
    desk_queue,
    events,
    floors,
    harvests,
    impact,
    juries,
    mails,
    matching,
    measure_files,
    mesh,
    methods,
    money,
    observatory,
    offers_match,
    opendata,
    territories,
)
from bench.database import connect
from bench.imports import import_
from bench.measure import Result, of_pairs, pairs
from bench.scale import Scale
from bench.site import Site
from bench.space import space
from bench.startup import startup
from bench.words import vocabulary
from frenchimpact.atlas import clusters
from frenchimpact.atlas.clusters import FRANCE, Window
from frenchimpact.atlas.suggestions import LENGTH
from frenchimpact.atlas.wishes import CAP, Wish

DIRECTORY = "/annuaire/"


def _typical() -> list[str]:
    """Pairs of middling words."""
    words = vocabulary()
    return [f"{words[40 + 7 * n]} {words[63 + 11 * n]}" for n in range(30)]


def _broad() -> list[str]:
    """Single frequent words."""
    return [word for word in vocabulary()[3:30] if len(word) > 5]


def _servers(raw: psycopg.Connection[Any]) -> tuple[int, int]:
    """The processes of PostgreSQL behind the floor and behind the pages."""
    connection.ensure_connection()
    return raw.info.backend_pid, connection.connection.info.backend_pid


def search(scale: Scale) -> Iterator[Result]:
    """The directory's page with its figures, through the whole HTTP stack, by the best SQL for the same rows."""
    name = scale.database()
    site = Site()
    with connect(name) as raw:
        for kind, texts in (("typical", _typical()), ("broad", _broad())):
            queries = {text: Wish(text).typed.query for text in texts}

            def floor(text: str, queries: dict[str, str] = queries) -> object:
                return floors.ask(raw, floors.SEARCH, query=queries[text])

            for text in texts[:5]:
                _same_rows(site, raw, text, queries[text])
            yield pairs(
                f"search_{kind}",
                floor,
                lambda text: site.get(DIRECTORY, q=text),
                texts,
                rounds=scale.rounds,
                target=3.0,
                servers=_servers(raw),
            )
        yield pairs(
            "search_first_page",
            lambda _text: floors.ask(raw, floors.FIRST_PAGE),
            lambda _text: site.get(DIRECTORY),
            [""],
            rounds=scale.rounds,
            servers=_servers(raw),
            note="nothing sought: the whole list and its figures; the frame of the page is most of it",
        )


def _same_rows(site: Site, raw: psycopg.Connection[Any], text: str, query: str) -> None:
    """A ratio means nothing unless both give the same rows."""
    rows = floors.ask(raw, floors.SEARCH, query=query)
    if any(row[0] == "total" and int(row[1]) > CAP for row in rows):
        return  # beyond the cap the floor keeps any 5,000 matches, the page the latest of all: other rows, same work
    page = site.get(DIRECTORY, q=text).decode()
    for kind, _id, name, *_rest in rows:
        if kind == "row" and str(name) not in page:
            raise AssertionError(f"searching « {text} », the page does not show « {name} »")


def suggest(scale: Scale) -> Iterator[Result]:
    """What is proposed while one types, through the whole HTTP stack, by one statement for the same places and sheets."""
    name = scale.database()
    site = Site()
    path = "/recherche/suggestions/"
    with connect(name) as raw:
        starts = [word[:length] for word in vocabulary()[20:60] for length in (3, 4, 5) if len(word) > 5 and word.isascii()]
        # Those that begin enough titles: the floor knows no more than beginnings.
        texts = [text for text in starts if len(_begun(raw, text)) >= 8]
        if not texts:
            raise AssertionError("no title begins as the words of the bench do")
        shown = site.get(path, q=texts[0]).decode()
        for _id, called, *_rest in _begun(raw, texts[0])[:LENGTH]:
            if str(called) not in shown:
                raise AssertionError(f"typing « {texts[0]} », « {called} » is not proposed")
        yield pairs(
            "suggest",
            lambda text: _begun(raw, text),
            lambda text: site.get(path, q=text),
            texts,
            rounds=scale.rounds,
            target=3.0,
            servers=_servers(raw),
        )


def _begun(raw: psycopg.Connection[Any], text: str) -> list[Any]:
    return floors.ask(raw, floors.SUGGEST, start=text, end=text + "{")


WINDOWS = (FRANCE, Window(1.0, 45.0, 5.0, 48.0), Window(2.0, 46.0, 2.8, 46.5))


def map_(scale: Scale) -> Iterator[Result]:
    """The cells of a window of the map, nothing being kept from the call before, by the grouping in SQL."""
    name = scale.database()
    site = Site()
    with connect(name) as raw:
        for zoom, window in zip(("country", "region", "city"), WINDOWS, strict=True):
            bbox = f"{window.west},{window.south},{window.east},{window.north}"

            def ours(_given: str, bbox: str = bbox) -> bytes:
                clusters.forget()
                return site.get("/annuaire/carte.json", bbox=bbox)

            ((left, right, top, bottom),), shift = clusters.whole_cells(window)
            values = {"left": left, "right": right, "top": top, "bottom": bottom, "shift": shift}
            yield pairs(
                f"map_{zoom}",
                lambda _given, values=values: floors.ask(raw, floors.MAP, **values),  # type: ignore[misc]  # bound now, for this zoom
                ours,
                [""],
                rounds=max(3, scale.rounds // 6),
                target=3.0,
                note=f"{len(ours(''))} bytes",
            )


def growth(scale: Scale) -> Iterator[Result]:
    """Ten times more data: the page's time at full size by its time at a tenth, in turn."""
    site = Site()
    kinds: dict[str, tuple[list[dict[str, str]], float]] = {
        "typical": ([{"q": text} for text in _typical()], 10.0),
        "broad": ([{"q": text} for text in _broad()], 10.0),
        "facets": ([{"theme": "numerique_inclusion"}, {"type": "association"}], 10.0),
        "first_page": ([{}], 1.5),
    }
    times: dict[str, tuple[list[float], list[float]]] = {kind: ([], []) for kind in kinds}
    turns = 4
    each = max(2, scale.rounds // turns)
    for _turn in range(turns):
        for place, one in enumerate((scale.smaller(), scale)):
            one.database()
            for kind, (givens, _target) in kinds.items():
                for given in givens[:5]:
                    site.get(DIRECTORY, **given)
                for number in range(each):
                    begun = time.perf_counter()
                    site.get(DIRECTORY, **givens[number % len(givens)])
                    times[kind][place].append(time.perf_counter() - begun)
    for kind, (_givens, target) in kinds.items():
        small, large = times[kind]
        yield of_pairs(f"growth_{kind}", list(zip(small, large, strict=True)), target=target, note="full size ÷ a tenth")


LISTS = {"directory": DIRECTORY, "table": f"{DIRECTORY}?vue=tableau", "projects": "/projets/", "search": "/recherche/?q=de"}


def lists(scale: Scale) -> Iterator[Result]:
    """Statements of a list with 100 rows by those of the same list with 20: a fixed number."""
    scale.database()
    site = Site()
    for kind, address in LISTS.items():
        path, _mark, query = address.partition("?")
        given = dict(re.findall(r"(\w+)=(\w+)", query))
        few, many = site.statements(path, taille="20", **given), site.statements(path, taille="100", **given)
        yield Result(f"lists_{kind}", many / few, many / few, many / few, few, many, 1.0, "statements, not milliseconds")


CASES: dict[str, Callable[[Scale], Iterator[Result]]] = {
    "sroi": methods.sroi,
    "search": search,
    "suggest": suggest,
    "map": map_,
    "growth": growth,
    "lists": lists,
    "import": import_,
    "aids_import": lambda scale: harvests.aids_import(),
    "startup": startup,
    "instruction": lambda scale: calls.instruction(),
    "digest": lambda scale: mails.digest(),
    "inbound": lambda scale: mails.inbound(),
    "inbound_desk": lambda scale: mails.inbound_desk(),
    "ranking": lambda scale: juries.ranking(),
    "readers": lambda scale: juries.readers(),
    "certificates": lambda scale: certificates.certificates(),
    "space": lambda scale: space(),
    "territory": lambda scale: territories.territory(),
    "impact_figures": lambda scale: impact.impact_figures(),
    "impact_exact": lambda scale: impact.impact_exact(),
    "measures_import": lambda scale: measure_files.measures_import(),
    "national": lambda scale: territories.national(),
    "measurements": lambda scale: territories.measurements(),
    "matches": matching.matches,
    "finds": matching.finds,
    "reach": matching.reach,
    "aid_pages": aid_pages.aid_pages,
    "barriers_queue": lambda scale: desk_queue.barriers_queue(),
    "thermometer": lambda scale: money.thermometer(),
    "figures_as_of": lambda scale: observatory.figures_as_of(),
    "grants_import": lambda scale: money.grants_import(),
    "barriers_near": lambda scale: barriers.barriers_near(),
    "offers_match": offers_match.offers_match,
    "white_spots": mesh.white_spots,
    "white_spots_count": mesh.white_spots_count,
    "grants_export": lambda scale: money.grants_export(),
    "calendar_feed": lambda scale: events.calendar_feed(),
    "api_list": opendata.api_list,
    "export_csv": opendata.export_csv,
    "conditional": opendata.conditional,
    "sitemap": opendata.sitemap,
}
