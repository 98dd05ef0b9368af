"""A bared copy says nothing of who made it, and still opens."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from frenchimpact.design.papers import paper
from frenchimpact.files.content.bare import bare
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.tests.factories import archive, office, open_document, pdf

SECRETS = (b"Awa Diarra", b"Roue libre")


def document(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF whose objects are numbered from one, with its table of references right."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


def photo() -> bytes:
    """A photo that says whose it is, in two ways."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Awa Diarra"
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif, comment=b"Roue libre")
    return out.getvalue()


CATALOG = b"<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>"
PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"
XMP = b"<?xpacket begin=''?><x:xmpmeta><dc:creator>Awa Diarra</dc:creator></x:xmpmeta><?xpacket end='w'?>"


@pytest.mark.parametrize(
    "content",
    [
        document(
            CATALOG,
            PAGES,
            b"<< /Author (Awa \\(Diarra\\) Awa Diarra) /Title <526F7565> /Company (Roue libre) >>",
            stream(XMP, b"/Type /Metadata /Subtype /XML"),
            trailer=b"/Info 3 0 R",
        ),
        document(
            CATALOG,
            PAGES,
            b"<< /Title (Roue libre) >>",
            stream(zlib.compress(XMP), b"/Type /Metadata /Filter /FlateDecode"),
            trailer=b"/Info 3 0 R",
        ),
        document(CATALOG, PAGES, b"<< /Author 5 0 R >>", stream(XMP, b"/Type /Metadata"), b"(Awa Diarra)", trailer=b"/Info 3 0 R"),
        document(CATALOG, PAGES, b"<< /Type /Sig /Name (Awa Diarra) /Contents <4177> >>", stream(XMP, b"/Type /Metadata")),
        document(CATALOG, PAGES, b"<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /T (Awa Diarra) >>", stream(XMP, b"/Type /Metadata")),
        document(CATALOG, PAGES, b"<< /Author % note\n (Awa Diarra) >>", stream(photo(), b"/Filter /DCTDecode /Subtype /Image")),
    ],
    ids=["info and XMP", "packed XMP", "author apart", "signature", "remark", "photo"],
)
def test_a_pdf_no_longer_says_who_made_it_and_its_references_stay_right(content: bytes) -> None:
    copy = bare("pdf", content)
    assert len(copy) == len(content)
    for found in re.finditer(rb"(\d{10}) 00000 n", copy):
        assert re.match(rb"\d+ 0 obj", copy[int(found[1]) :])
    packed = [found[1] for found in re.finditer(rb"stream\n(x.*?)\nendstream", copy, re.S)]
    for secret in (*SECRETS, b"526F7565", b"4177"):
        assert secret not in copy
        assert not any(secret in zlib.decompressobj().decompress(one) for one in packed)


def test_what_is_told_inside_a_packed_object_goes_too() -> None:
    told = b"<< /Author (Awa Diarra) /Title (Roue libre) >> "
    inner = (b"3 0 9 %02d " % len(told)).ljust(10) + told + b"<< /Type /Font /BaseFont /Helvetica >>"
    pack = stream(zlib.compress(inner), b"/Type /ObjStm /N 2 /First 10 /Filter /FlateDecode")
    copy = bare("pdf", document(CATALOG, PAGES, b"null", pack, trailer=b"/Info 3 0 R"))
    found = re.search(rb"stream\n(x.*?)\nendstream", copy, re.S)
    assert found
    unpacked = zlib.decompressobj().decompress(found[1])
    assert not any(secret in unpacked for secret in SECRETS)
    assert b"/BaseFont /Helvetica" in unpacked
    assert len(unpacked) == len(inner)


def test_an_earlier_version_kept_in_the_same_bytes_is_bared_too() -> None:
    first = document(CATALOG, PAGES, b"<< /Author (Awa Diarra) >>", stream(XMP, b"/Type /Metadata"), trailer=b"/Info 3 0 R")
    copy = bare("pdf", first + b"3 0 obj\n<< /Producer (x) >>\nendobj\ntrailer\n<< /Root 1 0 R /Info 3 0 R >>\nstartxref\n9\n%%EOF\n")
    assert b"Awa" not in copy


def test_what_a_pdf_says_in_its_pages_stays() -> None:
    assert b"(Bonjour) Tj" in bare("pdf", pdf())
    made = paper("reviews/papers/minutes.typ", MINUTES, title="Procès-verbal de la Roue libre")
    copy = bare("pdf", made)
    assert len(copy) == len(made)
    assert b"Roue libre" not in copy


MINUTES = {
    "words": dict.fromkeys(re.findall(r"words\.(\w+)", Path("frenchimpact/reviews/papers/minutes.typ").read_text("utf-8")), "Mot"),
    "content": {"call": "Appel", "cohort": "Mars", "quorum": 1, "members": [], "recusals": [], "files": []}
    | dict.fromkeys(["opened_at", "closed_at", "place", "regime", "pass_mark", "recorded_by"], "")
    | {"places": None},
    "signatures": [],
    "annex": [],
    "sha256": "0" * 64,
    "proposals": {},
}


def test_a_pdf_that_carries_another_file_is_refused_whole() -> None:
    attached = document(CATALOG, PAGES, b"<< /Type /Filespec /F (a.doc) /EF << /F 4 0 R >> >>", stream(b"x", b"/Type /EmbeddedFile"))
    with pytest.raises(FileRefusal, match="rendue anonyme"):
        bare("pdf", attached)
    with pytest.raises(FileRefusal, match="rendue anonyme"):
        bare("zip", archive({"Statuts.pdf": pdf()}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        b"1 0 obj << /Author (sans fin",
        b"1 0 obj " + b"[" * 5000,
        b"1 0 obj << /Type /ObjStm >>",
        b"1 0 obj << /Type /ObjStm /First x >> stream\nx\nendstream",
    ],
)
def test_a_broken_pdf_never_breaks_the_page(content: bytes) -> None:
    try:
        length = len(bare("pdf", content))
    except FileRefusal:
        return
    assert length == len(content)


def test_office_documents_lose_their_authors_dates_and_paths() -> None:
    word = office(
        "docx",
        **{
            "docProps/core.xml": b"<cp:coreProperties><dc:creator>Awa Diarra</dc:creator></cp:coreProperties>",
            "docProps/app.xml": b"<Properties><Company>Roue libre</Company></Properties>",
            "word/comments.xml": b'<w:comment w:id="1" w:author="Awa Diarra" w:initials="AD"><w:t>Revoir</w:t></w:comment>',
            "word/people.xml": b'<w15:person w15:author="Awa Diarra"><w15:presenceInfo w15:userId="S::awa@roue-libre.test"/></w15:person>',
            "word/_rels/settings.xml.rels": b'<Relationship Id="r1" Target="file:///C:\\Users\\Awa Diarra\\modele.dotx"/>',
            "word/media/image1.jpg": photo(),
        },
    )
    with zipfile.ZipFile(io.BytesIO(bare("docx", word))) as copy:
        texts = {one.filename: copy.read(one) for one in copy.infolist()}
        assert {one.date_time for one in copy.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(secret in text for text in texts.values() for secret in (*SECRETS, b"awa@"))
    assert texts["word/document.xml"] == b"<document>Bonjour</document>"
    assert b"Revoir" in texts["word/comments.xml"]
    assert Image.open(io.BytesIO(texts["word/media/image1.jpg"])).size == (40, 30)


def test_open_documents_too() -> None:
    text = open_document(
        "odt",
        {
            "meta.xml": b"<office:document-meta><meta:initial-creator>Awa Diarra</meta:initial-creator></office:document-meta>",
            "styles.xml": b"<text:author-name text:fixed='false'>Awa Diarra</text:author-name><a>Roue</a>",
        },
    )
    with zipfile.ZipFile(io.BytesIO(bare("odt", text))) as copy:
        assert copy.infolist()[0].filename == "mimetype"
        assert copy.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert not any(b"Awa" in copy.read(one) for one in copy.infolist())
        assert b"<a>Roue</a>" in copy.read("styles.xml")


def test_a_text_has_nothing_to_lose() -> None:
    assert bare("csv", b"a;b\n") == b"a;b\n"
