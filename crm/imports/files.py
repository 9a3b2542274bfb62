"""The file of an import: sealed in pieces in the company's own schema, and gone when the import ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from crm.models import ImportChunk, RegisterImport
from nexus.privacy.registry import StoreNotReady, SubjectRef
from nexus.privacy.vocabulary import Text

LARGEST_FILE: Final = 20 * 1024 * 1024
#: A file that nobody imports is deleted after this long.
WAITS: Final = timedelta(hours=24)
_PIECE: Final = 1024 * 1024
State = RegisterImport.State
#: States in which a file is there and nobody works on it, and those in which somebody does.
WAITING: Final = (State.MAPPING, State.CHECKED)
WORKING: Final = (State.CHECKING, State.RUNNING)


def file_store(source: RegisterImport, content: bytes) -> None:
    """Seal the file's pieces, in the caller's transaction."""
    for number, start in enumerate(range(0, len(content), _PIECE)):
        ImportChunk.objects.create(source=source, number=number, data=content[start : start + _PIECE])


def file_content(source: RegisterImport) -> bytes:
    """The file as it was; empty when it is gone."""
    pieces = ImportChunk.objects.filter(source=source).order_by("number")
    return b"".join(piece.data for piece in pieces.iterator(chunk_size=4))


def file_delete(source: RegisterImport) -> None:
    """Let the file go; what the import did stays."""
    ImportChunk.objects.filter(source=source).delete()


class ImportFileStore:
    """Files that wait to be imported. Whose data is in one only reading it would tell; so when anybody is
    erased all that wait are let go, and the company uploads its file again. One that is being read right now
    is waited for: it is gone in a minute, and whoever is in the erasure ledger does not come out of it.
    """

    key = "import_files"
    title = Text("Filer som väntar på import", "Files that wait to be imported")

    def find(self, subject: SubjectRef) -> int:
        return RegisterImport.objects.filter(chunks__isnull=False).distinct().count()

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Nothing to note."""

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        waiting = RegisterImport.objects.filter(state__in=WAITING)
        gone = 0
        for source in waiting:
            # One that was begun this moment is found as working below.
            gone += waiting.filter(pk=source.pk).update(state=State.DROPPED, problem="erased")
            if not RegisterImport.objects.filter(pk=source.pk, state__in=WORKING).exists():
                file_delete(source)
        if ImportChunk.objects.filter(source__state__in=WORKING).exists():
            raise StoreNotReady("import_running")
        ImportChunk.objects.all().delete()
        return gone
