"""Stopping files that are too large while they arrive, so that nobody can fill the disk with one request."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimit(FileUploadHandler):
    """Passes each file on until it is larger than MAX_UPLOAD_BYTES, and lets the rest of it fall.

    The cut file stays larger than the limit by what came last, so the form still sees that it is too large and can
    name it. Must come first in FILE_UPLOAD_HANDLERS.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 -- Django's signature
        """Give the bytes to the next handler, or nothing once there were too many."""
        if self.received > settings.MAX_UPLOAD_BYTES:
            return None
        self.received += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave making the file to the handlers behind."""
