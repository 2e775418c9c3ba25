"""Files that came with a form which has to be corrected: kept, so that nobody has to choose them again.

The corrected form names them by signed tokens: only what this server was given can be named, and only by whoever
sent it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from tickets import files
from tickets.files import InboundFile
from tickets.models import Blob

# Shorter than the time after which files that nothing names are deleted (channels_inbound/retention.py): what a form
# can still name is never one of those.
KEPT_FOR = timedelta(hours=47)

_signer = Signer(salt="kept-file")


@dataclass(frozen=True)
class FileNote:
    """A file by name and hash; the bytes lie in the storage once they are kept."""

    name: str
    sha256: str
    size: int

    @classmethod
    def of(cls, file: InboundFile) -> "FileNote":
        """Describe a file that has not been kept yet."""
        return cls(files.safe_name(file.name), hashlib.sha256(file.data).hexdigest(), len(file.data))

    @property
    def token(self) -> str:
        """What the form carries."""
        return _signer.sign_object([self.name, self.sha256, self.size], compress=True)


def keep(file: InboundFile) -> FileNote:
    """Put the bytes into the storage; their time begins anew where they were there before."""
    files.store(file.data).touch()
    return FileNote.of(file)


def read_notes(tokens: Iterable[str], *, at: datetime) -> list[FileNote]:
    """Return the files that tokens name; a token that is not ours, too old, or names one twice, is dropped."""
    notes: dict[str, FileNote] = {}
    for token in tokens:
        try:
            name, sha256, size = _signer.unsign_object(token)
        except (BadSignature, ValueError, TypeError):
            continue
        notes[f"{sha256} {name}"] = FileNote(str(name), str(sha256), int(size))
    if not notes:
        return []
    there = Blob.objects.filter(pk__in=[note.sha256 for note in notes.values()], created_at__gt=at - KEPT_FOR)
    known = set(there.values_list("pk", flat=True))
    return [note for note in notes.values() if note.sha256 in known]
