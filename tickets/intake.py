"""The only door in: whatever the channel, an InboundMessage becomes a message on exactly one ticket.

`receive` runs in one transaction and changes nothing when the same message came before.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from helpdesk.accounts.models import User
from helpdesk.lib import named_lock, prepared, rows
from tickets import notifications, search
from tickets.conversation import requester_wrote, snippet_of
from tickets.files import InboundFile, attach
from tickets.handles import normalise
from tickets.lifecycle import may_reopen
from tickets.locking import lock
from tickets.models import (
    Category,
    Channel,
    EventKind,
    Message,
    MessageKind,
    Participant,
    Requester,
    Ticket,
    TicketEvent,
)
from tickets.priority import Level, Priority, priority_of
from tickets.rules import routing
from tickets.sla import clocks
from tickets.states import Status
from tickets.threading import Match, find_ticket, follow_merges, takes_part

MAX_THREAD_INDEX = 500  # characters: room for 70 answers; a cut one would name another conversation
COPY_SQL = "SELECT id FROM tickets_message WHERE rfc_message_id = %s AND fingerprint = %s"


@dataclass(frozen=True)
class Sender:
    """Who wrote: `kind` and `value` of a handle (see tickets.handles), a name if they gave one."""

    kind: str
    value: str
    name: str = ""
    is_verified: bool = False  # the way in proved it: DMARC passed, a signed link was used, a webhook was signed


@dataclass(frozen=True)
class InboundMessage:
    """A message from outside, whatever its channel. Text fields hold no NUL; `html` is sanitised already."""

    channel: Channel
    sender: Sender
    received_at: datetime
    subject: str = ""
    text: str = ""
    quoted: str = ""
    html: str = ""
    sender_check: str = ""  # "pass" or "fail" as our own mail server judged the sender; "" when it did not
    language: str = "es"
    files: tuple[InboundFile, ...] = ()
    category: Category | None = None
    urgency: int | None = None
    ticket: Ticket | None = None  # when the way in says which: the page of a request
    recipients: tuple[str, ...] = ()  # every address it was sent to
    references: tuple[str, ...] = ()  # ids it answers, the closest first
    rfc_message_id: str = ""
    rfc_references: str = ""
    thread_index: str = ""
    thread_topic: str = ""
    is_automatic: bool = False
    automatic_reason: str = ""
    may_acknowledge: bool = True
    opened_by: User | None = None  # the agent who writes down what somebody says on the phone or at the counter
    impact: int | None = None
    assignee: User | None = None
    was_answered: bool = False  # somebody answered at once: the first-response promise is kept at creation
    written_at: datetime | None = None  # when its sender wrote it, if the way in tells: the order in the conversation
    external_id: str = ""  # the provider's id of a chat message
    answer_until: datetime | None = None  # until when the provider lets us answer freely, if it limits that
    answers: Message | None = None  # the message that it answers, or replaces
    is_edit: bool = False
    matched_by: str = "link"  # by which trace `ticket` was found

    @property
    def is_from_sender(self) -> bool:
        """Whether the sender wrote just now: not a machine in their name, nobody who passes it on."""
        return self.may_acknowledge and not self.is_automatic and self.opened_by is None

    @property
    def fingerprint(self) -> str:
        """The hash of who said what: two mails with one Message-ID but other words are two messages."""
        parts = [self.sender.value.lower(), self.subject, self.text, self.quoted]
        parts += [hashlib.sha256(file.data).hexdigest() for file in self.files]
        return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Received:
    """What became of it."""

    message: Message
    outcome: Literal["new_ticket", "added", "second_copy"]


@transaction.atomic(savepoint=False)
def receive(inbound: InboundMessage) -> Received:
    """Put an inbound message on its ticket, or open one. Idempotent for mails with a Message-ID."""
    sender = inbound.sender
    requester = Requester.for_identity(
        kind=sender.kind,
        value=sender.value,
        name=sender.name,
        language=inbound.language,
        is_writing=inbound.is_from_sender,
    )
    fingerprint = inbound.fingerprint
    if inbound.rfc_message_id and (copy := _first_copy(inbound.rfc_message_id, fingerprint)):
        return Received(copy, "second_copy")
    match = _match(inbound, requester)
    if match and (inbound.is_automatic or may_reopen(match.ticket, at=inbound.received_at)):
        return Received(_add(inbound, match, requester=requester, fingerprint=fingerprint), "added")
    previous = match.ticket if match and takes_part(match.ticket, requester) else None
    message = _begin(inbound, requester, follow_up_of=previous, fingerprint=fingerprint)
    return Received(message, "new_ticket")


def _first_copy(rfc_message_id: str, fingerprint: str) -> Message | None:
    """Return the message that the same mail became before; whoever is making one right now is waited for."""
    named_lock.hold(f"mail:{rfc_message_id}")
    with prepared.cursor() as cursor:
        cursor.execute(COPY_SQL, [rfc_message_id, fingerprint])
        found = cursor.fetchone()
    return Message.objects.get(pk=found[0]) if found else None


def _match(inbound: InboundMessage, requester: Requester) -> Match | None:
    if inbound.ticket is not None:
        return Match(follow_merges(inbound.ticket), inbound.matched_by)
    return find_ticket(
        recipients=inbound.recipients, references=inbound.references, subject=inbound.subject, sender=requester
    )


def _add(inbound: InboundMessage, match: Match, *, requester: Requester, fingerprint: str) -> Message:
    """Add to a ticket; a sender from outside the conversation is shown to agents only, until one lets them in."""
    ticket = lock(match.ticket)
    is_pending = not takes_part(ticket, requester)
    message = _message(inbound, ticket, requester, matched_by=match.by, fingerprint=fingerprint, is_pending=is_pending)
    rows.insert(message)
    attach(message, inbound.files)
    search.index(ticket, text=inbound.text)
    if is_pending:
        Participant.objects.get_or_create(ticket=ticket, requester=requester)
    if inbound.is_automatic:
        after = {"reason": inbound.automatic_reason, "message": message.pk}
        TicketEvent.record(
            ticket, EventKind.FILED, at=inbound.received_at, by=requester, cause="automatic mail", after=after
        )
    else:
        requester_wrote(ticket, message, at=inbound.received_at)
    return message


def _begin(inbound: InboundMessage, requester: Requester, *, follow_up_of: Ticket | None, fingerprint: str) -> Message:
    """Open a ticket with its message, its clocks, its first event and the confirmation that it arrived."""
    at = inbound.received_at
    ticket = _open(inbound, requester, follow_up_of=follow_up_of)
    revision = rows.number(ticket, beside=routing.REVISION)
    timers = clocks.plan(ticket, at=at, answered=inbound.was_answered)
    message = _message(inbound, ticket, requester, matched_by="new", fingerprint=fingerprint)
    may_confirm = inbound.may_acknowledge and not inbound.is_automatic
    confirmation = notifications.confirmation(ticket, message, at=at) if may_confirm else None
    owned = [message, clocks.opening(ticket, at=at), *timers, _created(ticket, inbound)]
    rows.insert(ticket, *owned, *filter(None, [confirmation]))
    routing.route(ticket, text=inbound.text, sender=_handle(inbound), revision=revision, at=at)
    attach(message, inbound.files)
    search.index(ticket, title=f"{ticket.subject} {requester.name} {inbound.sender.value}", text=inbound.text)
    if confirmation:
        notifications.announce(confirmation)
    return message


def _handle(inbound: InboundMessage) -> str:
    return normalise(inbound.sender.kind, inbound.sender.value)


def _open(inbound: InboundMessage, requester: Requester, *, follow_up_of: Ticket | None) -> Ticket:
    at = inbound.received_at
    owes_answer = not (inbound.was_answered or inbound.is_automatic)
    return Ticket(
        subject=_subject(inbound),
        status=Status.OPEN if inbound.assignee or inbound.was_answered else Status.NEW,
        **_classified(inbound, follow_up_of),
        assignee=inbound.assignee,
        requester=requester,
        organisation_id=requester.organisation_id,
        channel=inbound.channel,
        language=inbound.language,
        follow_up_of=follow_up_of,
        created_at=at,
        activity_at=at,
        snippet=snippet_of(inbound.text),
        unanswered_since=at if owes_answer else None,
        window_expires_at=inbound.answer_until,
        first_replied_at=at if inbound.was_answered else None,
    )


def _classified(inbound: InboundMessage, follow_up_of: Ticket | None) -> dict[str, Any]:
    """Return category, team, levels and priority: what was said, else what the category decides."""
    category = inbound.category or (follow_up_of.category if follow_up_of else None)
    usual = category or Category(impact=Level.MEDIUM, urgency=Level.MEDIUM)
    impact, urgency = inbound.impact or usual.impact, inbound.urgency or usual.urgency
    priority = Priority.LOW if inbound.is_automatic else priority_of(impact, urgency)
    return {
        "category": category,
        "team": usual.working_team,
        "impact": impact,
        "urgency": urgency,
        "priority": priority,
    }


def _subject(inbound: InboundMessage) -> str:
    first_line = inbound.text.strip().split("\n")[0][:100]
    return " ".join(inbound.subject.split())[:250] or first_line or "—"


def _created(ticket: Ticket, inbound: InboundMessage) -> TicketEvent:
    after = {
        "channel": inbound.channel.name,
        "category": str(ticket.category) if ticket.category else None,
        "team": str(ticket.team) if ticket.team else None,
        "priority": ticket.priority,
        "follow_up_of": ticket.follow_up_of_id,
    }
    cause = f"category:{ticket.category_id}" if ticket.category_id else ""
    by = inbound.opened_by or ticket.requester
    return TicketEvent.telling(ticket, EventKind.CREATED, at=inbound.received_at, by=by, cause=cause, after=after)


def _message(
    inbound: InboundMessage,
    ticket: Ticket,
    requester: Requester,
    *,
    matched_by: str,
    fingerprint: str,
    is_pending: bool = False,
) -> Message:
    return Message(
        ticket=ticket,
        kind=MessageKind.REQUEST,
        author_requester=requester,
        channel=inbound.channel,
        body_text=inbound.text,
        quoted_text=inbound.quoted,
        body_html=inbound.html,
        subject=" ".join(inbound.subject.split())[:250],
        created_at=inbound.written_at or inbound.received_at,
        external_id=inbound.external_id[:255],
        answers=inbound.answers,
        is_edit=inbound.is_edit,
        is_automatic=inbound.is_automatic,
        automatic_reason=inbound.automatic_reason[:200],
        is_pending=is_pending,
        sender_is_verified=inbound.sender.is_verified,
        sender_check=inbound.sender_check,
        matched_by=matched_by,
        rfc_message_id=inbound.rfc_message_id[:998],
        rfc_references=inbound.rfc_references[:8000],
        thread_index=inbound.thread_index if len(inbound.thread_index) <= MAX_THREAD_INDEX else "",
        thread_topic=" ".join(inbound.thread_topic.split())[:250],
        fingerprint=fingerprint,
    )
