"""The rows of one invented ticket besides its own: messages, files, events, deliveries. In memory, with their keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from helpdesk.accounts.models import Team, User
from tickets.demo.script import Opening, Step
from tickets.files import InboundFile, detect_type, safe_name
from tickets.handles import IdentityKind
from tickets.intake import InboundMessage
from tickets.mailboxes import mail_domain
from tickets.models import (
    Attachment,
    Blob,
    Channel,
    ChannelKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    Message,
    MessageKind,
    SLAPolicy,
    Tag,
    Ticket,
    TicketEvent,
)
from tickets.rules.actions import RoutingRule
from tickets.threading import message_id

SENDING_TAKES = timedelta(seconds=4)


@dataclass(frozen=True)
class World:
    """What the tickets stand in. `ids` hands out primary keys, `blob` keeps a file, `tag` finds or makes one."""

    policy: SLAPolicy
    targets: dict[tuple[str, int], int]
    mailbox: Channel
    undo: timedelta
    close_after: timedelta
    reopen_within: timedelta
    ask_after: timedelta
    quiet: timedelta
    managers: list[tuple[User, set[int]]]  # with the teams of each
    ids: Callable[[type[models.Model]], int]
    blob: Callable[[bytes], Blob]
    tag: Callable[[str], Tag]
    rules: Sequence[RoutingRule]
    teams: Mapping[int, Team]
    asked: dict[int, datetime] = field(default_factory=dict)  # when each requester was last asked how it went


class Rows:
    """What is written beside one ticket."""

    def __init__(self, world: World, ticket: Ticket, opening: Opening) -> None:
        self.world, self.ticket, self.opening = world, ticket, opening
        self.messages: list[Message] = []
        self.events: list[TicketEvent] = []
        self.deliveries: list[Delivery] = []
        self.attachments: list[Attachment] = []

    def record(self, kind: EventKind, *, at: datetime, by: Any = None, **more: Any) -> None:
        """Append an event."""
        event = TicketEvent(pk=self.world.ids(TicketEvent), ticket=self.ticket, kind=kind, at=at, **more)
        if isinstance(by, User):
            event.user = by
        else:
            event.requester = by
        self.events.append(event)

    def request(self, text: str, *, at: datetime, files: tuple[InboundFile, ...], channel: Channel) -> Message:
        """Add something that the requester wrote."""
        opening = self.opening
        sender = opening.sender
        inbound = InboundMessage(
            channel=channel, sender=sender, received_at=at, subject=opening.subject, text=text, files=files
        )
        message = Message(
            pk=self.world.ids(Message),
            ticket=self.ticket,
            kind=MessageKind.REQUEST,
            author_requester=self.opening.person.requester,
            channel=channel,
            body_text=text,
            subject=opening.subject[:250],
            created_at=at,
            matched_by="plus_address" if self.messages else "new",
            fingerprint=inbound.fingerprint,
        )
        if channel.kind == ChannelKind.EMAIL:
            message.rfc_message_id = foreign_id(inbound)
        self._attach(message, files)
        self.messages.append(message)
        return message

    def agent_message(self, kind: MessageKind, step: Step) -> Message:
        """Add a reply or a note."""
        message = Message(
            pk=self.world.ids(Message),
            ticket=self.ticket,
            kind=kind,
            author_user=step.by,
            channel=self.world.mailbox,
            body_text=step.text.strip(),
            created_at=step.at,
        )
        self._attach(message, step.files)
        self.messages.append(message)
        return message

    def _attach(self, message: Message, files: tuple[InboundFile, ...]) -> None:
        self.attachments += [
            Attachment(
                pk=self.world.ids(Attachment),
                message=message,
                blob=self.world.blob(file.data),
                name=safe_name(file.name),
                content_type=detect_type(file.data),
            )
            for file in files
        ]

    def send(self, kind: DeliveryKind, *, at: datetime, send_after: datetime, **more: Any) -> None:
        """Put into the outbox what was sent long ago."""
        message: Message | None = more.get("message")
        delivery = Delivery(
            pk=self.world.ids(Delivery),
            kind=kind,
            ticket=self.ticket,
            channel=self.world.mailbox,
            requester=self.opening.person.requester,
            to_address=self.opening.person.email.display,
            state=DeliveryState.SENT,
            send_after=send_after,
            attempts=1,
            created_at=at,
            sent_at=send_after + SENDING_TAKES,
            **more,
        )
        delivery.rfc_message_id = message.rfc_message_id if message else self.own_id(f"d{delivery.pk}")
        self.deliveries.append(delivery)

    def tell(self, person: User, kind: DeliveryKind, *, at: datetime, context: dict[str, Any]) -> None:
        """Put into the outbox what somebody of the desk was sent long ago. It names no ticket."""
        delivery = Delivery(
            pk=self.world.ids(Delivery),
            kind=kind,
            channel=self.world.mailbox,
            to_address=person.email,
            context=context,
            state=DeliveryState.SENT,
            send_after=at,
            attempts=1,
            created_at=at,
            sent_at=at + SENDING_TAKES,
        )
        delivery.rfc_message_id = message_id(0, f"d{delivery.pk}", mail_domain(self.world.mailbox))
        self.deliveries.append(delivery)

    def own_id(self, unique: str) -> str:
        """Return a Message-ID of ours."""
        return message_id(self.ticket.number, unique, mail_domain(self.world.mailbox))


def foreign_id(inbound: InboundMessage) -> str:
    """Return the Message-ID that the sender's own mail program would have given."""
    domain = inbound.sender.value.rpartition("@")[2] or IdentityKind.EMAIL
    return f"{inbound.received_at:%Y%m%d%H%M%S}.{inbound.fingerprint[:20]}@{domain}"
