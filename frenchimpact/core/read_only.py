"""The site can be read and not written to: while something is repaired, moved or looked into, or through somebody else's eyes."""

from pathlib import Path

from django.conf import settings

from frenchimpact.core import looking

RETRY_SECONDS = 300


def mark() -> Path:
    """The file whose presence says so, to every process of this machine at once."""
    return Path(settings.DATA_DIR) / "read-only"


def is_on() -> bool:
    """Whether nothing may be written now: by READ_ONLY, by the command, or because this request looks through somebody's eyes."""
    return looking.current() is not None or is_whole()


def is_whole() -> bool:
    """Whether that holds for the whole site, and not for this request alone."""
    return bool(settings.READ_ONLY) or mark().exists()
