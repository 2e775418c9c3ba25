"""By which way an answer leaves: the ticket's own channel, or mail; and whether that way is open now (domain 5.11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from helpdesk.lib import prepared
from tickets import opt_out
from tickets.handles import IdentityKind
from tickets.locking import NotAllowedError
from tickets.mailboxes import mail_channel
from tickets.models import Channel, ChannelKind, Identity, Requester, Ticket
from tickets.templates import Template, templates_of

# Kinds that let us answer freely only for a while after the customer wrote; then nothing but a template.
WITH_WINDOW = (ChannelKind.WHATSAPP,)
WARN_BEFORE = timedelta(hours=6)
BY_MAIL = "email"
ADDRESS_SQL = """
SELECT display FROM tickets_identity
WHERE requester_id = %(requester)s AND kind = %(kind)s AND (%(chat)s OR undeliverable_at IS NULL)
    AND NOT (%(confirms)s AND EXISTS (SELECT FROM accounts_desk WHERE NOT acknowledges))
ORDER BY CASE WHEN %(chat)s THEN -id ELSE id END LIMIT 1
"""


@dataclass(frozen=True)
class Way:
    """How a reply would reach the requester. `address` is "" when it reaches nobody."""

    channel: Channel
    address: str
    closes_at: datetime | None = None
    is_closed: bool = False
    mail_address: str = ""  # the way out of a closed window
    templates: tuple[Template, ...] = ()
    is_opted_out: bool = False  # the customer wants no unsolicited messages here: no template leaves
    is_unreachable: bool = False  # the last message said so: blocked, or unknown to the provider
    now: datetime | None = None

    @property
    def left(self) -> timedelta:
        """How long the way stays open."""
        return self.closes_at - self.now if self.closes_at and self.now else timedelta(0)

    @property
    def closed_for(self) -> timedelta:
        """How long ago it closed."""
        return -self.left

    @property
    def falls_back(self) -> bool:
        """Whether an answer leaves by mail, because the chat takes none now."""
        return self.is_closed and self.mail_address != ""

    @property
    def takes_nothing(self) -> bool:
        """Whether no text of ours gets through by any way: only a template does."""
        return self.is_closed and not self.mail_address

    @property
    def state(self) -> str:
        """What the composer offers, in a word: an open page is told when it changes."""
        return "closed" if self.takes_nothing else "mail" if self.falls_back else "open"

    @property
    def goes_to(self) -> str:
        """Where an answer goes unless the agent chooses otherwise."""
        return self.mail_address if self.falls_back else self.address

    @property
    def is_ending(self) -> bool:
        """Whether it closes soon."""
        return self.left < WARN_BEFORE

    @property
    def is_chat(self) -> bool:
        """Whether it leaves as a chat message."""
        return self.channel.is_chat


def way_of(ticket: Ticket, identities: list[Identity], *, at: datetime) -> Way:
    """Return the usual way to a ticket's requester, from rows that the page has read already."""
    mail = _address(identities)
    chat = _handle(identities, ticket.channel)
    if chat is None:
        return Way(ticket.channel if not ticket.channel.is_chat else Channel(kind=ChannelKind.EMAIL), mail)
    has_window = ticket.channel.kind in WITH_WINDOW
    return Way(
        ticket.channel,
        chat.display,
        closes_at=ticket.window_expires_at if has_window else None,
        is_closed=is_closed(ticket, at=at),
        mail_address=mail,
        templates=tuple(templates_of(ticket.channel)) if has_window else (),
        is_opted_out=chat.opted_out_at is not None,
        is_unreachable=chat.undeliverable_at is not None,
        now=at,
    )


def channel_out(ticket: Ticket, *, via: str = "") -> Channel:
    """Return the channel of an answer: a chat is answered where it is held, everything else by mail where possible."""
    chat = ticket.channel
    if chat.is_chat and chat.is_active and via != BY_MAIL and address_on(chat, ticket.requester):
        return chat
    return mail_channel(ticket.channel) or ticket.channel


def check_open(ticket: Ticket, channel: Channel, *, template: Template | None, at: datetime) -> None:
    """Raise NotAllowedError when this way would refuse the answer."""
    if channel.is_chat and template is None and is_closed(ticket, at=at):
        raise NotAllowedError(
            _(
                "More than 24 hours have passed since the customer's last message: WhatsApp lets only an approved "
                "template through. Nothing was sent; your text is still here."
            )
        )
    if template and opt_out.is_out(ticket.requester_id, channel.kind):
        raise NotAllowedError(
            _("The customer wants no unsolicited messages here, so no template leaves. Nothing was sent.")
        )
    if template and len(template.values) != template.variables:
        raise NotAllowedError(_("Fill in every blank of the template."))


def is_closed(ticket: Ticket, *, at: datetime) -> bool:
    """Whether the channel of a ticket takes nothing but templates now."""
    if ticket.channel.kind not in WITH_WINDOW:
        return False
    return ticket.window_expires_at is None or ticket.window_expires_at <= at


def address_on(channel: Channel | None, requester: Requester, *, is_confirmation: bool = False) -> str:
    """Return where a person is reached by a channel: their newest handle in a chat, or the first mail that works.

    "" when there is none, or when this is for a confirmation and the desk does not confirm.
    """
    is_chat = channel is not None and channel.is_chat
    kind = channel.kind if channel and is_chat else IdentityKind.EMAIL
    with prepared.cursor() as cursor:
        cursor.execute(
            ADDRESS_SQL, {"requester": requester.pk, "kind": kind, "chat": is_chat, "confirms": is_confirmation}
        )
        found = cursor.fetchone()
    return found[0] if found else ""


def _address(identities: list[Identity]) -> str:
    """The first mail address that works."""
    mails = (i for i in identities if i.kind == IdentityKind.EMAIL and i.undeliverable_at is None)
    return next((i.display for i in mails), "")


def _handle(identities: list[Identity], channel: Channel) -> Identity | None:
    """The newest handle in a chat that is in use."""
    if not (channel.is_chat and channel.is_active):
        return None
    return next((i for i in reversed(identities) if i.kind == channel.kind), None)
