"""The type is told by the content; what is refused is refused with words that say what and how to fix it."""

import io
import struct
import zipfile
import zlib

import pytest

from frenchimpact.files.content import archives, examine, images
from frenchimpact.files.kinds import IMAGES, INTAKES, KINDS, MEGA, Intake, Kind
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.tests import factories as make

DOSSIER = INTAKES["dossier"]
EVERYTHING = type(DOSSIER)("everything", "tout.", tuple(KINDS))


def taken(content: bytes, name: str, intake: Intake) -> Kind:
    kind = examine(io.BytesIO(content), name=name, size=len(content), intake=intake)
    if kind.code in IMAGES:
        with images.prepare(io.BytesIO(content), kind):
            return kind
    return kind


def prepared(content: bytes, code: str) -> tuple[images.Picture, bytes]:
    with images.prepare(io.BytesIO(content), KINDS[code]) as picture:
        return picture, picture.content.read()


def refusal_of(content: bytes, name: str, intake: str = "") -> FileRefusal:
    with pytest.raises(FileRefusal) as caught:
        taken(content, name, INTAKES[intake] if intake else EVERYTHING)
    return caught.value


@pytest.mark.parametrize("extension", make.samples())
def test_right_file_of_each_kind(extension: str) -> None:
    content = make.samples()[extension]
    for name in (f"Mon fichier.{extension.upper()}", "sans extension", "rapport v1.2"):
        kind = examine(io.BytesIO(content), name=name, size=len(content), intake=EVERYTHING)
        expected = "txt" if extension == "csv" and not name.endswith("CSV") else extension
        assert kind.extension == f".{expected}"


@pytest.mark.parametrize(
    ("content", "name", "reason", "words"),
    [
        (b"", "vide.pdf", "empty", "0 octet"),
        (make.jpeg(), "dossier.pdf", "mismatch", "Ce fichier se dit « PDF » (son nom finit par « .pdf ») mais contient une image JPEG."),
        (make.pdf(), "photo.jpg", "mismatch", "un document PDF"),
        (b"MZ\x90\x00" + b"\0" * 60, "facture.pdf", "mismatch", "un programme"),
        (b"MZ\x90\x00" + b"\0" * 60, "facture.exe", "program", "jamais"),
        (make.pdf(), "facture.exe", "mismatch", "un programme"),
        (b"alert(1)\n", "page.js", "program", "jamais"),
        (b"<!DOCTYPE html><p>x", "page.html", "markup", "Enregistrez la page en PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg", "markup", "dessin en PNG"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><svg/>", "logo.png", "mismatch", "image PNG"),
        (b"bonjour <script>alert(1)</script>", "note.txt", "mismatch", "une page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "lettre.doc", "old_office", ".docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "lettre.docx", "mismatch", "protégé par un mot de passe"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_0042.HEIC", "heic", "JPEG"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "film.mp4", "media", "service de vidéo"),
        (b"Rar!\x1a\x07\x01\x00", "tout.rar", "rar", "ZIP"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "tout.7z", "7z", "ZIP"),
        ("nom;ville\n".encode("utf-16"), "liste.csv", "mismatch", "UTF-16"),
        (b"\x00\x01\x02\x03\x04", "mystere", "unknown", "ne connaît pas"),
        (b"nom;ville\n" * 3000 + b"\x00\x01", "liste.csv", "damaged", "UTF-8"),
    ],
)
def test_refused_with_words(content: bytes, name: str, reason: str, words: str) -> None:
    refusal = refusal_of(content, name)
    assert refusal.reason == reason
    assert words in str(refusal.message)


def test_known_kind_not_expected_here() -> None:
    refusal = refusal_of(make.pdf(), "statuts.pdf", "image")
    assert refusal.reason == "not_accepted"
    assert "un document PDF" in str(refusal.message)
    assert "Image JPEG, PNG" in str(refusal.message)


def test_too_heavy_names_both_sizes() -> None:
    content = make.CSV + b"a;b\n" * (6 * MEGA)
    refusal = refusal_of(content, "liste.csv", "table")
    assert refusal.reason == "too_big"
    assert "24 Mo" in str(refusal.message)
    assert "20 Mo" in str(refusal.message)


class TestPdf:
    def test_cut(self) -> None:
        assert refusal_of(make.pdf(padding=9000)[:6000], "a.pdf").reason == "truncated"

    def test_with_another_file_behind(self) -> None:
        assert refusal_of(make.pdf() + make.archive({"a.txt": b"x"}), "a.pdf").reason == "hidden"
        assert refusal_of(make.pdf() + b"<script>alert(1)</script>", "a.pdf").reason == "hidden"

    def test_archive_hidden_in_its_end(self) -> None:
        inner = make.archive({"a.txt": b"x"})
        content = make.pdf() + inner[:-2] + struct.pack("<H", 7) + b"\n%%EOF\n"
        assert refusal_of(content.replace(b"startxref", b"startxref"), "a.pdf").reason in {"hidden", "truncated"}

    @pytest.mark.parametrize("tail", [b"", b"\r\n", b"\0" * 200])
    def test_blanks_behind_are_fine(self, tail: bytes) -> None:
        content = make.pdf() + tail
        assert examine(io.BytesIO(content), name="a.pdf", size=len(content), intake=DOSSIER).code == "pdf"


class TestArchives:
    def test_cut(self) -> None:
        content = make.office("docx")
        assert refusal_of(content[:-30], "a.docx").reason == "truncated"

    def test_bit_changed(self) -> None:
        content = bytearray(make.archive({"a.txt": bytes(range(32, 127)) * 40}, stored=("a.txt",)))
        content[200] ^= 0x01
        assert refusal_of(bytes(content), "a.zip").reason == "damaged"

    def test_bomb_of_zeros(self) -> None:
        content = make.archive({"zero.txt": b"\0" * 30_000_000})
        assert len(content) < 40_000
        refusal = refusal_of(content, "a.zip")
        assert refusal.reason == "bomb"
        assert "démesuré" in str(refusal.message)

    def test_bomb_in_an_office_document(self) -> None:
        assert refusal_of(make.office("docx", **{"word/big.xml": b" " * 30_000_000}), "a.docx").reason == "bomb"

    def test_bomb_that_lies_about_its_sizes(self) -> None:
        content = make.archive({"zero.txt": b"\0" * 30_000_000})
        true, lie = struct.pack("<L", 30_000_000), struct.pack("<L", 10)
        assert refusal_of(content.replace(true, lie), "a.zip").reason in {"bomb", "damaged"}

    def test_overlapping_entries(self) -> None:
        content = make.archive({"a.txt": b"x" * 5000, "b.txt": b"x" * 5000})
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            second = opened.infolist()[1].header_offset
        at = content.rindex(b"PK\x01\x02")
        content = content[: at + 42] + struct.pack("<L", 0) + content[at + 46 :]
        assert second > 0
        assert refusal_of(content, "a.zip").reason == "damaged"

    def test_too_many_entries_are_counted_before_they_are_read(self) -> None:
        content = make.archive({f"{number}.txt": b"" for number in range(archives.MOST_ENTRIES + 1)})
        assert refusal_of(content, "a.zip").reason == "bomb"

    def test_directory_larger_than_it_says(self) -> None:
        content = bytearray(make.archive({"a.txt": b"x"}))
        at = content.rindex(b"PK\x05\x06")
        content[at + 12 : at + 16] = struct.pack("<L", archives.MOST_DIRECTORY_BYTES + 1)
        assert refusal_of(bytes(content), "a.zip").reason == "bomb"

    def test_zip64_record_is_believed_as_readers_do(self) -> None:
        content = make.archive({"a.txt": b"x"})
        at = content.rindex(b"PK\x05\x06")
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9_000_000, 9_000_000, 900_000_000, 0)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
        assert refusal_of(content[:at] + record + locator + content[at:], "a.zip").reason == "bomb"

    def test_password(self) -> None:
        content = bytearray(make.archive({"a.txt": b"x"}))
        for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + shift] |= 1
        refusal = refusal_of(bytes(content), "a.zip")
        assert refusal.reason == "encrypted"
        assert "mot de passe" in str(refusal.message)

    @pytest.mark.parametrize("name", ["../../etc/cron.d/x.txt", "/etc/passwd", "C:/Windows/x.txt", "a/../../b.txt"])
    def test_path_that_leaves(self, name: str) -> None:
        assert refusal_of(make.archive({name: b"x"}), "a.zip").reason == "bad_path"

    @pytest.mark.parametrize(
        ("name", "reason"), [("a.zip", "nested"), ("x/B.7Z", "nested"), ("a.exe", "program"), ("index.html", "program")]
    )
    def test_forbidden_inside(self, name: str, reason: str) -> None:
        refusal = refusal_of(make.archive({"ok.txt": b"x", name: b"x"}), "a.zip")
        assert refusal.reason == reason
        assert name.rsplit("/", 1)[-1] in str(refusal.message)

    def test_empty(self) -> None:
        assert refusal_of(make.archive({}), "a.zip").reason == "empty"

    def test_other_compression_is_refused_before_it_takes_memory(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target:
            target.writestr("a.txt", b"x" * 100)
        assert refusal_of(out.getvalue(), "a.zip").reason == "damaged"

    @pytest.mark.parametrize("front", [make.jpeg(), b"#!/bin/sh\nexit\n", b"GIF89a"])
    def test_another_file_in_front(self, front: bytes) -> None:
        content = front + make.archive({"a.txt": b"x"})
        assert refusal_of(content, "a.zip").reason in {"mismatch", "hidden"}

    def test_pdf_in_the_first_entry(self) -> None:
        content = make.archive({"a.pdf": make.pdf()}, stored=("a.pdf",))
        assert refusal_of(content, "a.zip").reason == "hidden"

    def test_another_file_behind(self) -> None:
        assert refusal_of(make.archive({"a.txt": b"x"}) + b"MZ" + b"\0" * 40, "a.zip").reason == "hidden"

    @pytest.mark.parametrize(
        "content",
        [
            make.office("docx", **{"word/vbaProject.bin": b"x"}),
            make.office(
                "xlsx", **{"[Content_Types].xml": b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'}
            ),
            make.open_document("odt", {"Basic/Standard/Module1.xml": b"<script/>"}),
            make.open_document("ods", {"Scripts/python/a.py": b"pass"}),
        ],
    )
    def test_macros(self, content: bytes) -> None:
        refusal = refusal_of(content, "sans-nom")
        assert refusal.reason == "macros"
        assert "sans macros" in str(refusal.message)

    def test_office_document_renamed(self) -> None:
        refusal = refusal_of(make.office("xlsx"), "budget.docx")
        assert refusal.reason == "mismatch"
        assert "un classeur Excel" in str(refusal.message)

    def test_plain_archive_renamed(self) -> None:
        assert refusal_of(make.archive({"a.txt": b"x"}), "budget.docx").reason == "mismatch"


class TestImages:
    @pytest.mark.parametrize("content", [make.jpeg((900, 900))[:2000], make.png((400, 400))[:200], make.webp()[:60]])
    def test_cut(self, content: bytes) -> None:
        refusal = refusal_of(content, "photo")
        assert refusal.reason == "damaged"
        assert "coupée ou abîmée" in str(refusal.message)

    @pytest.mark.parametrize("side", [8_000, 40_000])
    def test_too_many_points_without_decoding_them(self, side: int) -> None:
        def chunk(name: bytes, data: bytes) -> bytes:
            return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

        header = struct.pack(">LLBBBBB", side, side, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        refusal = refusal_of(content, "mur.png")
        assert refusal.reason == "huge_image"
        assert "60 millions" in str(refusal.message)

    def test_whatever_else_the_file_held_is_gone(self) -> None:
        content = make.jpeg(gps=True) + make.archive({"a.txt": b"hidden"}) + b"<script>"
        assert all(secret in content for secret in make.SECRETS)
        picture, kept = prepared(content, "jpeg")
        kept += picture.thumbnail
        assert not any(secret in kept for secret in (*make.SECRETS, b"Exif", b"GPS", b"<script>", b"PK\x03\x04", b"xmp"))

    def test_png_comments_are_gone(self) -> None:
        content = make.png(comment="secret comment")
        assert b"secret comment" in content
        _picture, kept = prepared(content, "png")
        assert b"secret" not in kept
        assert b"tEXt" not in kept
        assert b"iTXt" not in kept

    def test_the_right_way_up(self) -> None:
        from PIL import Image

        picture, kept = prepared(make.jpeg((640, 400), orientation=6), "jpeg")
        assert (picture.width, picture.height) == (400, 640)
        with Image.open(io.BytesIO(kept)) as opened:
            red, green, _blue = opened.convert("RGB").getpixel((380, 20))  # type: ignore[misc]  # RGB gives three numbers
            assert red > 200
            assert green > 150
        with Image.open(io.BytesIO(picture.thumbnail)) as small:
            assert small.format == "WEBP"
            assert small.size == (300, 480)

    def test_transparency_stays(self) -> None:
        from PIL import Image

        _picture, kept = prepared(make.png(mode="RGBA"), "png")
        with Image.open(io.BytesIO(kept)) as opened:
            assert opened.mode == "RGBA"
            assert opened.getpixel((5, 5)) == (0, 0, 0, 0)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "I;16"])
    def test_every_mode_of_png(self, mode: str) -> None:
        picture, _kept = prepared(make.png(mode=mode), "png")
        assert (picture.kind.code, picture.width, picture.height) == ("png", 300, 200)

    def test_gif_becomes_a_still_png(self) -> None:
        picture, kept = prepared(make.gif(), "gif")
        assert picture.kind.code == "png"
        assert kept[:4] == b"\x89PNG"

    def test_very_large_photo_is_reduced(self) -> None:
        picture, _kept = prepared(make.jpeg((6000, 3000)), "jpeg")
        assert max(picture.width, picture.height) <= images.LONGEST_SIDE
        assert picture.width == 2 * picture.height


XXE = '<?xml version="1.0"?>\n<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("part", ["docProps/app.xml", "customXml/item1", "_rels/.rels"])
@pytest.mark.parametrize(
    "content",
    [
        XXE.encode(),
        XXE.encode("utf-16"),
        b"\xef\xbb\xbf" + XXE.encode(),
        # Cut between two readings, after a long comment.
        b"<!--" + b"a" * ((1 << 18) - 12) + b"-->" + XXE.encode()[22:],
        b"<!DOCTYPE w SYSTEM 'https://evil.example/a.dtd'><w/>",
    ],
)
def test_a_document_that_calls_on_other_files_is_refused(kind: str, part: str, content: bytes) -> None:
    refusal = refusal_of(make.office(kind, **{part: content}), f"a.{kind}")
    assert refusal.reason == "entities"
    assert "DOCTYPE" in str(refusal.message)


def test_a_picture_and_typed_words_declare_nothing() -> None:
    """In a document, `<` that somebody typed is written `&lt;`; what is no XML is not read as some."""
    more = {"word/document.xml": b"<w:document>&lt;!DOCTYPE html></w:document>", "word/media/image1.bin": b"\x89PNG <!DOCTYPE html>"}
    assert taken(make.office("docx", **more), "a.docx", EVERYTHING).code == "docx"
