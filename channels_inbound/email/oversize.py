"""Mails above the limit: their header is kept as a stub, the sender is told once, the mailbox keeps the mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbound.email.automatic import is_robot
from channels_inbound.email.limits import MAX_RAW_BYTES
from channels_inbound.email.parse import ParsedEmail, UnparseableMail, parse
from channels_inbound.models import InboundPayload
from helpdesk.accounts.throttling import Limit
from helpdesk.lib.language import guess_language
from tickets import notifications
from tickets.models import Channel

STUB = "oversize"
MAX_HEADER = 64 * 1024
ONCE_A_DAY = Limit("mail too large from", 1, timedelta(days=1))
MEGABYTE = 1024 * 1024


def store(
    *, channel: Channel, raw: bytes, at: datetime, source: str, size: int | None = None
) -> tuple[InboundPayload, bool]:
    """Store a mail, or only its header when it is too large. `size` is that of the whole mail when `raw` is a part."""
    size = size or len(raw)
    if size <= min(settings.MAX_MAIL_BYTES, MAX_RAW_BYTES):
        return InboundPayload.store(channel=channel, raw=raw, at=at, source=source)
    return InboundPayload.store(channel=channel, raw=header_of(raw), at=at, source=f"{STUB} {size} {source}")


def header_of(raw: bytes) -> bytes:
    """Return the header block with its closing blank line."""
    ends = [end for end in (raw.find(b"\r\n\r\n") + 4, raw.find(b"\n\n") + 2) if end > 3]  # noqa: PLR2004 -- found
    return raw[: min([*ends, MAX_HEADER])]


def is_stub(payload: InboundPayload) -> bool:
    """Whether only the header of the mail was kept. Our own note says so, nothing that the mail contains."""
    return payload.source.startswith(f"{STUB} ")


def refuse(payload: InboundPayload, *, at: datetime) -> str:
    """Tell the sender, at most once a day and never a machine; return the reason for whoever looks at the inbox."""
    size = int(payload.source.split(" ")[1])
    limit = settings.MAX_MAIL_BYTES
    try:
        mail = parse(payload.raw)
    except UnparseableMail:
        mail = ParsedEmail()
    if _may_tell(mail, at=at):
        notifications.refuse_large_mail(
            channel=payload.channel,
            address=mail.from_addr,
            context={
                "megabytes": max(limit // MEGABYTE, 1),
                "in_reply_to": mail.message_id,
                "language": guess_language(mail.subject, default=settings.LANGUAGE_CODE),
            },
            at=at,
        )
    facts = {"size": f"{size / MEGABYTE:.1f}", "limit": f"{limit / MEGABYTE:.0f}"}
    return _("The mail has %(size)s MB, and the limit is %(limit)s MB. Its header was kept, not its content.") % facts


def _may_tell(mail: ParsedEmail, *, at: datetime) -> bool:
    if "@" not in mail.from_addr or mail.is_automatic or mail.is_bounce or is_robot(mail.from_addr):
        return False
    return ONCE_A_DAY.hit(mail.from_addr, at=at)
