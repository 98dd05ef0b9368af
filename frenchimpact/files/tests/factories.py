"""Real files for tests, made on the spot: each opens in the programs that people use."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from PIL import ExifTags, Image, PngImagePlugin

from frenchimpact.accounts.models import User
from frenchimpact.files import actions
from frenchimpact.files.kinds import INTAKES
from frenchimpact.files.models import StoredFile

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SECRETS = (b"Nikon secret device", b"secret comment", b"secret xmp")


def make_person(email: str = "lea@exemple.test") -> User:
    """Someone with an address."""
    return User.objects.create(email=email, full_name=email.partition("@")[0].title())


def jpeg(size: tuple[int, int] = (640, 400), *, orientation: int = 1, gps: bool = False) -> bytes:
    """A photo, with what cameras write in it when asked."""
    image = Image.new("RGB", size, (10, 90, 74))
    image.paste((255, 197, 61), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options: dict[str, Any] = {}
    if gps:
        exif[ExifTags.Base.Make] = SECRETS[0].decode()
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 24.0)
        options = {"comment": SECRETS[1], "xmp": b"<x:xmpmeta>" + SECRETS[2] + b"</x:xmpmeta>"}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, **options)
    return out.getvalue()


def png(size: tuple[int, int] = (300, 200), *, mode: str = "RGBA", comment: str = "") -> bytes:
    """A drawing; transparent by default."""
    out, info = io.BytesIO(), PngImagePlugin.PngInfo()
    if comment:
        info.add_text("Comment", comment)
        info.add_itxt("XML:com.adobe.xmp", comment)
    Image.new(mode, size).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def webp() -> bytes:
    """A WebP image."""
    out = io.BytesIO()
    Image.new("RGB", (120, 80), (11, 90, 74)).save(out, "WEBP")
    return out.getvalue()


def gif(frames: int = 3) -> bytes:
    """An animated GIF."""
    out = io.BytesIO()
    images = [Image.new("P", (60, 40), color) for color in range(frames)]
    images[0].save(out, "GIF", save_all=True, append_images=images[1:])
    return out.getvalue()


def png_bomb(side: int = 20_000) -> bytes:
    """A few kilobytes that say they are an image of 400 million points."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def pdf(text: str = "Bonjour", padding: int = 0) -> bytes:
    """A PDF of one page, with its table of references right; `padding` bytes make it heavier."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1") + b"\n" + b"%" * padding
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def archive(entries: Mapping[str, bytes], *, stored: tuple[str, ...] = (), comment: bytes = b"") -> bytes:
    """A ZIP of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
        target.comment = comment
    return out.getvalue()


_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def office(kind: str = "docx", **more: bytes) -> bytes:
    """A Word, Excel or PowerPoint document, as small as they come."""
    types = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    entries = {"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", _MAIN[kind]: b"<document>Bonjour</document>"}
    return archive({**entries, **more})


def open_document(kind: str = "odt", more: Mapping[str, bytes] | None = None) -> bytes:
    """An OpenDocument text, spreadsheet or presentation."""
    mimetype = f"application/vnd.oasis.opendocument.{_ODF[kind]}".encode()
    return archive({"mimetype": mimetype, "content.xml": b"<office:document-content/>", **(more or {})}, stored=("mimetype",))


CSV = "nom;commune\nÉpicerie solidaire;Aix-les-Bains\n".encode()


def samples() -> dict[str, bytes]:
    """One right file of each kind, by extension."""
    return {
        "jpg": jpeg(),
        "png": png(),
        "webp": webp(),
        "gif": gif(),
        "pdf": pdf(),
        **{kind: office(kind) for kind in _MAIN},
        **{kind: open_document(kind) for kind in _ODF},
        "csv": CSV,
        "txt": "Un texte, « simple ».\n".encode(),
        "zip": archive({"Statuts.pdf": pdf(), "Photo.jpg": jpeg()}),
    }


def make_file(owner: Model, content: bytes | None = None, *, name: str = "Statuts.pdf", by: User | None = None, **more: Any) -> StoredFile:
    """A file received for that thing, through the real action."""
    values: dict[str, Any] = {"purpose": "piece", "intake": INTAKES["dossier"], **more}
    return actions.receive_file(content=io.BytesIO(pdf() if content is None else content), name=name, owner=owner, by=by, **values)
