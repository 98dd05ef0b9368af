"""How much one form may send: beyond, nothing more is written on the disk and a page says so."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 250_000_000


class TotalLimit(FileUploadHandler):
    """Stands before the handlers that keep what comes."""

    total = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:  # noqa: N803 - Django's name
        """Refuse at once what announces itself as too large."""
        if content_length > MOST:
            raise RequestDataTooBig(f"a form of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on to the next handler."""
        self.total += len(raw_data)
        if self.total > MOST:
            raise RequestDataTooBig("a form that never ends")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers keep the file."""
