"""Files that came with a mail, with names that are safe to show and to store.

Every leaf that is not body is an attachment (RFC 8621 section 4.1.4), attached messages and signatures included. A
readable winmail.dat (MS-OXTNEF) is replaced by the files inside it; files that were uuencoded into the text are taken
out of it. Corpora disagree on the latter (zbateson decodes, stalwart leaves it): a person wants the file.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from typing import Final

from channels_inbound.email import charsets
from channels_inbound.email.headers import read_headers
from channels_inbound.email.limits import MAX_NAME_CHARS
from channels_inbound.email.parsed import ParsedAttachment
from channels_inbound.email.structure import Part
from channels_inbound.email.tnef import TnefContent
from channels_inbound.email.transfer import UuencodedFile

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f"<>|*?:]')
_EXTENSIONS: Final = {"message/rfc822": ".eml", "text/plain": ".txt", "text/html": ".html", "image/jpeg": ".jpg",
                      "text/calendar": ".ics", "application/octet-stream": ".bin", "message/delivery-status": ".txt",
                      "text/rfc822-headers": ".txt"}  # fmt: skip


def from_part(part: Part, number: int, referenced: frozenset[str]) -> ParsedAttachment:
    """Return the attachment for a leaf; `referenced` are the Content-IDs that the HTML shows."""
    data = part.content()
    content_id = part.content_id
    is_image = part.content_type.startswith("image/")
    inline = bool(content_id) and content_id in referenced
    inline = inline or (is_image and part.disposition != "attachment" and part.parent == "related")
    inline = inline or (is_image and part.disposition == "inline")
    name = safe_name(part.name) or _name_for(part, data, number)
    return _attachment(name, part.content_type, data, inline=inline, content_id=content_id)


def from_uuencoded(file: UuencodedFile, number: int) -> ParsedAttachment:
    """Return the attachment for a file that stood in the text."""
    name = safe_name(charsets.decode(file.name)) or f"attachment-{number}.bin"
    return _attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", file.content)


def from_tnef(content: TnefContent, number: int) -> list[ParsedAttachment]:
    """Return the files of a winmail.dat."""
    return [
        _attachment(
            safe_name(name) or f"attachment-{number + offset}.bin",
            mimetypes.guess_type(name)[0] or "application/octet-stream",
            data,
        )
        for offset, (name, data) in enumerate(content.files)
    ]


def safe_name(name: str) -> str:
    """Return a file name without path, control and bidirectional characters, at most 180 characters long."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"})
    name = " ".join(_UNSAFE.sub("_", name).split()).strip(". ")
    if len(name) > MAX_NAME_CHARS:
        stem, dot, extension = name.rpartition(".")
        keep = extension[-20:] if dot else ""
        name = f"{(stem or name)[: MAX_NAME_CHARS - len(keep) - 1]}{dot}{keep}"
    return name


def _attachment(
    name: str, content_type: str, data: bytes, *, inline: bool = False, content_id: str = ""
) -> ParsedAttachment:
    digest = hashlib.sha256(data).hexdigest()
    return ParsedAttachment(name, content_type, data, len(data), digest, inline, content_id)


def _name_for(part: Part, data: bytes, number: int) -> str:
    """Make up a name: an attached message is called after its subject."""
    extension = _EXTENSIONS.get(part.content_type) or mimetypes.guess_extension(part.content_type) or ".bin"
    if part.content_type == "message/rfc822":
        subject = safe_name(read_headers(data, 0, min(len(data), 20_000))[0].text("subject").replace("/", "-"))
        if subject:
            return f"{subject[: MAX_NAME_CHARS - 4]}.eml"
    return f"attachment-{number}{extension}"
