"""Methods as folders: what is refused and where, archives of strangers, identifiers that anyone can find again."""

import io
import subprocess
import zipfile
from pathlib import Path

import jsonschema_rs
import pytest

from frenchimpact.methods.engine import Unsound
from frenchimpact.methods.folders import loads, pack, read_folder, unpack
from frenchimpact.methods.format import Method, Sample, schema
from frenchimpact.methods.shipped import HERE, files_of, shipped, shipped_folder

SROI = files_of(HERE / "sroi")
GUIDE = "samples/exemple-du-guide.toml"


def changed(old: str, new: str, path: str = "method.toml") -> dict[str, str]:
    assert old in SROI[path]
    return {**SROI, path: SROI[path].replace(old, new, 1)}


def faults(files: dict[str, str]) -> list[str]:
    with pytest.raises(Unsound) as raised:
        read_folder(files)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("name", shipped())
def test_our_methods_are_sound_and_satisfy_the_published_schema(name: str) -> None:
    folder = shipped_folder(name)
    assert folder.method.id == name
    data = folder.method.model_dump(mode="json", exclude_none=True)
    assert jsonschema_rs.is_valid(schema(), data)
    for path, text in folder.files.items():
        if path.startswith("samples/"):
            assert Sample.model_validate(loads(text, path))


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    jsonschema_rs.meta.validate(schema())
    data = shipped_folder("sroi").method.model_dump(mode="json", exclude_none=True)
    for wrong in ({"format": 2}, {"id": "Pas bon"}, {"version": "1"}, {"zut": 1}, {"evidence": 9}):
        assert not jsonschema_rs.is_valid(schema(), {**data, **wrong})
    # Where the themes of a programme are known, a method stands for one of them or for all.
    assert jsonschema_rs.is_valid(schema(["sante"]), data)
    assert jsonschema_rs.is_valid(schema(["sante"]), {**data, "domain": "sante"})
    assert not jsonschema_rs.is_valid(schema(["sante"]), {**data, "domain": "zut"})


def test_a_method_written_in_json_is_the_same_method() -> None:
    files = {path: text for path, text in SROI.items() if path != "method.toml"}
    files["method.json"] = shipped_folder("sroi").method.model_dump_json(exclude_none=True)
    assert read_folder(files).method == shipped_folder("sroi").method


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "README.fr.md : Ce fichier manque."),
        (changed("format = 1", "format = 1\nzut = 3"), "method.toml/zut : Ce nom n’est pas du format"),
        (changed("format = 1", "format = = 1"), "method.toml : Ce fichier ne se lit pas"),
        (changed('unit = "%"', 'unit = "zut"'), "L’unité « zut » n’existe pas."),
        (changed('formula = "valeur_actuelle / cout"', 'formula = "valeur_actuelle / cout * ratio"'), "Ces formules tournent en rond"),
        (
            changed('formula = "valeur_actuelle - cout"', 'formula = "valeur_actuelle - mois_pour_couvrir"'),
            "Les unités ne vont pas ensemble",
        ),
        (changed('ratio = "2.1173"', 'ratio = "2.12"', GUIDE), ""),
        (changed('ratio = "2.1173"', 'ratio = "0.7862"', GUIDE), "on attendait 0.7862, le calcul donne 2.1173."),
        (changed("low = 2\nhigh = 5", "low = 5\nhigh = 2"), "Sa borne basse est au-dessus de sa borne haute."),
        (changed("low = 2\nhigh = 5", "low = -2\nhigh = 5"), "ne se peut pas"),
        (changed('headline = "ratio"', 'headline = "net"'), "Le résultat principal est une formule d’une seule valeur."),
        (changed("## 1.0.0", "## 0.9.0", "CHANGELOG.md"), "Dites ce que change la version 1.0.0"),
        (
            changed('mois_pour_couvrir = "11.7"', "", GUIDE),
            "method.toml/steps/mois_pour_couvrir : Aucun exemple ne vérifie cette formule",
        ),
        (
            {
                **changed('formula = "valeur_nette / cout"', 'formula = "valeur_nette / (cout - cout)"'),
                GUIDE: SROI[GUIDE].replace('ratio_net = "1.1173"', "ratio_net = []"),
            },
            "steps/ratio_net : Cette formule ne donne de résultat dans aucun exemple.",
        ),
        (changed('taux = "3.5"', "", GUIDE), "assumptions/taux : Donnez la valeur de « taux » : elle change"),
        (changed("since = 2003-04-01", "since = 2199-04-01"), "Taux d’actualisation : aucune valeur n’est en vigueur ce jour-là"),
        ({**SROI, "run.py": "print()"}, "run.py : Ce fichier n’a pas sa place ici"),
        ({**SROI, "samples/x.sh": "ls"}, "samples/x.sh : Ce fichier n’a pas sa place ici"),
        ({path: text for path, text in SROI.items() if not path.startswith("samples")}, "un exemple et ses résultats attendus"),
    ],
)
def test_a_folder_with_a_fault_says_which_and_where(files: dict[str, str], told: str) -> None:
    if not told:
        read_folder(files)  # rounded as it is written: 2.12
        return
    assert any(told in fault for fault in faults(files)), faults(files)


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries:
            made.writestr(name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("method.toml")
    entry.external_attr = 0o120777 << 16
    return entry


def damaged() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("method.toml", b"id = 1\n" * 100)
    data = bytearray(sink.getvalue())
    for at in range(60, 70):
        data[at] ^= 0xFF
    return bytes(data)


def misnamed() -> bytes:
    """A name said to be in UTF-8, of bytes that are not."""
    entry = zipfile.ZipInfo("méthode")
    return archive((entry, b"x")).replace("méthode".encode(), b"m\xff\xfethode")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        archive(("../../etc/passwd", b"x")),
        archive(("/etc/passwd", b"x")),
        archive(("a\\b", b"x")),
        archive(("C:evil", b"x")),
        archive((link(), b"/etc/passwd")),
        archive(*[(f"samples/a{number}.toml", b"") for number in range(61)]),
        archive(("README.fr.md", b"0" * 1_000_001)),
        archive(("README.fr.md", b"\xff\xfe")),
        archive(("README.fr.md", b"a\0b")),
        archive(("method.toml", b"a"))[:-30],
        damaged(),
        misnamed(),
    ],
    ids=[
        "empty",
        "not-zip",
        "above",
        "absolute",
        "backslash",
        "drive",
        "link",
        "too-many",
        "too-large",
        "not-utf8",
        "nul",
        "cut",
        "damaged",
        "misnamed",
    ],
)
def test_a_hostile_archive_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unsound) as raised:
        unpack(data)
    assert raised.value.problems[0].words


def test_a_header_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(archive(("README.fr.md", b"0" * 3_000_000)))
    size = (3_000_000).to_bytes(4, "little")
    while size in data:
        at = data.index(size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Unsound):
        unpack(bytes(data))


def test_packed_and_unpacked_nothing_changes_and_the_bytes_are_the_same_each_time() -> None:
    folder = shipped_folder("sroi")
    assert unpack(pack(folder)) == SROI
    assert pack(folder) == pack(read_folder(SROI))


def test_the_identifier_is_the_one_that_git_finds(tmp_path: Path) -> None:
    for path, text in SROI.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(tmp_path), *words], check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    assert shipped_folder("sroi").swhid == "swh:1:dir:" + git("write-tree")


def test_any_number_of_a_method_is_an_exact_decimal() -> None:
    assert Method.model_validate(loads(SROI["method.toml"], "method.toml")).assumptions[0].dated[0].value.as_tuple().exponent == -1
