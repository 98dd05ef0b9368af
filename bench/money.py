"""Money committed: the thermometer over half a million entries, a file of grants that comes in, the files that go out."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from bench import database
from bench.database import say
from bench.imports import Taken, _result, timed
from bench.measure import Result, of_pairs, pairs, seconds
from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.opendata.datasets import DATASETS, lines_of

COMMITMENTS = int(os.environ.get("BENCH_COMMITMENTS", "250000"))
WITHIN_MS = 50.0
TABLES = ("commitments_commitment", "commitments_terms", "commitments_entry", "commitments_sum")
HEADER = (
    "nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;objet;montant;nature;pourcentageSubvention"
)
_EVERYTHING = (
    "SELECT axis, key, is_preexisting, is_public, is_from_vehicle, is_into_vehicle, sum(gross) FROM commitments_sum GROUP BY 1,2,3,4,5,6"
)
# Two lines for each commitment, over five years, eighteen regions, eighteen themes: written by the same triggers as the product's.
_COMMITMENTS = """
INSERT INTO commitments_commitment (id, reference, funder_name, funder_number, beneficiary_name, beneficiary_number, title, instrument,
  origin, public_share, is_preexisting, regime, region_id, theme, state, committed_on, signed_on, source_name, source_key,
  created_at, changed_at, is_demo, gross, cancelled, paid, justified, recovered)
SELECT n, 'E-2026-' || lpad(n::text, 6, '0'), 'Financeur ' || n %% 900, '', 'Bénéficiaire ' || n %% 40000, '', 'Objet ' || n,
  (ARRAY['subvention','pret','fonds_propres','prix'])[1 + n %% 4],
  (ARRAY['public_etat','public_collectivite','prive_fondation'])[1 + n %% 3],
  CASE WHEN n %% 3 < 2 THEN 1 ELSE 0 END, n %% 7 = 0, 'unknown',
  (SELECT id FROM geo_place WHERE level = 'region' ORDER BY id OFFSET n %% 18 LIMIT 1),
  'theme' || n %% 18, 'partly_paid', date '2022-01-01' + n %% 1700, date '2022-01-01' + n %% 1700,
  '', '', now(), now(), false, 0, 0, 0, 0, 0
FROM generate_series(%(first)s::integer, %(last)s::integer) n
"""
_ENTRIES = """
INSERT INTO commitments_entry (commitment_id, kind, amount, net, value_on, recorded_at, note, region_id, theme, instrument, origin,
  public_share, is_preexisting, is_from_vehicle, vehicle_kind)
SELECT c.id, k.kind, CASE k.kind WHEN 'signed' THEN 1000 + c.id %% 9000 ELSE 500 END,
  CASE k.kind WHEN 'signed' THEN 1000 + c.id %% 9000 ELSE 0 END,
  c.committed_on, c.committed_on + interval '12 hours', '', c.region_id, c.theme, c.instrument, c.origin, c.public_share, c.is_preexisting,
  false, ''
FROM commitments_commitment c, (VALUES ('signed'), ('paid')) k (kind) WHERE c.id BETWEEN %(first)s AND %(last)s ORDER BY k.kind DESC, c.id
"""


def _filled() -> str:
    """A database with so many commitments, made once."""
    name = f"money_{COMMITMENTS}_{database.version()}"
    if not database.exists(name):
        say(f"Writing {COMMITMENTS} commitments and {2 * COMMITMENTS} entries…")
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            for first in range(1, COMMITMENTS + 1, 25_000):
                bounds = {"first": first, "last": min(first + 24_999, COMMITMENTS)}
                raw.execute(_COMMITMENTS, bounds)
                raw.execute(_ENTRIES, bounds)
            raw.execute("VACUUM ANALYZE")
        database.rename(f"{name}_draft", name)
    return name


def thermometer() -> Iterator[Result]:
    """Every figure of the page, by one plain statement over the kept sums; and as of a day in the middle of a month."""
    name = _filled()
    database.use(name)
    with database.connect(name) as raw:
        (day,) = raw.execute("SELECT date_trunc('month', max(recorded_at))::date - 15 FROM commitments_entry").fetchone() or (None,)
        givens = (None, day)
        for given, words in zip(givens, ("thermometer", "thermometer_then"), strict=True):
            taken = statistics.median(_database_time(given) for _turn in range(20))
            if taken > WITHIN_MS:
                raise AssertionError(f"{words}: {taken:.1f} ms of database time for {2 * COMMITMENTS} entries, more than {WITHIN_MS:g}")
            yield pairs(
                words,
                lambda _given: raw.execute(_EVERYTHING).fetchall(),
                read_thermometer,
                [given],
                rounds=40,
                target=3.0 if given is None else None,
                note=f"{taken:.1f} ms of database time",
            )


def _database_time(day: object) -> float:
    """Milliseconds that the statement takes."""
    spent = 0.0

    def timed(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # its shape is the driver's
        nonlocal spent
        begun = time.perf_counter()
        found = execute(sql, params, many, context)
        spent += time.perf_counter() - begun
        return found

    with connection.execute_wrapper(timed):
        read_thermometer(day)  # type: ignore[arg-type] # a day or none, as the reader takes it
    return spent * 1000


def grants_import() -> Iterator[Result]:
    """A file of SCDL, by COPY of the rows that it leaves into the same tables with their indexes; then the same file again."""
    ground = database.ground()
    first: list[tuple[Taken, Taken]] = []
    again: list[tuple[Taken, Taken]] = []
    count = COMMITMENTS // 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "subventions.csv"
        path.write_text(HEADER + "\n" + "".join(map(_line, range(count))), encoding="utf-8")
        ours: list[Taken] = []
        database.clone(ground, "grants")
        database.use("grants")
        connection.ensure_connection()
        server = connection.connection.info.backend_pid
        for _turn in range(2):
            with timed(server, ours):
                outcome = import_grants(path)
        if outcome.unchanged != count:
            raise AssertionError(f"{outcome.unchanged} lines unchanged of {count}; {outcome.reasons[:3]}")
        with database.connect("grants") as raw:
            for table in TABLES:
                with (Path(folder) / table).open("wb") as file, raw.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                    for block in copy:
                        file.write(block)
        floor: list[Taken] = []
        database.clone(ground, "grants")
        with database.connect("grants") as raw:
            raw.execute("SET session_replication_role = replica")
            with timed(raw.info.backend_pid, floor):
                for table in TABLES:
                    with (Path(folder) / table).open("rb") as file, raw.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        while block := file.read(1 << 20):
                            copy.write(block)
        database.drop("grants")
    first.append((floor[0], ours[0]))
    again.append((floor[0], ours[1]))
    yield _result("grants_import", first, f"{count / ours[0].wall:.0f} rows/s; COPY of the same rows", target=4.0)
    yield _result("grants_import_again", again, "the same file, nothing changed", target=4.0)


def _line(n: int) -> str:
    day = f"{1 + n % 28:02}/{1 + n % 12:02}/{2018 + n % 7}"
    return (
        f"Métropole;20004697700019;{day};D-{n};Association {n % 9000};;Objet {n};{1 + n % 90} {n % 1000:03},50 €;aide en numéraire;100 %\n"
    )


def grants_export() -> Iterator[Result]:
    """Our own file and that of 360Giving, whole, by COPY of the table."""
    name = _filled()
    database.use(name)
    with database.connect(name) as raw:

        def floor(_given: object) -> None:
            with raw.cursor().copy("COPY commitments_commitment TO STDOUT (FORMAT csv)") as copy:
                for _block in copy:
                    pass

        for words, code, kind in (("grants_export", "engagements", "csv"), ("grants_export_360", "engagements.360giving", "json")):

            def ours(_given: object, code: str = code, kind: str = kind) -> None:
                for _block in lines_of(DATASETS[code], kind):
                    pass

            ours(None)
            times = [(seconds(floor, None), seconds(ours, None)) for _turn in range(5)]
            yield of_pairs(words, times, target=4.0, note=f"{COMMITMENTS} commitments")
