"""A file on its way in: kept in memory up to the limit and nowhere else, so that none lies on a web host's disk."""

from __future__ import annotations

import io
import time
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from crm.imports.files import LARGEST_FILE

#: The form around the file.
_AROUND: Final = 64 * 1024
#: A browser shows an answer only when it has sent all it wanted to: so much, and so long, is heard out.
_HEARD: Final = 512 * 1024 * 1024
_HEARD_SECONDS: Final = 60.0


class WholeInMemory(FileUploadHandler):
    """Takes one file of at most :data:`crm.imports.files.LARGEST_FILE`; ``too_large`` says that it was more."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.into = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > LARGEST_FILE:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        self.into.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.into.seek(0)
        return InMemoryUploadedFile(
            file=self.into,
            field_name=self.field_name,
            name="upload",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )


def said_too_large(request: HttpRequest) -> bool:
    """Whether the request says of itself that it is larger than any file that is taken. Then it is heard out and
    thrown away, piece by piece."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) <= LARGEST_FILE + _AROUND:
        return False
    heard, until = 0, time.monotonic() + _HEARD_SECONDS
    while heard < _HEARD and time.monotonic() < until:
        piece = request.read(256 * 1024)
        if not piece:
            break
        heard += len(piece)
    return True
