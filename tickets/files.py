"""Files that people send: kept once under their hash, typed by their bytes, named safely."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import puremagic
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile as Upload
from django.db import connection, transaction

from tickets.models import Attachment, Blob, Message

IMAGE_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
DEFAULT_TYPE = "application/octet-stream"
LONGEST_ENDING = 12
# C0/C1 controls, path separators, and the marks that reverse the direction of text to disguise an ending.
UNSAFE_IN_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True)
class InboundFile:
    """A file before it is stored. `name` is as its sender wrote it; `content_id` without angle brackets."""

    name: str
    data: bytes
    content_id: str = ""
    is_inline: bool = False

    @classmethod
    def from_upload(cls, upload: "Upload[bytes]") -> "InboundFile":
        """Take a file from a form."""
        return cls(name=upload.name or "", data=upload.read())


def attach(message: Message, files: tuple[InboundFile, ...]) -> None:
    """Store files and put them on a message, in order."""
    if not files:
        return
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob=store(file.data),
            name=safe_name(file.name),
            content_type=detect_type(file.data),
            content_id=file.content_id[:200],
            is_inline=file.is_inline,
        )
        for file in files
    )


def store(data: bytes) -> Blob:
    """Keep the bytes once. The file comes first: a crash may leave a file without a row, never the opposite.

    Within a transaction the file cannot be removed as unused until that ends.
    """
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM tickets_blob WHERE sha256 = %s FOR KEY SHARE", [blob.pk])
        if not cursor.fetchone():
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_lock_of(blob)])
            if not default_storage.exists(blob.storage_name):
                default_storage.save(blob.storage_name, ContentFile(data))
            Blob.objects.bulk_create([blob], ignore_conflicts=True)
    return blob


@transaction.atomic
def remove_file(blob: Blob) -> bool:
    """Delete the file of a row that is gone; False when it is there again, or somebody is storing it right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(blob)])
        if not cursor.fetchone()[0] or Blob.objects.filter(pk=blob.sha256).exists():
            return False
        default_storage.delete(blob.storage_name)
    return True


def detect_type(data: bytes) -> str:
    """Return the media type that the bytes show, whatever the sender claims."""
    for signature, content_type in IMAGE_SIGNATURES.items():
        if data.startswith(signature):
            return content_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if _is_text(data):
        return "text/plain"
    try:
        found = puremagic.from_string(data[:65536], mime=True)
    except (puremagic.PureError, ValueError):
        return DEFAULT_TYPE
    # Nothing else may ever be taken for an image that is shown in the page.
    return found[:100] if found and not found.startswith("image/") else DEFAULT_TYPE


def safe_name(name: str) -> str:
    """Return a name that no file system, header or reader is fooled by; never empty."""
    name = UNSAFE_IN_NAME.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= LONGEST_ENDING:
        return f"{stem[: 199 - len(ending)]}.{ending}"[:200] if stem else f"file.{ending}"
    return name[:200] or "file"


def _lock_of(blob: Blob) -> int:
    return int(blob.sha256[:15], 16)  # 60 bits: a bigint


def _is_text(data: bytes) -> bool:
    sample = data[:4096]
    if not sample or b"\x00" in sample or sample.lstrip().startswith((b"<", b"%PDF", b"{\\rtf")):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 4  # a character cut at the end of the sample
    return True
