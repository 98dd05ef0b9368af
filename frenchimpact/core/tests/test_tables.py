"""Tables as people send them: every writing is recognised, a damaged line costs that line only."""

from pathlib import Path

import pytest

from frenchimpact.core.tables import CELL_LIMIT, LINE_LIMIT, NotATable, Table, open_table

KNOWN = {"nom", "commune", "description"}
WORDS = ["Régie de quartier", "L’Œuvre des garçons", "Où ça ? À Forêt-sur-Loire", "« Être » – naïveté"]


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "fichier.csv"
    path.write_bytes(text.encode(encoding))
    return path


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows() if not row.problem]


def problems(table: Table) -> dict[int, str]:
    return {row.line: row.problem for row in table.rows() if row.problem}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_writing_gives_the_same_words(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    rows = [["NOM ", "commune", "description"], *([word, "73065", f'dit "{word}"'] for word in WORDS)]
    text = end.join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + end
    table = open_table(write(tmp_path, text, encoding), known=KNOWN)
    assert table.separator == separator
    assert table.header == ["nom", "commune", "description"]
    assert cells(table) == rows[1:]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"PK\x03\x04\x14\x00", "classeur est abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xls"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"<!DOCTYPE html><html>", "page web"),
        (b'[{"nom": "x"}]', "JSON"),
        (b"nom;\x00\x00\x00", "caractères nuls"),
        (b"", "vide"),
        (b" \n ", "vide"),
        (b"Les Jardins;73065\n", "nommer les colonnes"),
        (b"nom;commune;NOM\n", "deux fois"),
    ],
)
def test_what_is_not_a_table_is_named(tmp_path: Path, start: bytes, words: str) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(start)
    with pytest.raises(NotATable, match=words):
        open_table(path, known=KNOWN)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotATable, match="ne s’ouvre pas"):
        open_table(tmp_path / "rien.csv", known=KNOWN)


def test_a_quote_left_open_costs_its_line_only(tmp_path: Path) -> None:
    text = 'nom;commune;description\nA;1;x\nB;2;"ouvert\nC;3;x\nD;4;"deux\nlignes"\nE;5;x\n'
    table = open_table(write(tmp_path, text), known=KNOWN)
    assert [row[0] for row in cells(table)] == ["A", "C", "D", "E"]
    assert cells(table)[2][2] == "deux\nlignes"
    assert problems(table) == {3: "Un guillemet est ouvert et jamais refermé."}


def test_a_quote_open_until_the_end(tmp_path: Path) -> None:
    text = 'nom;commune;description\nA;1;"ouvert\n' + "".join(f"B{n};2;x\n" for n in range(3000))
    table = open_table(write(tmp_path, text), known=KNOWN)
    assert len(cells(table)) == 3000
    assert list(problems(table)) == [2]


@pytest.mark.parametrize("size", [CELL_LIMIT + 1, LINE_LIMIT + 5, 10_000_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_huge_cell_costs_its_line_only(tmp_path: Path, size: int, quote: str) -> None:
    table = open_table(write(tmp_path, f"nom;commune;description\nA;1;{quote}{'x' * size}{quote}\nB;2;x\n"), known=KNOWN)
    assert cells(table) == [["B", "2", "x"]]
    assert list(problems(table)) == [2]


def test_wrong_widths_are_told_and_trailing_blanks_forgiven(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "nom;commune;description;;\nA;1;x;;;\n\n;;\nB;2\nC;3;x;trop\n"), known=KNOWN)
    assert cells(table) == [["A", "1", "x"]]
    assert {line: words[:24] for line, words in problems(table).items()} == {5: "Cette ligne a 2 colonnes", 6: "Cette ligne a 4 colonnes"}


def test_a_few_damaged_bytes_do_not_change_the_writing(tmp_path: Path) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(b"nom;commune\n" + "Forêt;1\n".encode() * 50 + b"For\xeat;2\n")
    table = open_table(path, known=KNOWN)
    rows = cells(table)
    assert table.encoding == "utf-8"
    assert rows[0] == ["Forêt", "1"]
    assert rows[-1] == ["For\udceat", "2"]
