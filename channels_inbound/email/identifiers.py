"""Message-IDs and dates of the header block (RFC 5322 sections 3.3 and 3.6.4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from channels_inbound.email.headers import Headers
from channels_inbound.email.limits import MAX_REFERENCES

_BRACKETED: Final = re.compile(r"<([^<>]{1,900})>")
_MAX_DATE_CHARS: Final = 120
_MAX_ID_BYTES: Final = 998  # a line holds no more (RFC 5322 2.1.1), and an index of the database not much more


def message_ids(headers: Headers, name: str) -> tuple[str, ...]:
    """Return the ids of a field without brackets, in order and each once; of a flood the first and the last remain."""
    value = " ".join(headers.texts(name))
    found = ["".join(match.split()) for match in _BRACKETED.findall(value)]
    if not found:
        found = [word.strip("<>,;") for word in value.split()[:MAX_REFERENCES] if "@" in word]
    unique = [one for one in dict.fromkeys(found) if one and _fits(one)]
    if len(unique) > MAX_REFERENCES:
        unique = [unique[0], *unique[1 - MAX_REFERENCES :]]
    return tuple(unique)


def message_id(headers: Headers) -> str:
    """Return the mail's own id; a lone word without brackets is taken as it is."""
    ids = message_ids(headers, "message-id")
    if ids:
        return ids[0]
    words = headers.text("message-id").strip("<> ").split()
    return words[0][:900] if words and _fits(words[0][:900]) else ""


def _fits(value: str) -> bool:
    return len(value.encode("utf-8", "replace")) <= _MAX_ID_BYTES


def sent_at(headers: Headers) -> datetime | None:
    """Return the Date field in UTC, or None where it is missing or nonsense; a date without zone counts as UTC."""
    value = headers.text("date")
    if not value or len(value) > _MAX_DATE_CHARS:
        return None
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
