"""What an event of a chat channel says, whoever carried it; and reading JSON of strangers without stumbling."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError

MAX_TEXT = 20_000  # more than any provider lets through
LAST_MOMENT = 2**33  # seconds: the year 2242
KEPT_ID = 200


@dataclass(frozen=True)
class WantedFile:
    """A file that the provider keeps for us. `ref` is its name in the provider's API, `kind` a word for the reader."""

    ref: str
    kind: str
    name: str
    size: int = 0  # as the provider says, 0 when it does not
    sha256: str = ""  # in hexadecimal, "" when the provider does not say


@dataclass(frozen=True)
class Incoming:
    """A message of a customer. `answers` is the provider's id of the message that it answers, or replaces."""

    sender: str
    text: str
    external_id: str = ""
    name: str = ""
    language: str = ""
    written_at: datetime | None = None
    answers: str = ""
    is_edit: bool = False
    is_greeting: bool = False  # the app wrote it when the chat was opened: nothing was said yet
    quiet: str = ""  # why it asks for no answer, "" when it does: a reaction opens no ticket and no clock
    files: tuple[WantedFile, ...] = ()
    phone: str = ""  # a number that is the sender's own
    new_handle: str = ""  # under which the sender can be reached from now on


@dataclass(frozen=True)
class Receipt:
    """How far a message of ours got: a DeliveryState, and what it means when it failed."""

    provider_id: str
    state: str
    problem: TemporaryDeliveryError | PermanentDeliveryError | None = None


@dataclass(frozen=True)
class Reach:
    """News of a customer who shut the chat, or opened it again, without writing."""

    sender: str
    is_open: bool


@dataclass(frozen=True)
class Event:
    """One event of a webhook, before it is stored. Without an id its bytes are its identity."""

    channel_id: int
    raw: bytes
    external_id: str = ""
    source: str = ""  # how it came


def read_json(raw: bytes) -> Any:
    """Return what the bytes say, None when they are no JSON or too deep to be meant."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def text(value: Any) -> str:
    """Return text that the database takes; numbers as they are written, "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:MAX_TEXT]


def identifier(value: Any) -> str:
    """Return an id of the provider's, "" when it is none."""
    return text(value).strip()[:KEPT_ID]


def record(value: Any) -> dict[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; a single object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def moment(value: Any) -> datetime | None:
    """Return a time given in seconds since 1970, as a number or in digits; None for anything else."""
    digits = text(value).partition(".")[0]
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:12]) < LAST_MOMENT:
        return None
    return datetime.fromtimestamp(int(digits), UTC)


def size(value: Any) -> int:
    """Return a size in bytes, 0 when it is none."""
    digits = text(value)
    return int(digits[:15]) if digits.isascii() and digits.isdigit() else 0
