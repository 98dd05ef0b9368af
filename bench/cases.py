"""What is measured, against what. Each case gives results; `ONLY=name` runs one."""

import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import database
from bench.measure import Result, of_pairs, pairs
from bench.site import Site, raw_search
from bench.words import vocabulary
from frenchimpact.atlas.wishes import Wish
from frenchimpact.organisations.imports.run import import_file

DIRECTORY = "/annuaire/"


@dataclass(frozen=True)
class Scale:
    """How much data, how many repetitions."""

    organisations: int
    projects: int
    rounds: int

    def smaller(self) -> "Scale":
        """A tenth."""
        return Scale(self.organisations // 10, self.projects // 10, self.rounds)

    def database(self) -> str:
        """Its database, made if needed; Django uses it from then on."""
        name = database.full(self.organisations, self.projects)
        database.use(name)
        return name


def _typical() -> list[str]:
    """Pairs of middling words."""
    words = vocabulary()
    return [f"{words[40 + 7 * n]} {words[63 + 11 * n]}" for n in range(30)]


def _broad() -> list[str]:
    """Single frequent words."""
    return [word for word in vocabulary()[3:30] if len(word) > 5]


def search(scale: Scale) -> Iterator[Result]:
    """The directory's page with its figures, through the whole HTTP stack, by the best SQL for the same rows."""
    name = scale.database()
    site = Site()
    with database.connect(name) as raw:
        for kind, texts in (("typical", _typical()), ("broad", _broad())):
            queries = {text: Wish(text).typed.query for text in texts}

            def floor(text: str, queries: dict[str, str] = queries) -> object:
                return raw_search(raw, queries[text])

            if kind == "typical":  # beyond the cap the floor keeps any 5,000 matches, the page the latest of all: other rows, same work
                _same_rows(site, raw, texts[0], queries[texts[0]])
            yield pairs(f"search_{kind}", floor, lambda text: site.get(DIRECTORY, q=text), texts, rounds=scale.rounds, target=3.0)


def _same_rows(site: Site, raw: psycopg.Connection[tuple[object, ...]], text: str, query: str) -> None:
    """A ratio means nothing unless both give the same rows."""
    page = site.get(DIRECTORY, q=text).decode()
    for kind, _id, name, *_rest in raw_search(raw, query):
        if kind == "row" and str(name) not in page:
            raise AssertionError(f"searching « {text} », the page does not show « {name} »")


def growth(scale: Scale) -> Iterator[Result]:
    """Ten times more data: the page's time at full size by its time at a tenth, for a search and for the first page of all."""
    site = Site()
    times: dict[str, list[list[float]]] = {"search": [], "first_page": []}
    for one in (scale.smaller(), scale):
        one.database()
        for kind, givens in (("search", [{"q": text} for text in _typical()]), ("first_page", [{}])):
            for given in givens[:5]:
                site.get(DIRECTORY, **given)
            measured = []
            for turn in range(scale.rounds):
                begun = time.perf_counter()
                site.get(DIRECTORY, **givens[turn % len(givens)])
                measured.append(time.perf_counter() - begun)
            times[kind].append(measured)
    for kind, target in (("search", 10.0), ("first_page", 1.5)):
        small, large = times[kind]
        yield of_pairs(f"growth_{kind}", list(zip(small, large, strict=True)), target=target, note="full size ÷ a tenth")


def queries(scale: Scale) -> Iterator[Result]:
    """Statements of a list with 100 rows by those of the same list with 20: a fixed number."""
    scale.database()
    site = Site()
    few, many = site.statements(DIRECTORY, taille="20"), site.statements(DIRECTORY, taille="100")
    yield Result("queries", many / few, many / few, many / few, few, many, 1.0, "statements, not milliseconds")


COLUMNS = ("nom", "siren", "type", "commune", "description", "themes", "publication", "id_source")


def import_(scale: Scale) -> Iterator[Result]:
    """import_organisations by COPY of the same rows into the same tables; and, harder, by COPY without what keeps the search index."""
    ground = database.ground()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "organisations.csv"
        with database.connect(ground) as raw:
            rows = database.organisation_rows(raw, scale.organisations)
            codes = dict(raw.execute("SELECT id, code FROM geo_place").fetchall())
        with path.open("w", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(COLUMNS)
            for row in rows:
                published = "oui" if row[16] else "non"
                writer.writerow((row[1], row[4], row[2][0], codes[row[9]], row[14], "|".join(row[15]), published, row[19]))
        whole, bare = (_copy(ground, rows, with_index=with_index) for with_index in (True, False))
        database.clone(ground, "import")
        database.use("import")
        begun = time.perf_counter()
        outcome = import_file(path)
        ours = time.perf_counter() - begun
        if outcome.created != len(rows):
            raise AssertionError(f"{outcome.created} organisations created of {len(rows)}; {outcome.refused} refused")
        begun = time.perf_counter()
        import_file(path)
        again = time.perf_counter() - begun
    database.drop("import")
    rate = f"{len(rows) / ours:.0f} rows/s"
    yield of_pairs("import", [(whole, ours)], target=3.0, note=rate)
    yield of_pairs("import_bare", [(bare, ours)], note="COPY without the triggers of the search index")
    yield of_pairs("import_again", [(whole, again)], target=2.0, note="the same file, nothing changed")


def _copy(ground: str, rows: list[tuple[object, ...]], *, with_index: bool) -> float:
    database.clone(ground, "import")
    with database.connect("import") as raw:
        if not with_index:
            raw.execute("SET session_replication_role = replica")
        begun = time.perf_counter()
        database.copy_rows(raw, "organisations_organisation", database.ORGANISATION, rows)
        return time.perf_counter() - begun


def startup(scale: Scale) -> Iterator[Result]:
    """The second `make run`, to the first page, by the eight seconds that it may take."""
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DATABASE_URL"}}
        taken = [_start(root, {**kept, "DATA_DIR": f"{folder}/var", "PORT": str(free_port())}) for _turn in range(2)]
    yield of_pairs("startup_first", [(30.0, taken[0])], target=1.0, note="packages installed, empty data")
    yield of_pairs("startup_second", [(8.0, taken[1])], target=1.0)


def _start(root: Path, variables: dict[str, str]) -> float:
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "config.run"], cwd=root, env=variables, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or not any(line.startswith("Ready: ") for line in process.stdout):
            raise AssertionError("make run did not get ready")
        taken = time.perf_counter() - begun
        process.terminate()
    return taken


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


CASES: dict[str, Callable[[Scale], Iterator[Result]]] = {
    "search": search,
    "growth": growth,
    "queries": queries,
    "import": import_,
    "startup": startup,
}
