"""Databases of the bench, in a PostgreSQL of its own: made once per size, then used again by every run."""

import hashlib
import os
import sys
import time
from io import StringIO
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from bench.words import Writer, communes, siren, skewed
from config import fingerprint
from config.postgres import server
from frenchimpact.atlas import actions as index
from frenchimpact.core import preparation
from frenchimpact.geo.actions import NAMES

COMMUNES = int(os.environ.get("BENCH_COMMUNES", "35000"))
KINDS = ["association", "cooperative", "entreprise", "fondation", "accompagnement", "collectivite", "financeur", "mutuelle"]
STAGES = ["idee", "amorcage", "experimentation", "consolidation", "essaimage", "changement_echelle"]


def say(words: str) -> None:
    """Progress, apart from the results."""
    print(words, file=sys.stderr, flush=True)


def connect(name: str, **options: Any) -> psycopg.Connection[Any]:
    """A plain connection to a database of the bench's server."""
    where = server.ensure(settings.DATA_DIR / "postgres")
    return psycopg.connect(host=where["HOST"], user=where["USER"], dbname=name, autocommit=True, **options)


def use(name: str) -> None:
    """Point Django at that database."""
    connections["default"].close()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def version() -> str:
    """Changes with the tables and with this data: other ones are made then."""
    loader = MigrationLoader(None)
    names = "".join(sorted(f"{app}.{name}" for app, name in loader.disk_migrations if isinstance(app, str)))
    files = [settings.ROOT / "bench" / "words.py", settings.ROOT / "bench" / "database.py"]
    files += fingerprint.files_under(settings.ROOT / "frenchimpact" / "vocabularies", skip=(".po", ".mo", ".html"))
    # By what the files hold: another checkout of the same ones finds its data again.
    digest = hashlib.sha256(f"{COMMUNES} {names}".encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def exists(name: str) -> bool:
    """Whether that database was made."""
    with connect("postgres") as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def clone(template: str, name: str) -> None:
    """A copy of a database, in place of the one of that name."""
    connections["default"].close()
    with connect("postgres") as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name: str) -> None:
    """Forget a database."""
    connections["default"].close()
    with connect("postgres") as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def ground() -> str:
    """Tables, words and places, without any organisation."""
    name = f"ground_{version()}"
    if not exists(name):
        _forget_others()
        say("Making the tables and places…")
        clone("template0", f"{name}_draft")
        use(f"{name}_draft")
        call_command("migrate", verbosity=0)
        call_command("load_vocabularies", stdout=StringIO())
        with connect(f"{name}_draft") as connection:
            _places(connection)
        rename(f"{name}_draft", name)
    return name


def _forget_others() -> None:
    """Databases of other versions, a gigabyte each, serve no more; unless another run is using them."""
    here = version()
    with connect("postgres") as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(ground|full)_'"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity used WHERE used.datname = pg_database.datname)"
        ).fetchall()
    for (name,) in rows:
        if here not in name:
            drop(name)


def full(organisations: int, projects: int) -> str:
    """Everything, at that size."""
    name = f"full_{organisations}_{projects}_{version()}"
    if not exists(name):
        begun = time.monotonic()
        say(f"Making {organisations} organisations and {projects} projects; once only, up to a few minutes…")
        clone(ground(), f"{name}_draft")
        use(f"{name}_draft")
        with connect(f"{name}_draft") as connection:
            copy_organisations(connection, organisations)
            _projects(connection, organisations, projects)
            connection.execute("VACUUM ANALYZE")
        index.rebuild_words()
        index.fold_counts()
        with connect(f"{name}_draft") as connection:
            connection.execute("VACUUM ANALYZE")
        rename(f"{name}_draft", name)
        say(f"  made in {time.monotonic() - begun:.0f} s")
    return name


def rename(old: str, new: str) -> None:
    """Give a database another name."""
    connections["default"].close()
    with connect("postgres") as connection:
        connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def _places(connection: psycopg.Connection[Any]) -> None:
    regions, departments = 18, 96
    columns = "id, level, code, name, kind, siren, department_id, region_id, vintage, is_current"
    above: list[tuple[Any, ...]] = [
        (1 + number, "region", f"{number + 1:02}", f"Région {number + 1}", "metro", "", None, None, 2026, True) for number in range(regions)
    ]
    for number in range(departments):
        name = f"Département {number + 1}"
        above.append((100 + number, "departement", f"{number + 1:02}", name, "metro", "", None, 1 + number % regions, 2026, True))
    copy_rows(connection, "geo_place", columns, above)
    columns = "id, level, code, name, kind, siren, longitude, latitude, department_id, region_id, vintage, is_current, population"
    rows: list[tuple[Any, ...]] = [
        # Most communes are small, and one in a hundred holds a hundred times as many people.
        (1000 + number, "commune", code, name, "", "", x, y, 100 + department, 1 + department % regions, 2026, True, population(number))
        for number, (code, name, department, x, y) in enumerate(communes(COMMUNES))
    ]
    copy_rows(connection, "geo_place", columns, rows)
    connection.execute(NAMES, {"only": None})
    connection.execute("SELECT setval(pg_get_serial_sequence('geo_place', 'id'), 100000)")
    connection.execute("ANALYZE")


def population(number: int) -> int:
    """How many people live in the number-th commune."""
    return 200_000 // (1 + number * 7919 % 1009) + number % 97


def themes(connection: psycopg.Connection[Any], scheme: str = "theme") -> list[str]:
    """The programme's codes."""
    rows = connection.execute("SELECT code FROM vocabularies_term WHERE scheme = %s ORDER BY code", [scheme]).fetchall()
    return [code for (code,) in rows]


ORGANISATION = (
    "slug, name, kinds, support_kinds, siren, siret, rna, legal_category, ess_family, commune_id, address, website, email, phone,"
    " description, themes, is_published, source, source_name, source_key, edited_fields, freshness_months, created_at, updated_at, version"
)


def organisation_rows(connection: psycopg.Connection[Any], count: int) -> list[tuple[Any, ...]]:
    """The organisations as rows for COPY."""
    write = Writer(3)
    codes = themes(connection)
    places, weights = range(COMMUNES), skewed(COMMUNES, 0.8)
    rows: list[tuple[Any, ...]] = []
    for number in range(count):
        name = " ".join(write.words(4)).capitalize()
        day = f"2026-{1 + number % 9:02}-{1 + number % 28:02} {number % 24:02}:00:00+00"
        rows.append(
            (
                f"organisation-{number}",
                name,
                [KINDS[write.one(range(8), WEIGHTS)]],
                [],
                siren(number),
                "",
                "",
                "",
                "",
                1000 + write.one(places, weights),
                "",
                "",
                "",
                "",
                write.sentence(20, 60),
                write.some(codes, 3),
                write.draw.random() < 0.92,
                "import",
                "banc",
                str(number),
                [],
                12,
                day,
                day,
                1,
            )
        )
    return rows


WEIGHTS = skewed(8, 0.7)


def copy_organisations(connection: psycopg.Connection[Any], count: int) -> None:
    """Write them, by one COPY."""
    copy_rows(connection, "organisations_organisation", ORGANISATION, organisation_rows(connection, count))


def copy_rows(connection: psycopg.Connection[Any], table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """One COPY of these rows; columns that must be there and are not named get an empty value."""
    named = [name.strip() for name in columns.split(",")]
    missing = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' AND column_name <> ALL(%s)",
        [table, named],
    ).fetchall()
    extra = tuple(EMPTY[kind] for _name, kind in missing)
    every = ", ".join([*named, *(name for name, _kind in missing)])
    with connection.cursor().copy(f"COPY {table} ({every}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *extra))


EMPTY: dict[str, object] = {
    "ARRAY": "{}",
    "character varying": "",
    "text": "",
    "boolean": False,
    "integer": 0,
    "smallint": 0,
    "jsonb": "{}",
}


def _projects(connection: psycopg.Connection[Any], organisations: int, count: int) -> None:
    write = Writer(4)
    codes, publics = themes(connection), themes(connection, "public")
    ids = [one for (one,) in connection.execute("SELECT id FROM organisations_organisation ORDER BY id LIMIT 20000").fetchall()]
    columns = (
        "id, reference, slug, name, status, stage, is_need, organisation_id, problem, answer, themes, publics, has_publication_consent,"
        " created_at, submitted_at, published_at, confirmed_at, updated_at, version, marks, is_demo"
    )
    rows: list[tuple[Any, ...]] = []
    for number in range(count):
        day = f"2026-{1 + number % 9:02}-{1 + number % 28:02} {number % 24:02}:30:00+00"
        rows.append(
            (
                number + 1,
                f"FI-2026-{number + 1:06}",
                f"projet-{number + 1}",
                write.sentence(4, 9)[:160],
                "published",
                write.draw.choice(STAGES),
                False,
                ids[number % len(ids)],
                write.sentence(15, 40),
                write.sentence(15, 40),
                write.some(codes, 3),
                write.some(publics, 2),
                True,
                day,
                day,
                day,
                day,
                day,
                1,
                "{}",
                False,
            )
        )
    copy_rows(connection, "projects_project", columns, rows)
    weights = skewed(COMMUNES, 0.8)
    places: list[tuple[Any, ...]] = [(number + 1, 1000 + write.one(range(COMMUNES), weights)) for number in range(count)]
    copy_rows(connection, "projects_projectplace", "project_id, place_id", places)


def prepare() -> None:
    """What pages need beside a database: translations and static files."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    for step in preparation.steps():
        if step.name in {"english", "static"}:
            step.do()
