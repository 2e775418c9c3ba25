"""Whose mail was forwarded: the first sender named inside (domain rules 5.4). It is a claim; intake asks an agent."""

from __future__ import annotations

import re
from typing import Final

from channels_inbound.email.addresses import address_list, parse_addresses
from channels_inbound.email.headers import read_headers
from channels_inbound.email.parsed import Address
from channels_inbound.email.structure import Part

_SUBJECT: Final = re.compile(r"\s*(?:fwd?|fw|rv|reenv(?:iado)?|enc|tr|wg|i)\s*:", re.IGNORECASE)
_MARK: Final = re.compile(
    r"(?im)^[>\s*_-]{0,40}(?:(?:begin )?forwarded message|mensaje reenviado|mensagem encaminhada|"
    r"message transf[ée]r[ée]|"
    r"weitergeleitete nachricht|messaggio inoltrato|inicio del mensaje reenviado|original message|mensaje original)\b"
)
_FROM: Final = re.compile(r"(?im)^[>\s*]{0,10}(?:from|de|von|da)\s?\*{0,2}\s?:\*{0,2}[ \t]{0,4}([^\n]{3,300})$")
_WINDOW: Final = 20_000


def original_sender(subject: str, text: str, leaves: list[Part]) -> Address | None:
    """Return the author of the forwarded mail, in the text or attached; None where nothing was forwarded."""
    head = text[:_WINDOW]
    mark = _MARK.search(head)
    if mark is None and not _SUBJECT.match(subject):
        return None
    match = _FROM.search(head, mark.end() if mark else 0)
    found = _from_text(match[1]) if match else []
    if not found:
        found = _attached_sender(leaves)
    return found[0] if found and "@" in found[0].addr else None


def _from_text(value: str) -> list[Address]:
    value = value.replace("*", "").replace("[mailto:", "<").replace("]", ">")
    # Fields are read as latin-1 (see `decode_words`); this one is text already.
    return parse_addresses(value.encode().decode("latin-1"), 1)


def _attached_sender(leaves: list[Part]) -> list[Address]:
    for part in leaves:
        if part.content_type == "message/rfc822":
            content = part.content()
            return list(address_list(read_headers(content, 0, len(content))[0], "from"))
    return []
