"""What a parsed mail is: the frozen dataclasses that cross the border to intake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class UnparseableMail(Exception):  # noqa: N818 -- named by what the caller holds
    """These bytes are no mail that we can read. Hold the payload and show `reason` to a person."""

    def __init__(self, reason: str) -> None:
        """Keep the sentence that a person can act on."""
        super().__init__(reason)
        self.reason = reason


class Address(NamedTuple):
    """A display name (may be empty) and an address whose domain is lower-cased."""

    name: str
    addr: str


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """A file that came with the mail. `content_type` is what the sender claims: sniff before trusting it."""

    name: str
    content_type: str
    data: bytes
    size: int
    sha256: str
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of a delivery report (RFC 3464): `action` failed or delayed, `status` as 5.1.1 or empty."""

    addr: str
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""

    @property
    def is_permanent(self) -> bool:
        """True where another attempt is useless (RFC 3463: class 5)."""
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True, slots=True)
class ParsedEmail:
    """Everything intake needs to know about one mail.

    `body_html` is as the sender wrote it, NOT sanitised. `reply_text` is what the person typed this time and
    `quoted_text` the rest of `body_text`. `headers` maps a lower-cased name to all its values in order; headers are
    claims of the sender and give no rights. `notes` lists what was broken or cut.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    thread_index: str = ""
    thread_topic: str = ""
    from_addr: str = ""
    from_name: str = ""
    sender: str = ""
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None
    subject: str = ""
    date: datetime | None = None
    body_text: str = ""
    body_html: str = ""
    reply_text: str = ""
    quoted_text: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    is_automatic: bool = False
    automatic_reason: str = ""
    is_bounce: bool = False
    bounced_recipients: tuple[BouncedRecipient, ...] = ()
    bounced_message_id: str = ""
    is_complaint: bool = False
    forwarded_from: Address | None = None
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
