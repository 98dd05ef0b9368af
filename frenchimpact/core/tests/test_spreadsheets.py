"""Spreadsheets as people send them: the same lines as a CSV, and a hostile one costs nothing but its refusal."""

import datetime as dt
import io
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from frenchimpact.core.sheets import workbook
from frenchimpact.core.spreadsheets import limits
from frenchimpact.core.tables import NotATable, Row, Table, open_table
from frenchimpact.core.tests import workbooks as make

KNOWN = {"nom", "siret", "part", "le"}


def opened(folder: Path, content: bytes, *, name: str = "table", sheet: str = "", percents: tuple[str, ...] = ()) -> Table:
    path = folder / name
    path.write_bytes(content)
    return open_table(path, known=KNOWN, sheet=sheet, percents=percents)


def refusal(folder: Path, content: bytes, *, sheet: str = "") -> str:
    with pytest.raises(NotATable) as caught:
        opened(folder, content, sheet=sheet)
    return str(caught.value)


def cells(table: Table) -> list[list[str]]:
    return [row.cells for row in table.rows()]


def one_sheet(*rows: str) -> bytes:
    return make.xlsx({"Feuil1": "".join(rows)})


# ── Cells ────────────────────────────────────────────────────────────────────────────────────────
def test_what_goes_out_as_a_workbook_comes_in_as_text(tmp_path: Path) -> None:
    rows = [
        ("Nom ", "siret", "part", "le"),
        ("L’Été & <hiver>", 82012345600012, Decimal("74.67"), dt.date(2026, 3, 1)),
        ("=1+1", None, True, None),
    ]

    table = opened(tmp_path, workbook("Plan d’action", rows))

    assert (table.header, table.header_line, table.sheet, table.other_sheets) == (["nom", "siret", "part", "le"], 1, "Plan d’action", ())
    assert list(table.rows()) == [
        Row(2, ["L’Été & <hiver>", "82012345600012", "74.67", "2026-03-01"]),
        Row(3, ["=1+1", "", "oui", ""]),
    ]
    assert cells(table) == cells(table), "as many times as needed"


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("12", "12"),
        ("12.0", "12"),
        ("-0.5", "-0.5"),
        ("0.30000000000000004", "0.3"),
        ("1234567.8899999999", "1234567.89"),
        ("8.2012345600012E+13", "82012345600012"),
        ("1E+20", "100000000000000000000"),
        ("1.5E-7", "0.00000015"),
        ("9007199254740991", "9007199254740991"),
        ("-0", "0"),
    ],
)
def test_numbers_lose_nothing(tmp_path: Path, kept: str, read: str) -> None:
    table = opened(tmp_path, one_sheet(make.row("nom", "siret"), make.row("A", make.number(kept))))
    assert cells(table) == [["A", read]]


def test_days_hours_and_moments(tmp_path: Path) -> None:
    kept = [make.number(value, make.DAY) for value in ("46082", "46082.604166666664", "46082.99999999999")]
    table = opened(tmp_path, one_sheet(make.row("nom", "le"), *(make.row("A", one) for one in kept)))
    assert [row[1] for row in cells(table)] == ["2026-03-01", "2026-03-01T14:30:00", "2026-03-02"]


def test_percentages_are_numbers_counted_up_to_a_hundred_where_asked(tmp_path: Path) -> None:
    content = one_sheet(
        make.row("nom", "part"),
        make.row("A", make.number("0.3", make.PERCENT)),
        make.row("B", make.number("1", make.OWN_PERCENT)),
        make.row("C", make.number("12", make.MENTION)),
        make.row("D", make.number("0.07", make.PERCENT)),
    )
    assert [row[1] for row in cells(opened(tmp_path, content))] == ["0.3", "1", "12", "0.07"]
    assert [row[1] for row in cells(opened(tmp_path, content, percents=("part",)))] == ["30", "100", "12", "7"]


def test_a_formula_gives_its_value_and_says_when_it_has_none(tmp_path: Path) -> None:
    content = one_sheet(
        make.row("nom", "part"),
        make.row("A", "<c><f>1+1</f><v>2</v></c>"),
        make.row("B", "<c><f>1+1</f><v></v></c>"),
        make.row("C", "<c><f>1+1</f></c>"),
        make.row("D", '<c t="str"><f>""</f><v></v></c>'),
    )
    rows = list(opened(tmp_path, content).rows())
    assert [(row.line, row.cells[1]) for row in rows if not row.problem] == [(2, "2"), (5, "")]
    assert [(row.line, "n’a pas de valeur" in row.problem) for row in rows if row.problem] == [(3, True), (4, True)]


def test_an_error_costs_its_line_only(tmp_path: Path) -> None:
    content = one_sheet(
        make.row("nom", "part"),
        make.row("A", '<c t="e"><v>#REF!</v></c>'),
        make.row("B", "1"),
        make.row('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    )
    rows = list(opened(tmp_path, content).rows())
    assert [row.cells for row in rows if not row.problem] == [["B", "1"]]
    assert {row.line: row.problem for row in rows if row.problem} == {
        2: "« part » contient une erreur de tableur : #REF!.",
        4: "« nom » contient une erreur de tableur : #DIV/0!.",
    }


def test_a_csv_that_a_spreadsheet_wrote_has_the_same_errors(tmp_path: Path) -> None:
    rows = list(opened(tmp_path, b"nom;part\nA;#REF!\nB;#2\n").rows())
    assert [bool(row.problem) for row in rows] == [True, False]


# ── Sheets ───────────────────────────────────────────────────────────────────────────────────────
TWO_TITLES = (make.row("Plan d’action 2026"), make.row("", "Édité par la régie", at=3), make.row("", "Nom", "SIRET", "", at=6))


def test_titles_above_blank_lines_and_columns_to_the_left(tmp_path: Path) -> None:
    content = one_sheet(*TWO_TITLES, make.row("", "A", make.number("1"), at=9), make.row("", "B\nb", "é", at=10))
    table = opened(tmp_path, content)
    assert (table.header, table.header_line) == (["", "nom", "siret"], 6)
    assert list(table.rows()) == [Row(9, ["", "A", "1"]), Row(10, ["", "B\nb", "é"])]


def test_titles_above_a_csv_are_passed_over_too(tmp_path: Path) -> None:
    table = opened(tmp_path, "Plan, 2026\nÉdité le 3 mars\n\nnom;siret\nA;1\n".encode())
    assert (table.header, table.header_line, list(table.rows())) == (["nom", "siret"], 4, [Row(5, ["A", "1"])])


def test_a_line_wider_than_the_header_says_so(tmp_path: Path) -> None:
    content = one_sheet(make.row("nom", "siret"), make.row("A", "1", "", "note"), make.row("B"))
    first, second = opened(tmp_path, content).rows()
    assert first.problem == "Cette ligne a 4 colonnes ; l’en-tête en a 2."
    assert second == Row(3, ["B", ""])


SHEETS = {
    "Vide": '<row><c s="1"/></row>',
    "Cachée": make.row("nom") + make.row("caché"),
    "Plan": make.row("nom") + make.row("A"),
    "Budget 2026": make.row("nom") + make.row("B"),
}


def test_the_first_filled_sheet_in_sight_or_the_one_asked_for(tmp_path: Path) -> None:
    content = make.xlsx(SHEETS, hidden=["Cachée"])
    table = opened(tmp_path, content)
    assert (table.sheet, table.other_sheets, cells(table)) == ("Plan", ("Budget 2026", "Cachée"), [["A"]])
    assert cells(opened(tmp_path, content, sheet=" budget  2026")) == [["B"]]
    assert cells(opened(tmp_path, content, sheet="Cachée")) == [["caché"]]
    assert "pas de feuille « Non ». Feuilles remplies : « Plan », « Budget 2026 »" in refusal(tmp_path, content, sheet="Non")
    assert "« Vide » est vide" in refusal(tmp_path, content, sheet="Vide")


def test_a_notice_before_the_table_is_passed_over(tmp_path: Path) -> None:
    table = opened(tmp_path, make.xlsx({"Lisez-moi": make.row("Bonjour"), "Plan": SHEETS["Plan"]}))
    assert cells(table) == [["A"]]
    assert (table.sheet, table.other_sheets) == ("Plan", ("Lisez-moi",))


def test_a_workbook_without_a_table_names_its_sheets(tmp_path: Path) -> None:
    words = refusal(tmp_path, make.xlsx({"Lisez-moi": make.row("Bonjour"), "Notes": make.row("Rien")}))
    assert "Elle dit : Bonjour" in words
    assert "Feuille lue : « Lisez-moi » ; autres feuilles : « Notes »" in words


# ── OpenDocument ─────────────────────────────────────────────────────────────────────────────────
ERROR = 'table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'


def test_opendocument_gives_the_same_lines(tmp_path: Path) -> None:
    percent = make.ods_cell("percentage", "0.3", shown="30 %")
    rows = (
        make.ods_row("Plan d’action 2026"),
        make.ods_row("", times=3),
        make.ods_row("", "Nom", "SIRET", "part", "le"),
        make.ods_row("", "A\nb", make.ods_cell("float", "82012345600012", shown="8,2E+13"), percent, make.ods_cell("date", "2026-03-01")),
        make.ods_row("", "B", make.ods_cell("boolean", "true", shown="VRAI"), make.ods_cell("string", shown="#DIV/0!", more=ERROR)),
        make.ods_row("", "C", make.ods_cell("currency", "12.50", shown="12,50 €"), make.ods_cell("string", shown="#NOM ?", more=ERROR)),
        make.ods_row("", times=1_048_000),
    )
    table = opened(tmp_path, make.ods({"Vide": make.ods_row("", times=5), "Plan": "".join(rows)}), percents=("part",))
    assert (table.sheet, table.header_line, table.other_sheets) == ("Plan", 5, ())
    first, second, third = table.rows()
    assert first == Row(6, ["", "A\nb", "82012345600012", "30", "2026-03-01"])
    assert (second.line, second.problem) == (7, "« part » contient une erreur de tableur : #DIV/0!.")
    assert (third.cells[2], third.problem) == ("12.5", "« part » contient une erreur de tableur : #ERREUR!.")


# ── Excel before 2007 ────────────────────────────────────────────────────────────────────────────
# Made once with xlwt 1.3.0, which is no dependency: a title, two sheets, a percentage, a SIRET as a number, days, errors; values were
# then written into its two formulas, as Excel does.
OLD = (Path(__file__).parent / "files" / "aides.xls").read_bytes()


def test_old_workbooks_give_the_same_lines(tmp_path: Path) -> None:
    table = opened(tmp_path, OLD, percents=("part",))
    assert (table.sheet, table.header_line, table.other_sheets) == ("Aides 2025", 3, ("Note",))
    rows = list(table.rows())
    assert [row for row in rows if not row.problem] == [
        Row(4, ["Régie de quartier", "82012345600012", "30", "2025-03-01"]),
        Row(5, ["L’Été", "oui", "3504500.25", "2025-03-01T14:30:00"]),
        Row(7, ["Entiers", "12", "100", ""]),
    ]
    assert [(row.line, row.cells[1], row.problem) for row in rows if row.problem] == [
        (6, "", "« part » contient une erreur de tableur : #REF!."),
        (8, "2", "« part » contient une erreur de tableur : #DIV/0!."),
    ]


def test_an_old_workbook_cut_short_or_under_a_password(tmp_path: Path) -> None:
    window = b"\x3d\x00\x12\x00"
    assert OLD.count(window) == 1
    assert "mot de passe" in refusal(tmp_path, OLD.replace(window, b"\x2f\x00\x12\x00")), "the record of an encryption in place of another"
    assert "abîmé" in refusal(tmp_path, OLD[:700])
    assert "Word" in refusal(tmp_path, renamed("WordDocument"))
    assert "mot de passe" in refusal(tmp_path, renamed("EncryptedPackage")), "as newer workbooks are kept under a password"


def renamed(name: str) -> bytes:
    """The same disk, whose stream is another's."""
    at = OLD.index("Workbook".encode("utf-16-le"))
    return OLD[:at] + name.encode("utf-16-le").ljust(64, b"\x00") + (2 * len(name) + 2).to_bytes(2, "little") + OLD[at + 66 :]


# ── What is refused ──────────────────────────────────────────────────────────────────────────────
FAR = make.row("nom", "siret") + make.row("A", "1")
KEY = '<manifest:encryption-data manifest:checksum="x"/>'
MIME = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (make.ods({"Plan": make.ods_row("nom")}, manifest=KEY), "mot de passe"),
        (make.packed({"mimetype": MIME[:-4] + "spreadsheet", "encrypted-package": b"x"}), "mot de passe"),
        (one_sheet(make.row("nom"))[:-200], "abîmé"),
        (one_sheet(make.row("nom"))[:60], "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "abîmé"),
        (b"PK\x05\x06" + b"\x00" * 18, "archive ZIP"),
        (make.xlsx({"Plan": "<row><c></row>"}), "abîmé"),
        (one_sheet(make.row("nom"), make.row("A", '<c t="e"><v>#INVENTÉE!</v></c>')), "La cellule B2 de la feuille « Feuil1 »"),
        (make.xlsx({}), "aucune feuille"),
        (make.xlsx({"Plan": "", "Notes": "<row><c/></row>"}), "vide"),
        (make.ods({"Plan": make.ods_row("", times=40)}), "vide"),
        (make.packed({"plan.csv": "nom;siret\n"}), "archive ZIP"),
        (make.packed({"mimetype": MIME, "content.xml": "<x/>"}), "Word"),
        (make.packed({"Index/Document.iwa": b"x"}), "Numbers"),
        (make.packed({"xl/workbook.bin": b"x"}), "xlsb"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>nom</td></tr></table>", "page web"),
        (b"\r\n<table border=1><tr><td>nom</td></tr></table>", "page web"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "fichier XML"),
        (make.xlsx({"Plan": FAR + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'}), "XFD1048576"),
        (make.xlsx({"Plan": FAR + '<row r="9"><c r="XFD9"><v>1</v></c></row>'}), "XFD9"),
        (
            make.ods({"Plan": make.ods_row(make.ods_cell("float", "1", more='table:number-columns-repeated="16384"'), times=1 << 20)}),
            "XFD1048576",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


@pytest.mark.parametrize("name", ["plan", "plan.xls", "plan.xlsx", "plan.ods", "plan.csv"])
def test_the_name_of_a_file_may_lie(tmp_path: Path, name: str) -> None:
    lines = [["A", "1"]]
    assert cells(opened(tmp_path, one_sheet(make.row("nom", "siret"), make.row("A", "1")), name=name)) == lines
    assert cells(opened(tmp_path, make.ods({"x": make.ods_row("nom", "siret") + make.ods_row("A", "1")}), name=name)) == lines
    assert cells(opened(tmp_path, b"nom;siret\nA;1\n", name=name)) == lines


SIZE = 100_000 + len("<sst></sst>")


@pytest.mark.parametrize(("declared", "words"), [(limits.MOST_UNPACKED + 1, "trop lourd"), (50, "abîmé")])
def test_bombs_are_refused_by_what_they_declare_and_lies_by_what_they_hold(tmp_path: Path, declared: int, words: str) -> None:
    content = make.xlsx({"Plan": FAR}, strings=b"<sst>" + b" " * 100_000 + b"</sst>")
    true = SIZE.to_bytes(4, "little")
    assert content.count(true) == 2
    assert words in refusal(tmp_path, content.replace(true, declared.to_bytes(4, "little")))


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS holds no process to RLIMIT_AS: there, time alone is counted")
def test_what_asks_for_too_much_memory_dies_apart(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Within every count that is made before: one row repeated, one cell repeated."""
    full = make.ods_row(make.ods_cell("float", "1", more='table:number-columns-repeated="999"'), times=20_000)
    with caplog.at_level("INFO"):
        assert "trop lourd" in refusal(tmp_path, make.ods({"Plan": make.ods_row("nom") + full}))
    assert "ended its reader" in caplog.text


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    table = opened(tmp_path, one_sheet(FAR))
    assert len(list(folder.iterdir())) == 1
    assert cells(table) == [["A", "1"]]
    del table
    assert list(folder.iterdir()) == []
    refusal(tmp_path, one_sheet(FAR)[:-200])
    assert list(folder.iterdir()) == []


_SECRET = "held-by-this-machine-alone"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]
)
def test_an_entity_of_a_workbook_reads_nothing_of_this_machine(tmp_path: Path, part: str) -> None:
    (tmp_path / "secret").write_text(_SECRET)
    entity = f'<!DOCTYPE x [<!ENTITY stolen SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    cell = '<c t="inlineStr"><is><t>&stolen;</t></is></c>' if "sheet1" in part else make.text("A")
    strings = b"<sst><si><t>&stolen;</t></si></sst>" if "shared" in part else b""
    assert _SECRET not in _whatever(
        tmp_path, _with_doctype(one_sheet(make.row("nom", "siret"), make.row(cell, "1")), part, entity, strings)
    )


@pytest.mark.parametrize("entity", ['<!ENTITY stolen SYSTEM "{secret}">', '<!ENTITY % far SYSTEM "{secret}"> %far;'])
def test_nor_does_one_of_an_open_document(tmp_path: Path, entity: str) -> None:
    (tmp_path / "secret").write_text(_SECRET)
    doctype = f"<!DOCTYPE x [{entity.format(secret=(tmp_path / 'secret').as_uri())}]>"
    rows = make.ods_row("nom", "siret") + make.ods_row(
        '<table:table-cell office:value-type="string"><text:p>&stolen;</text:p></table:table-cell>'
    )
    assert _SECRET not in _whatever(tmp_path, _with_doctype(make.ods({"x": rows}), "content.xml", doctype))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_that_multiply_are_refused(tmp_path: Path, part: str) -> None:
    """A billion laughs: ten times ten times ten, within every size that is counted."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "{"lol" * 10}">{levels}]>'
    content = _with_doctype(one_sheet(make.row("nom", "siret"), make.row("A", "1")), part, doctype, body="&l10;")
    assert len(_whatever(tmp_path, content)) < 10_000


def _with_doctype(content: bytes, part: str, doctype: str, strings: bytes = b"", body: str = "") -> bytes:
    """The same package, with that declaration in one of its parts, and `body` inside its root."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    if strings:
        parts[part] = strings
    text = bytes(parts[part]).decode().partition("?>\n")[2] or bytes(parts[part]).decode()  # type: ignore[arg-type]  # octets, all of them
    head, end, rest = text.partition(">")
    parts[part] = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{head}{end}{body}{rest}'
    return make.packed(parts, stored=["mimetype"])


def _whatever(folder: Path, content: bytes) -> str:
    """The lines that are read, or the words of the refusal."""
    try:
        return str(cells(opened(folder, content)))
    except NotATable as refused:
        return str(refused)
