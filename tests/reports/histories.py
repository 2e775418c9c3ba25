"""Random histories of tickets, the same for one seed, made through the product's own doors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from helpdesk.accounts.models import User
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory, inbound_message
from tickets import calls, conversation, defaults, intake, lifecycle, properties
from tickets.facts import refresh
from tickets.locking import NotAllowedError
from tickets.models import Category, Channel, SatisfactionRating, SLAPolicy, Ticket
from tickets.satisfaction import rating
from tickets.satisfaction.resolution import resolved_by
from tickets.sla import sweep

NOW = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)  # a Wednesday, 16:00 in Lima


class Desk:
    """Teams, people, categories and channels; `play` gives a ticket a past."""

    def __init__(self, seed: int, *, zone: str = "America/Lima") -> None:
        self.rng = Random(seed)
        self.policy: SLAPolicy = defaults.install(language="en", time_zone=zone)
        self.teams = [TeamFactory.create() for _ in range(2)]
        self.agents = [UserFactory.create(teams=[team]) for team in self.teams for _ in range(2)]
        self.categories: list[Category] = [CategoryFactory.create(team=team) for team in self.teams]
        self.categories.append(CategoryFactory.create(team=self.teams[0], parent=self.categories[0]))
        self.mailbox: Channel = ChannelFactory.create()
        self.deeds = DEEDS
        self.after_each: Callable[[], object] = lambda: None

    def play(self, count: int, *, days: int = 40, until: datetime = NOW) -> None:
        """Give the desk so many tickets of the last days, and read their facts."""
        for number in range(count):
            ticket = self._open(number, until - timedelta(minutes=self.rng.randrange(days * 1440)))
            self._live(ticket, until)
            self._judge(ticket, until)
        sweep.sweep_overdue_timers(at=until)
        refresh.refresh()

    def _open(self, number: int, at: datetime) -> Ticket:
        rng, address = self.rng, f"person{number}@example.com"
        category = rng.choice([*self.categories, None])
        if rng.random() < 0.2:
            call = calls.Call("phone", "email", address, f"Call {number}", "Said", category=category, was_answered=True)
            return calls.write_down(call, by=rng.choice(self.agents), at=at)
        mail = inbound_message(
            address=address,
            received_at=at,
            text=f"Question {number}",
            channel=self.mailbox,
            category=category,
            is_automatic=rng.random() < 0.1,
        )
        return intake.receive(mail).message.ticket

    def _live(self, ticket: Ticket, until: datetime) -> None:
        at = ticket.created_at
        for _ in range(self.rng.randrange(7)):
            at += timedelta(minutes=self.rng.choice((3, 50, 400, 2000, 9000)), seconds=self.rng.randrange(60))
            if at > until:
                return
            ticket.refresh_from_db()
            sweep.sweep_overdue_timers(at=at)
            try:
                self.rng.choice(self.deeds)(self, ticket, at)
            except NotAllowedError:
                continue
            self.after_each()

    def _judge(self, ticket: Ticket, until: datetime) -> None:
        """Ask how it went, or not, and be answered, or not. With dice of its own."""
        ticket.refresh_from_db()
        if not ticket.is_finished or ticket.solved_at is None:
            return
        dice = Random(ticket.subject)
        at = ticket.solved_at + timedelta(minutes=dice.choice((5, 1440, 9000)))
        if at < until and dice.random() < 0.7:
            SatisfactionRating.objects.create(
                ticket=ticket, resolution=ticket.reopen_count, asked_at=at, **resolved_by(ticket)
            )
        at += timedelta(minutes=dice.choice((9, 300, 3000)))
        if at < until and dice.random() < 0.7:
            rating.rate(
                ticket,
                resolution=ticket.reopen_count,
                score=dice.choice((1, 2, 3, 4, 5, 5)),
                by=ticket.requester,
                at=at,
            )

    # -- what may happen ------------------------------------------------------------------------------------------

    def reply(self, ticket: Ticket, at: datetime) -> None:
        """Answer, and often solve."""
        status = self.rng.choice(("open", "waiting_customer", "solved", "solved"))
        conversation.reply(ticket, by=self.rng.choice(self.agents), body=f"Answer {at}", at=at, status=status)

    def undo(self, ticket: Ticket, at: datetime) -> None:
        """Answer and take it back."""
        by = self.rng.choice(self.agents)
        message = conversation.reply(ticket, by=by, body=f"Hasty {at}", at=at, status="solved")
        conversation.undo_reply(message, by=by, at=at + timedelta(seconds=4))

    def write(self, ticket: Ticket, at: datetime) -> None:
        """The requester writes again."""
        intake.receive(
            inbound_message(ticket=ticket, address=self._address(ticket), received_at=at, text=f"Still {at}")
        )

    def solve(self, ticket: Ticket, at: datetime) -> None:
        """Solve without a word, by a person or by the requester."""
        by: User | None = self.rng.choice([*self.agents, None])
        lifecycle.set_status(ticket, "solved", at=at, by=by)

    def move(self, ticket: Ticket, at: datetime) -> None:
        """Pass it to another team."""
        properties.set_team(ticket, self.rng.choice(self.teams), at=at, by=self.rng.choice(self.agents))

    def give(self, ticket: Ticket, at: datetime) -> None:
        """Give it to somebody."""
        properties.assign(ticket, self.rng.choice(self.agents), at=at, by=self.agents[0])

    def press(self, ticket: Ticket, at: datetime) -> None:
        """Change its priority, and with it the deadlines."""
        properties.set_priority(ticket, self.rng.choice((1, 2, 3, 4)), at=at, by=self.agents[0])

    def spam(self, ticket: Ticket, at: datetime) -> None:
        """Throw it away, rarely."""
        if self.rng.random() < 0.3:
            lifecycle.set_status(ticket, "spam", at=at, by=self.agents[0])

    def note(self, ticket: Ticket, at: datetime) -> None:
        """Write something for colleagues."""
        conversation.add_note(ticket, by=self.agents[0], body=f"Note {at}", at=at)

    def sort(self, ticket: Ticket, at: datetime) -> None:
        """Say what it is about, and with it whose it is."""
        properties.set_category(ticket, self.rng.choice([*self.categories, None]), at=at, by=self.agents[0])

    def rescue(self, ticket: Ticket, at: datetime) -> None:
        """Take it out of the spam, or open it again."""
        lifecycle.set_status(ticket, "open", at=at, by=self.agents[1])

    def wait(self, ticket: Ticket, at: datetime) -> None:
        """Wait for somebody outside."""
        lifecycle.set_status(ticket, "waiting_third_party", at=at, by=self.agents[0])

    def close(self, ticket: Ticket, at: datetime) -> None:
        """Close it for good."""
        lifecycle.set_status(ticket, "closed", at=at, by=self.agents[0])

    @staticmethod
    def _address(ticket: Ticket) -> str:
        identity = ticket.requester.identities.first()
        return identity.value if identity else "carol@example.com"


Deeds = tuple[Callable[[Desk, Ticket, datetime], None], ...]
DEEDS: Deeds = (
    *(Desk.reply, Desk.reply, Desk.reply, Desk.write, Desk.write, Desk.solve),
    *(Desk.undo, Desk.move, Desk.give, Desk.press, Desk.spam),
)
RARER: Deeds = (Desk.note, Desk.sort, Desk.rescue, Desk.wait, Desk.close)
