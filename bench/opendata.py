"""Open data: a page of the API by its own query, a whole file by COPY, a question about a print by a bare « hello »."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path
from psycopg.rows import dict_row

from bench.database import connect
from bench.measure import Result, of_pairs, pairs, seconds
from bench.scale import Scale
from bench.site import Site
from frenchimpact.opendata.datasets import DATASETS, lines_of

LIST = "/api/v1/organisations"
# Above idle, for the whole file.
MOST_MEMORY = 50 * 2**20
_ROWS = """
SELECT o.slug AS id, o.name, o.kinds, o.support_kinds, o.siren, o.siret, o.rna, o.legal_category, o.ess_family, o.website, o.description,
  o.themes, o.confirmed_at, o.updated_at, o.closed_on, c.code AS commune, c.name AS commune_name, d.code AS department,
  d.name AS department_name, r.code AS region, r.name AS region_name
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place d ON d.id = c.department_id
LEFT JOIN geo_place r ON r.id = c.region_id
WHERE o.is_published AND o.closed_on IS NULL AND o.id > %s ORDER BY o.id LIMIT 101
"""
# Of sheets and their days, as the index holds them.
_PAGES = """
SELECT entry.kind, coalesce(o.slug, p.slug), to_char(entry.at, 'YYYY-MM-DD') FROM atlas_entry entry
LEFT JOIN organisations_organisation o ON entry.kind = 1 AND o.id = entry.object_id
LEFT JOIN projects_project p ON entry.kind = 2 AND p.id = entry.object_id ORDER BY entry.id
"""
MOST_IN_A_MAP = 50_000
_HELLO = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def api_list(scale: Scale) -> Iterator[Result]:
    """A page of a hundred organisations, through the whole HTTP stack, by the same rows written by the fastest JSON library."""
    name = scale.database()
    site = Site()
    with connect(name, row_factory=dict_row) as raw:
        last = raw.execute("SELECT max(id) AS last FROM organisations_organisation").fetchone()
        most = last["last"] if last else 0
        starts = [1 + most * place // 40 for place in range(20)]
        yield pairs(
            "api_list",
            lambda start: orjson.dumps(raw.execute(_ROWS, [start]).fetchall()),
            lambda start: site.get(LIST, after=str(start)),
            starts,
            rounds=scale.rounds,
            target=3.0,
        )


def export_csv(scale: Scale) -> Iterator[Result]:
    """The whole directory as a file, by plain COPY of the same statement; and how much memory it takes, in each form."""
    name = scale.database()
    dataset = DATASETS["organisations"]
    statement = dataset.sql
    for asked, value in (("base", "http://127.0.0.1:8000"), ("zone", settings.TIME_ZONE)):
        statement = statement.replace(f"%({asked})s", f"'{value}'")
    with connect(name) as raw:

        def floor(_given: object) -> None:
            with raw.cursor().copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)") as copy:
                for _block in copy:
                    pass

        for words, kind, target in (("export_csv", "csv", 3.0), ("export_parquet", "parquet", None)):

            def ours(_given: object, kind: str = kind) -> None:
                for _block in lines_of(dataset, kind):
                    pass

            connection.ensure_connection()
            # The mark of the most memory is put back to what is held now.
            Path("/proc/self/clear_refs").write_text("5")
            before = _memory("VmRSS")
            ours(None)
            taken = max(0, _memory("VmHWM") - before)
            if taken > MOST_MEMORY:
                raise AssertionError(f"{words}: {taken >> 20} MB above idle for {scale.organisations} rows")
            times = [(seconds(floor, None), seconds(ours, None)) for _turn in range(3)]
            yield of_pairs(words, times, target=target, note=f"{scale.organisations} rows, {taken / 2**20:.1f} MB above idle")


def _memory(name: str) -> int:
    """What this process holds (VmRSS), or the most that it held (VmHWM), in bytes."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))


def sitemap(scale: Scale) -> Iterator[Result]:
    """Every part of the site map, as robots read them, by the bare statement of its rows; and how much memory it takes."""
    name = scale.database()
    site = Site()
    with connect(name) as raw:

        def floor(_given: object) -> None:
            for row in raw.cursor().stream(_PAGES):
                str(row)

        def ours(_given: object) -> int:
            index = site.stream("/sitemap.xml")
            parts = re.findall(r"<loc>[^<]*?(/sitemap-[0-9]+\.xml)</loc>", b"".join(index).decode())
            pages = 0
            for part in parts:
                here = sum(block.count(b"<url>") for block in site.stream(part))
                if here > MOST_IN_A_MAP:
                    raise AssertionError(f"{part}: {here} addresses")
                pages += here
            return pages

        connection.ensure_connection()
        Path("/proc/self/clear_refs").write_text("5")
        before = _memory("VmRSS")
        pages = ours(None)
        taken = max(0, _memory("VmHWM") - before)
        if taken > MOST_MEMORY:
            raise AssertionError(f"sitemap: {taken >> 20} MB above idle for {pages} addresses")
        times = [(seconds(floor, None), seconds(ours, None)) for _turn in range(3)]
        yield of_pairs("sitemap", times, target=None, note=f"{pages} addresses, {taken / 2**20:.1f} MB above idle")


def conditional(scale: Scale) -> Iterator[Result]:
    """Has a page of the API changed? Answered through the whole HTTP stack, by a bare « hello » behind eight usual middlewares."""
    scale.database()
    site, hello = Site(), Site()
    # The addresses of this file, for it alone.
    with override_settings(MIDDLEWARE=["bench.opendata.here", *_HELLO]):
        hello.application = WSGIHandler()
    tag = site.headers(LIST)["ETag"]
    yield pairs(
        "conditional",
        lambda _given: hello.get("/hello/"),
        lambda _given: site.asked(LIST, "304", {"HTTP_IF_NONE_MATCH": tag}),
        [None],
        rounds=scale.rounds * 20,
        target=1 / 0.6,
    )


def here(handler: Any) -> Any:
    """A middleware that leads to this file's own address."""

    def ask(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        answer: HttpResponse = handler(request)
        return answer

    return ask


def _hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Bonjour")


urlpatterns = [path("hello/", _hello)]
