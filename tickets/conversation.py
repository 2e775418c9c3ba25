"""What is said on a ticket: replies and notes of agents, answers of requesters."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Desk, User
from helpdesk.lib import rows
from helpdesk.lib.presses import press_of
from tickets import notifications, search
from tickets.files import InboundFile, attach
from tickets.lifecycle import apply_status
from tickets.locking import NotAllowedError, locked
from tickets.mailboxes import mail_domain
from tickets.models import (
    Channel,
    Delivery,
    DeliveryState,
    Draft,
    EventKind,
    Message,
    MessageKind,
    Ticket,
    TicketEvent,
)
from tickets.models.message import MessageQuerySet
from tickets.properties import apply_assignee
from tickets.sla import clocks
from tickets.states import FINISHED, UNSOLVED, WAITING, Status
from tickets.templates import Template
from tickets.threading import message_id
from tickets.ways import channel_out, check_open

# States to which a ticket can simply go back; a scheduled one has lost its date, a solved one would be solved again.
WAITING_ON_PEOPLE = (Status.WAITING_CUSTOMER, Status.WAITING_THIRD_PARTY)


class NewMessagesError(Exception):
    """Somebody wrote since the agent last looked; `messages` are the new ones. Nothing was sent."""

    def __init__(self, messages: list[Message]) -> None:
        super().__init__(f"{len(messages)} new messages")
        self.messages = messages


def reply(  # noqa: PLR0913 -- keyword-only facts of one reply
    ticket: Ticket,
    *,
    by: User,
    body: str,
    at: datetime,
    files: tuple[InboundFile, ...] = (),
    status: str = "",
    last_seen: int | None = None,
    submission: str = "",
    via: str = "",
    template: Template | None = None,
) -> Message:
    """Answer the requester by the ticket's channel, and set the status in one step.

    `via="email"` answers a chat by mail. A `template` is sent in place of the text, which shows what it says.
    `last_seen` is the newest message the agent had on screen: when the requester or a colleague wrote since, raises
    NewMessagesError and sends nothing. A second press (same `submission` and text) returns the first message.
    Raises NotAllowedError for light agents, for tickets that cannot be answered and where the way is closed.
    """
    if not by.can_answer:
        raise NotAllowedError(_("Your role may add notes, but not answer requesters."))
    with locked(ticket) as row:
        submission = press_of(submission, row.pk, MessageKind.REPLY, body, *_sizes(files))
        if sent := _sent_before(by, submission):
            return sent
        _check_nothing_new(row, last_seen)
        if row.status == Status.MERGED:
            raise NotAllowedError(_("This ticket was merged into another: answer there."))
        channel = channel_out(row, via=via)
        check_open(row, channel, template=template, at=at)
        message = _add(
            row, MessageKind.REPLY, by=by, body=body, at=at, files=files, submission=submission, channel=channel
        )
        _note_answer(row, message, by=by, at=at)
        _move_on(row, status or row.status, by=by, at=at)
        _queue(row, message, template=template, at=at)
    if template is None:  # what was typed before it turned out that only a template leaves is still wanted
        Draft.objects.filter(ticket=ticket, user=by, kind=MessageKind.REPLY).delete()
    return message


def add_note(
    ticket: Ticket,
    *,
    by: User,
    body: str,
    at: datetime,
    files: tuple[InboundFile, ...] = (),
    submission: str = "",
) -> Message:
    """Write something that only agents ever see. Changes neither state nor clocks."""
    with locked(ticket) as row:
        submission = press_of(submission, row.pk, MessageKind.NOTE, body, *_sizes(files))
        written = _sent_before(by, submission)
        if written:
            return written
        message = _add(
            row,
            MessageKind.NOTE,
            by=by,
            body=body,
            at=at,
            files=files,
            submission=submission,
            channel=channel_out(row),
        )
        TicketEvent.record(row, EventKind.NOTED, at=at, by=by, after={"message": message.pk})
    Draft.objects.filter(ticket=ticket, user=by, kind=MessageKind.NOTE).delete()
    return message


@transaction.atomic
def undo_reply(message: Message, *, by: User, at: datetime) -> Draft:
    """Take back a reply that has not left: it becomes the agent's draft again, and the ticket what it was before.

    What was typed since stays below it. Its files are not kept: say so to the agent. Raises NotAllowedError when any
    copy is on its way or gone.
    """
    with locked(Ticket(pk=message.ticket_id)) as ticket:
        if message.author_user_id != by.pk or not _is_still_here(message):
            raise NotAllowedError(_("This reply is already on its way and cannot be taken back."))
        draft = _back_to_draft(ticket, message, by=by)
        replied_at = message.created_at
        message.delete()
        _undo_status(ticket, by=by, replied_at=replied_at, at=at)
        _undo_answer(ticket)
        clocks.unanswer(ticket, replied_at=replied_at)
        TicketEvent.record(ticket, EventKind.REPLY_UNDONE, at=at, by=by)
    return draft


def _is_still_here(message: Message) -> bool:
    """Whether a message is a reply of which every copy still waits; one that leaves by no mail is said at once."""
    deliveries = list(Delivery.objects.select_for_update().filter(message=message).order_by("pk"))
    waiting = (d.state in (DeliveryState.QUEUED, DeliveryState.CANCELLED) and not d.attempts for d in deliveries)
    return message.kind == MessageKind.REPLY and bool(deliveries) and all(waiting)


def _back_to_draft(ticket: Ticket, message: Message, *, by: User) -> Draft:
    draft, made = Draft.objects.get_or_create(
        ticket=ticket, user=by, kind=MessageKind.REPLY, defaults={"body": message.body_text}
    )
    if not made and draft.body.strip() != message.body_text:
        draft.body = f"{message.body_text}\n\n{draft.body}"
        draft.save(update_fields=["body", "updated_at"])
    return draft


def _undo_status(ticket: Ticket, *, by: User, replied_at: datetime, at: datetime) -> None:
    """Put back the state that the reply changed, unless somebody changed it since: nobody was answered."""
    changes = ticket.events.filter(kind__in=(EventKind.STATUS, EventKind.REOPENED), at__gte=replied_at)
    last = changes.order_by("-pk").first()
    if last is None or (last.user_id, last.at, last.after["status"]) != (by.pk, replied_at, ticket.status):
        return
    was_solved, before = ticket.status == Status.SOLVED, last.before["status"]
    apply_status(ticket, before if before in WAITING_ON_PEOPLE else Status.OPEN, at=at, by=by)
    if was_solved:  # it never was
        ticket.reopen_count -= 1
        ticket.first_solved_at = None if ticket.first_solved_at == replied_at else ticket.first_solved_at
        ticket.save(update_fields=["reopen_count", "first_solved_at"])


def _undo_answer(ticket: Ticket) -> None:
    """Say again how long the requester has been waiting for an answer."""
    public = ticket.messages.public().order_by("created_at", "pk")
    replies = [m.created_at for m in public.filter(kind=MessageKind.REPLY).only("created_at")]
    asked = public.filter(kind=MessageKind.REQUEST).last()
    ticket.first_replied_at = min(replies, default=None)
    is_owed = asked is not None and ticket.status in UNSOLVED and not any(at > asked.created_at for at in replies)
    ticket.unanswered_since = asked.created_at if asked and is_owed else None
    last = public.last()
    ticket.snippet = snippet_of(last.body_text) if last else ""
    ticket.save(update_fields=["first_replied_at", "unanswered_since", "snippet"])


def requester_wrote(ticket: Ticket, message: Message, *, at: datetime) -> None:
    """Do what follows when the requester writes on an existing (locked) ticket: it is the desk's turn again."""
    ticket.activity_at = max(ticket.activity_at, at)
    ticket.snippet = snippet_of(message.body_text)
    ticket.unanswered_since = ticket.unanswered_since or at
    rows.update(ticket, "activity_at", "snippet", "unanswered_since")
    after = {"message": message.pk, "channel": message.channel.name, "matched_by": message.matched_by}
    TicketEvent.record(ticket, EventKind.REQUESTER_WROTE, at=at, by=message.author_requester, after=after)
    if ticket.status in (*WAITING, *FINISHED):
        if ticket.assignee and not ticket.assignee.is_active:
            apply_assignee(ticket, None, at=at, by=None, cause="assignee is gone")
        apply_status(ticket, Status.OPEN, at=at, by=message.author_requester, cause="requester wrote")
    clocks.requester_wrote(ticket, at=at)


def released_messages(ticket: Ticket, *, at: datetime) -> MessageQuerySet:
    """What a requester may read on the page of the request: public, and no longer to be taken back."""
    undoable = Delivery.objects.filter(
        ticket=ticket, state=DeliveryState.QUEUED, attempts=0, send_after__gt=at, message__isnull=False
    )
    messages: MessageQuerySet = ticket.messages.public()
    return messages.exclude(pk__in=undoable.values("message"))


def snippet_of(text: str) -> str:
    """Return the beginning of a text on one line, for lists."""
    return " ".join(text[:400].split())[:140]


def _sizes(files: tuple[InboundFile, ...]) -> list[tuple[str, int]]:
    return [(file.name, len(file.data)) for file in files]


def _sent_before(by: User, submission: str) -> Message | None:
    if not submission:
        return None
    return Message.objects.filter(author_user=by, submission=submission).first()


def _check_nothing_new(ticket: Ticket, last_seen: int | None) -> None:
    if last_seen is None:
        return
    newer = ticket.messages.filter(pk__gt=last_seen).exclude(kind=MessageKind.NOTE)
    if messages := list(newer.for_thread()):
        raise NewMessagesError(messages)


def _add(  # noqa: PLR0913 -- keyword-only facts of one message
    ticket: Ticket,
    kind: MessageKind,
    *,
    by: User,
    body: str,
    at: datetime,
    files: tuple[InboundFile, ...],
    submission: str,
    channel: Channel,
) -> Message:
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        author_user=by,
        channel=channel,
        body_text=text,
        created_at=at,
        submission=submission,
    )
    if kind == MessageKind.REPLY:
        message.rfc_message_id = message_id(ticket.number, f"m{message.pk}", mail_domain(message.channel))
        message.save(update_fields=["rfc_message_id"])
    attach(message, files)
    search.index(ticket, text=text)
    return message


def _note_answer(ticket: Ticket, message: Message, *, by: User, at: datetime) -> None:
    ticket.activity_at = at
    ticket.snippet = snippet_of(message.body_text)
    ticket.unanswered_since = None
    ticket.first_replied_at = ticket.first_replied_at or at
    ticket.save(update_fields=["activity_at", "snippet", "unanswered_since", "first_replied_at"])
    TicketEvent.record(ticket, EventKind.REPLIED, at=at, by=by, after={"message": message.pk})
    clocks.answered(ticket, at=at)
    if ticket.assignee_id is None:
        apply_assignee(ticket, by, at=at, by=by, cause="first to answer")


def _queue(ticket: Ticket, message: Message, *, template: Template | None, at: datetime) -> None:
    send_after = at + timedelta(seconds=Desk.current().undo_seconds)
    notifications.send_reply(ticket, message, send_after=send_after, context=template.context if template else None)


def _move_on(ticket: Ticket, status: str, *, by: User, at: datetime) -> None:
    """Set the status asked for; a new ticket that was answered is open."""
    if status == Status.NEW:
        status = Status.OPEN
    apply_status(ticket, status, at=at, by=by, wake_at=ticket.wake_at)
