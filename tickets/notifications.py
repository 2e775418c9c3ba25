"""Putting into the outbox what somebody must be told: replies, confirmations, links."""

from datetime import datetime, timedelta
from typing import Any

from helpdesk.accounts.models import Desk
from helpdesk.accounts.throttling import Limit
from helpdesk.lib import rows
from helpdesk.lib.enqueue import enqueue
from tickets import opt_out, tasks
from tickets.handles import IdentityKind
from tickets.mailboxes import mail_channel
from tickets.models import (
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    MessageKind,
    Participant,
    Requester,
    Ticket,
)
from tickets.ways import address_on, is_closed

PER_ADDRESS = Limit("links to", 10, timedelta(minutes=180))


def send_reply(
    ticket: Ticket, message: Message, *, send_after: datetime, context: dict[str, Any] | None = None
) -> list[Delivery]:
    """Queue a reply to the requester by its channel, and by mail to everyone an agent let in.

    Nobody without an address is written to. `context` is what the channel needs besides the text: a template.
    """
    ways = [(ticket.requester, message.channel)]
    ways += [(person, mail_channel(message.channel) or message.channel) for person in _accepted(ticket)]
    return [
        _queue(
            Delivery(
                kind=DeliveryKind.REPLY,
                ticket=ticket,
                message=message,
                channel=channel,
                requester=person,
                to_address=address,
                context=(context or {}) if channel.is_chat else {},
                send_after=send_after,
                created_at=message.created_at,
                rfc_message_id=message.rfc_message_id,
            )
        )
        for person, channel in ways
        if (address := address_on(channel, person))
    ]


def acknowledge(ticket: Ticket, message: Message, *, at: datetime) -> Delivery | None:
    """Queue the confirmation that a message arrived, where there is one."""
    delivery = confirmation(ticket, message, at=at)
    return _queue(delivery) if delivery else None


def confirmation(ticket: Ticket, message: Message, *, at: datetime) -> Delivery | None:
    """Return the confirmation with number and link, by the way they came; nothing of the sender's is in it.

    None when there is nobody to tell or the desk does not confirm. Whether it leaves is for tickets.delivery.brakes.
    """
    channel = _channel_for(ticket, at=at)
    address = address_on(channel, ticket.requester, is_confirmation=True)
    if not address:
        return None
    return Delivery(
        kind=DeliveryKind.ACKNOWLEDGEMENT,
        ticket=ticket,
        channel=channel,
        requester=ticket.requester,
        to_address=address,
        context={"in_reply_to": message.rfc_message_id},
        send_after=at,
        created_at=at,
    )


def tell_closed(ticket: Ticket, *, at: datetime) -> Delivery | None:
    """Queue the word that time has closed a ticket, and how to open it again (domain rules 5.1).

    None where there is nobody to tell: no address that works, or a ticket on which only machines wrote.
    """
    channel = _channel_for(ticket, at=at)
    if channel and channel.is_chat and opt_out.is_out(ticket.requester_id, channel.kind):
        channel = mail_channel(channel)
    address = address_on(channel, ticket.requester)
    written = ticket.messages.filter(kind=MessageKind.REQUEST, is_automatic=False, is_pending=False)
    last = written.order_by("pk").only("rfc_message_id").last()
    if not address or last is None:
        return None
    days = Desk.current().reopen_days
    until = (at + timedelta(days=days)).isoformat() if days else ""
    return _queue(
        Delivery(
            kind=DeliveryKind.CLOSING,
            ticket=ticket,
            channel=channel,
            requester=ticket.requester,
            to_address=address,
            context={"in_reply_to": last.rfc_message_id, "reopens_until": until},
            send_after=at,
            created_at=at,
        )
    )


def confirm_wish(message: Message, *, out: bool, at: datetime) -> Delivery:
    """Queue the word that unsolicited messages end, or come again, to who said so and by the chat where they did."""
    writer, channel = message.author_requester, message.channel
    return _queue(
        Delivery(
            kind=DeliveryKind.OPT_OUT,
            ticket=message.ticket,
            channel=channel,
            requester=writer,
            to_address=address_on(channel, writer) if writer else "",
            context={"out": out},
            send_after=at,
            created_at=at,
        )
    )


def send_links(address: str, *, at: datetime, number: int | None = None) -> Delivery:
    """Queue a mail with the links to the recent tickets of whoever has this address; that of `number` comes first.

    An unknown address gets a row too, cancelled from the start: the same work is done for both, so that not even
    the time of the answer tells whether somebody is known here (security classes, 14).
    """
    requester = Requester.objects.with_identity(IdentityKind.EMAIL, address).filter(tickets__isnull=False).first()
    is_wanted = PER_ADDRESS.hit(address, at=at) and requester is not None
    return _queue(
        Delivery(
            kind=DeliveryKind.LINKS,
            channel=mail_channel(None),
            requester=requester,
            to_address=address,
            context={"number": number} if number else {},
            state=DeliveryState.QUEUED if is_wanted else DeliveryState.CANCELLED,
            send_after=at,
            created_at=at,
        )
    )


def refuse_large_mail(*, channel: Channel, address: str, context: dict[str, Any], at: datetime) -> Delivery:
    """Queue the notice that a mail was too large to take in. No requester is made."""
    return _queue(
        Delivery(
            kind=DeliveryKind.NOTICE,
            channel=channel,
            to_address=address[:254],
            context=context,
            send_after=at,
            created_at=at,
        )
    )


def _channel_for(ticket: Ticket, *, at: datetime) -> Channel | None:
    """By which channel a requester is told something: in the chat while it is open, else by mail."""
    in_chat = ticket.channel.is_chat and not is_closed(ticket, at=at)
    return ticket.channel if in_chat else mail_channel(ticket.channel)


def _queue(delivery: Delivery) -> Delivery:
    rows.insert(delivery)
    announce(delivery)
    return delivery


def announce(delivery: Delivery) -> None:
    """Tell the workers of something that was put into the outbox."""
    wait = (delivery.send_after - delivery.created_at).total_seconds()
    enqueue(tasks.deliver, delivery.pk, countdown=wait or None)


def _accepted(ticket: Ticket) -> list[Requester]:
    rows = Participant.objects.filter(ticket=ticket, accepted_at__isnull=False).select_related("requester")
    return [row.requester for row in rows]
