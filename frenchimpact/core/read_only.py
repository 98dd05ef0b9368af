"""The site can be read and not written to: while something is repaired, moved or looked into."""

from pathlib import Path

from django.conf import settings

RETRY_SECONDS = 300


def mark() -> Path:
    """The file whose presence says so, to every process of this machine at once."""
    return Path(settings.DATA_DIR) / "read-only"


def is_on() -> bool:
    """Whether nothing may be written now: by READ_ONLY, or by the command."""
    return bool(settings.READ_ONLY) or mark().exists()
