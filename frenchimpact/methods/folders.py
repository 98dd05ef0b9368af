"""A method as a folder of text files: read with every fault told, written back byte for byte, packed, and named by its content."""

import hashlib
import io
import json
import lzma
import re
import stat
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.methods.calculation import Calculation, not_yet, outside, samples_problems
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.engine.units import Units
from frenchimpact.methods.format import Method, Sample

TOML, JSON = "method.toml", "method.json"
NEEDED = ("README.fr.md", "README.en.md", "CHANGELOG.md", "LICENCE.txt")
_SAMPLE = re.compile(r"samples/[a-z0-9][a-z0-9-]{0,59}\.(toml|json)")
MOST_FILES = 60
# Bytes, all files together, once unpacked.
LARGEST = 1_000_000


@dataclass(frozen=True)
class Folder:
    """A method that was read and whose formulas were checked, with its worked examples."""

    files: Mapping[str, str]
    method: Method
    samples: Mapping[str, Sample]

    @property
    def swhid(self) -> str:
        """The intrinsic identifier of the folder (SWHID, ISO/IEC 18670): whoever has the same files finds the same name."""
        return "swh:1:dir:" + _tree({path: text.encode() for path, text in self.files.items()}).hex()


def read_folder(files: Mapping[str, str]) -> Folder:
    """Reads, compiles, and runs the worked examples. Raises Unsound with every problem found, each with its file."""
    problems = [Problem(name, _("Ce fichier manque.")) for name in NEEDED if not files.get(name, "").strip()]
    for path in files:
        if path not in (TOML, JSON, *NEEDED) and not _SAMPLE.fullmatch(path):
            problems.append(Problem(path, _("Ce fichier n’a pas sa place ici : un dossier de méthode contient %s.") % _contents()))
    source = TOML if TOML in files else JSON
    if (TOML in files) == (JSON in files):
        problems.append(Problem(TOML, _("Il faut un fichier method.toml, ou method.json, et un seul.")))
        raise Unsound(problems)
    method = _parsed(Method, files[source], source, problems)
    samples = {path: _parsed(Sample, files[path], path, problems) for path in sorted(files) if _SAMPLE.fullmatch(path)}
    if method is None:
        raise Unsound(problems)
    problems += _judged(method, {path: sample for path, sample in samples.items() if sample}, files, source)
    if problems:
        raise Unsound(problems)
    return Folder(dict(files), method, {path: sample for path, sample in samples.items() if sample})


def _judged(method: Method, samples: Mapping[str, Sample], files: Mapping[str, str], source: str) -> list[Problem]:
    """What the whole must satisfy once each part could be read."""
    problems = [*_indicators(method, source), *_bounds(method, source), *_parts_of_inputs(method, source)]
    headline = next((step for step in method.steps if step.id == method.headline), None)
    if method.headline and (headline is None or headline.table or headline.years):
        problems.append(Problem(f"{source}/headline", _("Le résultat principal est une formule d’une seule valeur.")))
    if not method.steps and not method.indicators:
        problems.append(Problem(source, _("Une méthode définit au moins un indicateur ou une formule.")))
    if not re.search(rf"^#+.*\b{re.escape(method.version)}\b", files.get("CHANGELOG.md", ""), re.MULTILINE):
        problems.append(Problem("CHANGELOG.md", _("Dites ce que change la version %s, sous un titre qui la nomme.") % method.version))
    try:
        calculation = Calculation(method)
    except Unsound as error:
        return problems + [Problem(f"{source}/{problem.where}", problem.words) for problem in error.problems]
    if method.steps and not samples:
        problems.append(Problem("samples", _("Une méthode qui calcule vient avec un exemple et ses résultats attendus.")))
    return problems + samples_problems(calculation, samples, source)


def _bounds(method: Method, source: str) -> Iterator[Problem]:
    """Examples and assumptions stand within the bounds that the method itself sets."""
    for one in method.inputs:
        yield from outside(one, one.default, f"{source}/inputs/{one.id}")
    for other in method.assumptions:
        where = f"{source}/assumptions/{other.id}"
        if other.low > other.high:
            yield Problem(where, _("Sa borne basse est au-dessus de sa borne haute."))
        if other.on(clock.today()) is None:
            yield not_yet(other, where)
        for value in (other.low, other.high, *(dated.value for dated in other.dated), *([other.value] if other.value is not None else [])):
            yield from outside(other, value, where)


def _indicators(method: Method, source: str) -> list[Problem]:
    problems, known = [], [indicator.id for indicator in method.indicators]
    units = Units(method.units)
    for indicator in method.indicators:
        where = f"{source}/indicators/{indicator.id}"
        try:
            units.read(indicator.unit, where)
        except Unsound as error:
            problems += error.problems
        if known.count(indicator.id) > 1:
            problems.append(Problem(where, _("Le nom « %s » est donné deux fois.") % indicator.id))
        problems += [
            Problem(where, _("« %s » n’est pas un indicateur de cette méthode.") % other)
            for other in (indicator.numerator, indicator.denominator)
            if other and other not in known
        ]
        if indicator.unit == "%" and indicator.aggregation in ("sum", "distinct"):
            problems.append(Problem(where, _("Des pourcentages ne s’additionnent pas : prenez ratio, mean ou none.")))
    return problems


def _parts_of_inputs(method: Method, source: str) -> list[Problem]:
    units = {one.id: one.unit for one in method.inputs}
    words = _("« %s » n’est pas une autre donnée de cette méthode, dans la même unité.")
    return [
        Problem(f"{source}/inputs/{one.id}/at_most", words % one.at_most)
        for one in method.inputs
        if one.at_most and (one.at_most == one.id or units.get(one.at_most) != one.unit)
    ]


def _contents() -> str:
    return ", ".join((TOML, *NEEDED, "samples/*.toml"))


# ── Text to parts ───────────────────────────────────────────────────────────────────────────────────────
def _parsed[T: BaseModel](kind: type[T], text: str, path: str, problems: list[Problem]) -> T | None:
    try:
        data = loads(text, path)
    except (ValueError, RecursionError) as error:
        problems.append(Problem(path, _("Ce fichier ne se lit pas : %s.") % str(error)[:200]))
        return None
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems += [Problem(f"{path}/{_place(data, one['loc'])}", _told(one)) for one in error.errors(include_url=False)]
        return None


def loads(text: str, path: str) -> Any:
    """TOML or JSON, numbers as exact decimals. Raises ValueError."""
    if path.endswith(".json"):
        return json.loads(text, parse_float=Decimal, parse_constant=_not_a_number)
    return tomllib.loads(text, parse_float=Decimal)


def _not_a_number(word: str) -> None:
    raise ValueError(word)


def _place(data: Any, path: tuple[int | str, ...]) -> str:
    """« assumptions/taux/value »: parts of a list are told by their name rather than by their number."""
    told = []
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            data = None
        told.append(str(data["id"]) if isinstance(key, int) and isinstance(data, dict) and "id" in data else str(key))
    return "/".join(told)


def _told(error: ErrorDetails) -> Text:
    """What the schema refuses, in a sentence."""
    context = {name: str(value) for name, value in error.get("ctx", {}).items()}
    match error["type"]:
        case "missing":
            return _("Il manque : ajoutez-le.")
        case "extra_forbidden":
            return _("Ce nom n’est pas du format : corrigez-le ou retirez-le.")
        case "string_pattern_mismatch":
            return _("Ce texte n’a pas la forme voulue : %s.") % context["pattern"]
        case "string_too_short" | "too_short":
            return _("Il en faut au moins %s.") % context.get("min_length", "1")
        case "string_too_long" | "too_long":
            return _("Il en faut au plus %s.") % context["max_length"]
        case "literal_error":
            return _("Il faut %s.") % context["expected"]
        case "decimal_parsing" | "decimal_type" | "finite_number" | "decimal_max_digits" | "decimal_max_places" | "decimal_whole_digits":
            return _("Il faut un nombre : seize chiffres au plus avant le point, douze après.")
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            return _("Ce nombre est hors des bornes du format.")
        case "value_error":
            return _(
                "Un rapport nomme son numérateur et son dénominateur ; une hypothèse a une valeur et sa source, ou des valeurs datées."
            )
    return _("Cette valeur n’est pas de la sorte attendue.")


# What reading an archive that is none, or a broken one, raises: a damaged part, a name that is no text, a way to pack that nobody knows.
_UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


# ── Archives ────────────────────────────────────────────────────────────────────────────────────────────
def unpack(data: bytes) -> dict[str, str]:
    """The files of a ZIP archive, whether or not they stand in one folder. Raises Unsound: nothing is ever written to the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_hostile(entries)
            files = {entry.filename: _text(archive, entry) for entry in entries}
    except _UNREADABLE as error:
        raise Unsound([Problem("", _("Ce fichier n’est pas une archive ZIP lisible."))]) from error
    tops = {name.split("/")[0] for name in files}
    if len(tops) == 1 and all("/" in name for name in files):
        return {name.split("/", 1)[1]: text for name, text in files.items()}
    return files


def _refuse_hostile(entries: list[zipfile.ZipInfo]) -> None:
    problems, seen = [], set()
    if len(entries) > MOST_FILES:
        raise Unsound([Problem("", _("Une archive de méthode contient au plus %s fichiers.") % MOST_FILES)])
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise Unsound([Problem("", _("Une archive de méthode pèse au plus 1 Mo une fois ouverte."))])
    for entry in entries:
        name, mode = entry.filename, entry.external_attr >> 16
        is_link = stat.S_IFMT(mode) not in (0, stat.S_IFREG)
        if (
            is_link
            or entry.flag_bits & 0x1
            or name.startswith("/")
            or "\\" in name
            or ":" in name
            or ".." in name.split("/")
            or "\0" in name
        ):
            problems.append(Problem(name[:80], _("Ce chemin ne se peut pas : des fichiers simples, dans le dossier de la méthode.")))
        if name in seen:
            problems.append(Problem(name[:80], _("Ce fichier est deux fois dans l’archive.")))
        seen.add(name)
    if problems:
        raise Unsound(problems)


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with archive.open(entry) as file:
        # What the header announces may lie: never read more than what a method may weigh.
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Unsound([Problem(entry.filename, _("Une archive de méthode pèse au plus 1 Mo une fois ouverte."))])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unsound([Problem(entry.filename, _("Ce fichier n’est pas du texte en UTF-8."))]) from error
    if "\0" in text:
        raise Unsound([Problem(entry.filename, _("Ce fichier n’est pas du texte en UTF-8."))])
    return text


def pack(folder: Folder) -> bytes:
    """The folder as one ZIP archive, the same bytes each time: its files and nothing else, so that its identifier can be checked."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.files):
            head = zipfile.ZipInfo(f"{folder.method.id}-{folder.method.version}/{path}", (1980, 1, 1, 0, 0, 0))
            head.compress_type, head.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(head, folder.files[path])
    return sink.getvalue()


def _tree(files: Mapping[str, bytes]) -> bytes:
    """The identifier of a folder, as git makes it: names in the order of their bytes, a folder's with a final bar."""
    entries: dict[str, tuple[bytes, bytes]] = {}
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        top, _bar, rest = path.partition("/")
        if rest:
            folders.setdefault(top, {})[rest] = data
        else:
            entries[top] = (b"100644", _hashed(b"blob", data))
    for name, inside in folders.items():
        entries[name + "/"] = (b"40000", _tree(inside))
    listed = sorted(entries.items(), key=lambda entry: entry[0].encode())
    return _hashed(b"tree", b"".join(mode + b" " + name.rstrip("/").encode() + b"\0" + id for name, (mode, id) in listed))


def _hashed(kind: bytes, data: bytes) -> bytes:
    return hashlib.sha1(kind + b" " + str(len(data)).encode() + b"\0" + data, usedforsecurity=False).digest()
