"""Images: decoded and written again, so that nothing but the picture is kept; the right way up, with a thumbnail."""

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from frenchimpact.files.kinds import KINDS, THUMBNAIL, Kind
from frenchimpact.files.refusals import FileRefusal

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4096
# Beyond these Pillow refuses by itself; below, our own words do.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
_MODES = {"JPEG": {"RGB", "L"}, "PNG": {"RGB", "RGBA", "L", "LA", "P", "1", "I;16"}, "WEBP": {"RGB", "RGBA"}}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, struct.error, zlib.error, MemoryError)


@dataclass(frozen=True)
class Picture:
    """An image ready to be kept."""

    content: BinaryIO
    thumbnail: bytes
    kind: Kind
    width: int
    height: int


@contextmanager
def prepare(file: BinaryIO, kind: Kind) -> Iterator[Picture]:
    """The picture alone: no position, no device, no comment, no hidden file. A GIF becomes a still PNG.

    Raises FileRefusal for an image too large, cut or damaged.
    """
    with tempfile.SpooledTemporaryFile(max_size=2_000_000) as written:
        content = cast(BinaryIO, written)
        picture = _decoded(file, kind, content)
        content.seek(0)
        yield picture


def _decoded(file: BinaryIO, kind: Kind, target: BinaryIO) -> Picture:
    try:
        file.seek(0)
        with Image.open(file, formats=[_FORMATS[kind.code]]) as opened:
            _check_pixels(opened)
            if kind.code == "jpeg":
                opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            picture = ImageOps.exif_transpose(opened)
        form = "PNG" if kind.code == "gif" else _FORMATS[kind.code]
        picture = _bare(picture, form)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        options: dict[str, Any] = {} if form == "PNG" else {"quality": 90}
        picture.save(target, form, icc_profile=picture.info.get("icc_profile"), **options)
        return Picture(target, _thumbnail(picture), KINDS[form.lower()], *picture.size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _huge() from error
    except _BROKEN as error:
        words = _("Cette image est coupée ou abîmée. Ouvrez-la chez vous, enregistrez-la à nouveau, puis envoyez-la.")
        raise FileRefusal("damaged", words) from error


def _check_pixels(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > 30_000:
        raise _huge()


def _huge() -> FileRefusal:
    words = {"mega": MOST_PIXELS // 1_000_000}
    return FileRefusal("huge_image", _("Cette image a plus de %(mega)s millions de points. Réduisez-la, puis envoyez-la.") % words)


def _bare(picture: Image.Image, target: str) -> Image.Image:
    """The same pixels in a mode that the format takes, without any information besides colour profile and transparency."""
    kept: dict[str | tuple[int, int], Any] = {}
    if "transparency" in picture.info and picture.mode in {"P", "L", "RGB"}:
        kept["transparency"] = picture.info["transparency"]
    profile = picture.info.get("icc_profile")
    if picture.mode not in _MODES[target]:
        clear = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
        if picture.mode == "CMYK":
            profile = None
        picture, kept = picture.convert("RGBA" if clear and target != "JPEG" else "RGB"), {}
    else:
        picture = picture.copy()
    if target == "JPEG":
        kept = {}
    if isinstance(profile, bytes) and 0 < len(profile) < 100_000 and picture.mode in {"RGB", "RGBA"}:
        kept["icc_profile"] = profile
    picture.info = kept
    return picture


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA" if picture.mode in {"RGBA", "LA", "P"} else "RGB")
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=80, icc_profile=picture.info.get("icc_profile"))
    return out.getvalue()
