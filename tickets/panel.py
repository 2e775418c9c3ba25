"""What the details beside a conversation show: clocks, the requester, earlier tickets, who knocks at the door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import JSONObject
from django.utils.functional import Promise

from helpdesk.accounts.models import User
from helpdesk.lib.kept import Given, kept
from tickets.handles import IdentityKind
from tickets.models import Identity, Metric, Participant, SLATimer, Ticket
from tickets.priority import Priority

EARLIER = 5


@dataclass(frozen=True)
class Clock:
    """One promise, in the words of the panel."""

    timer: SLATimer
    priority: str | Promise

    @property
    def name(self) -> str | Promise:
        """What is promised."""
        return Metric(self.timer.metric).label

    @property
    def is_paused(self) -> bool:
        """Whether it waits for somebody else."""
        return self.timer.met_at is None and self.timer.due_at is None

    @property
    def was_missed(self) -> bool:
        """Whether it was kept too late."""
        return self.timer.breached_at is not None

    @property
    def target(self) -> timedelta:
        """How much working time it allows."""
        return timedelta(minutes=self.timer.target_minutes)


def clocks_of(ticket: Ticket) -> list[Clock]:
    """Return the promises: those still owed first, of repeated ones only the latest."""
    newest: dict[str, SLATimer] = {}
    for timer in _timers().fetch(ticket=ticket.pk):
        newest[timer.metric] = timer
    ordered = sorted(newest.values(), key=lambda timer: (timer.met_at is not None, timer.due_at is None, timer.pk))
    return [Clock(timer, Priority(ticket.priority).label) for timer in ordered]


@dataclass(frozen=True)
class Person:
    """The requester: handles, and what they asked before as far as the reader may see it."""

    identities: list[Identity]
    earlier: list[Ticket]
    total: int

    @property
    def address(self) -> str:
        """Where a reply goes, "" when nowhere."""
        mails = (i for i in self.identities if i.kind == IdentityKind.EMAIL and i.undeliverable_at is None)
        return next((identity.display for identity in mails), "")

    @property
    def handle(self) -> str:
        """What a search for all their tickets is made with."""
        return self.identities[0].value if self.identities else ""

    @property
    def rest(self) -> int:
        """How many earlier tickets are not listed."""
        return max(0, self.total - len(self.earlier))


def person_of(ticket: Ticket, reader: User) -> Person:
    """Return the requester's card."""
    asked = {"requester": ticket.requester_id, "user": reader.pk, "ticket": ticket.pk}
    earlier = _earlier(reader.role).fetch(**asked)
    identities = _identities().fetch(requester=ticket.requester_id)
    return Person(identities, earlier, earlier[0].total if earlier else 0)  # type: ignore[attr-defined]


def participants_of(ticket: Ticket) -> list[Participant]:
    """Return who else is in the conversation, or knocks at its door."""
    return _participants().fetch(ticket=ticket.pk)


# Read with the ticket itself, in the query that the page makes anyway.
RATING = JSONObject(
    score="score", comment="comment", resolution="resolution", answered_at="answered_at", changed_at="changed_at"
)


@dataclass(frozen=True)
class Rating:
    """How the requester rated one solution."""

    score: int
    comment: str
    number: int  # of the solution: the first, the second after a reopening
    at: datetime
    was_changed: bool


def ratings_of(ticket: Ticket) -> list[Rating]:
    """Return what the requester said, newest solution first, of a ticket that was read with `RATING`."""
    given: list[dict[str, Any]] = getattr(ticket, "given_ratings", [])
    return [
        Rating(
            score=row["score"],
            comment=row["comment"],
            number=row["resolution"] + 1,
            at=datetime.fromisoformat(row["changed_at"] or row["answered_at"]),
            was_changed=row["changed_at"] is not None,
        )
        for row in given
    ]


@kept
def _timers() -> QuerySet[SLATimer]:
    return SLATimer.objects.filter(ticket=Given("ticket")).order_by("started_at", "pk")


@kept
def _identities() -> QuerySet[Identity]:
    return Identity.objects.filter(requester=Given("requester")).order_by("pk")


@kept
def _earlier(role: str) -> QuerySet[Ticket]:
    visible = Ticket.objects.visible_as(role, Given("user")).filter(requester=Given("requester"))
    shown = visible.exclude(pk=Given("ticket")).select_related("channel")
    shown = shown.only("subject", "status", "created_at", "channel__kind")
    return shown.annotate(total=Window(Count("pk"))).order_by("-created_at", "-number")[:EARLIER]


@kept
def _participants() -> QuerySet[Participant]:
    rows = Participant.objects.filter(ticket=Given("ticket")).select_related("requester")
    rows = rows.prefetch_related("requester__identities")
    return rows.order_by(F("accepted_at").asc(nulls_first=True), "pk")
