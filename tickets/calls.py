"""Writing down what somebody said on the phone or at the counter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from helpdesk.accounts.models import User
from helpdesk.lib.presses import press_of
from tickets import intake, notifications, people
from tickets.conversation import add_note
from tickets.handles import IdentityKind
from tickets.locking import NotAllowedError
from tickets.models import Category, Channel, Metric, Requester, SLATarget, Ticket
from tickets.priority import Level, priority_of
from tickets.sla.calendars import policy_for
from tickets.states import UNSOLVED

FOUND = 8


@dataclass(frozen=True)
class Call:
    """A conversation that an agent writes down."""

    channel: str
    kind: str  # of the handle
    value: str
    subject: str
    body: str
    name: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    category: Category | None = None
    impact: int | None = None
    urgency: int | None = None
    assignee: User | None = None
    was_answered: bool = False
    acknowledge: bool = False
    submission: str = ""
    add_to: Ticket | None = None

    @property
    def press(self) -> str:
        """What a second press of the button has in common with the first: all that tells this call from another."""
        return press_of(self.submission, self.kind, self.value, self.subject, self.body, self.add_to)


@transaction.atomic
def write_down(call: Call, *, by: User, at: datetime) -> Ticket:
    """Open a ticket for a call, or add the call to one; a second press of the button finds the first one's ticket."""
    channel = Channel.default(call.channel)
    received = intake.receive(
        intake.InboundMessage(
            channel=channel,
            sender=intake.Sender(call.kind, call.value, call.name, is_verified=True),
            received_at=at,
            subject=call.subject,
            text=call.body,
            language=by.language,
            category=call.category,
            urgency=call.urgency,
            impact=call.impact,
            ticket=call.add_to,
            rfc_message_id=f"call-{call.press}@mesa.invalid" if call.submission else "",
            may_acknowledge=False,
            opened_by=by,
            assignee=call.assignee,
            was_answered=call.was_answered,
        )
    )
    ticket = received.message.ticket
    if received.outcome != "second_copy":
        _complete(ticket, received, call, by=by, at=at)
    return ticket


def _complete(ticket: Ticket, received: intake.Received, call: Call, *, by: User, at: datetime) -> None:
    for kind, value in ((IdentityKind.PHONE, call.phone), (IdentityKind.EMAIL, call.email)):
        if value:
            _learn(ticket.requester, kind, value)
    if call.note:
        add_note(ticket, by=by, body=call.note, at=at)
    if call.acknowledge and received.outcome == "new_ticket":
        notifications.acknowledge(ticket, received.message, at=at)


def _learn(requester: Requester, kind: str, value: str) -> None:
    """Remember another handle; one that belongs to somebody else stays theirs (the form has checked new people)."""
    try:
        people.add_handle(requester, kind, value)
    except NotAllowedError:
        return


def find_callers(text: str, reader: User) -> list[Requester]:
    """Return people whose name, address or number holds the text, with how many unsolved tickets each has."""
    text = text.replace("\x00", "").strip()[:100]
    if len(text) < 2:  # noqa: PLR2004 -- one letter finds everybody
        return []
    visible = Ticket.objects.visible_to(reader).filter(status__in=UNSOLVED)
    rows = Requester.objects.filter(pk__in=Requester.objects.search(text).values("pk"))
    counted = rows.annotate(open_tickets=Count("tickets", filter=Q(tickets__in=visible)))
    return list(counted.select_related("organisation").prefetch_related("identities").order_by("name", "pk")[:FOUND])


@dataclass(frozen=True)
class Outlook:
    """What a new ticket would get: so that an agent sees what the category decides before saving."""

    team: str
    priority: int
    targets: list[tuple[str, timedelta]]


def outlook(category: Category | None, *, impact: int | None, urgency: int | None) -> Outlook:
    """Return team, priority and promises of a ticket that is still being written."""
    usual = (category.impact, category.urgency) if category else (Level.MEDIUM, Level.MEDIUM)
    priority = priority_of(impact or usual[0], urgency or usual[1])
    team = category.working_team if category else None
    policy = policy_for(team.pk if team else None)
    rows = SLATarget.objects.filter(policy=policy, priority=priority).exclude(metric=Metric.NEXT_RESPONSE)
    targets = [(str(Metric(row.metric).label), timedelta(minutes=row.minutes)) for row in rows]
    return Outlook(str(team or ""), priority, targets)
