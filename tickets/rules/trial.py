"""What a rule would have done to the newest tickets. Reads, and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tickets.models import EventKind, Identity, Message, MessageKind, Ticket, TicketEvent
from tickets.rules.actions import Do, RoutingRule
from tickets.rules.conditions import Snapshot, because, found
from tickets.rules.snapshots import snapshot_of
from tickets.rules.wording import Names

NEWEST = 500
SHOWN = 20


@dataclass(frozen=True)
class Change:
    """One thing that would be different."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Example:
    """A ticket that the rule applies to, and what would be different from how the ticket is now."""

    ticket: Ticket
    changes: list[Change]


@dataclass
class Trial:
    """How many tickets were looked at, how many each condition and the whole rule found, and the newest of them."""

    checked: int = 0
    matched: int = 0
    by_condition: list[int] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


def try_out(rule: RoutingRule, names: Names, *, newest: int = NEWEST) -> Trial:
    """Ask the rule about the newest tickets, as each of them came in, as if no other rule were there."""
    trial = Trial(by_condition=[0] * len(rule.conditions))
    for ticket, snapshot in _snapshots(newest):
        trial.checked += 1
        for n, condition in enumerate(rule.conditions):
            trial.by_condition[n] += found(condition, snapshot) is not None
        if because(rule.match, rule.conditions, snapshot) is not None:
            trial.matched += 1
            if len(trial.examples) < SHOWN:
                trial.examples.append(Example(ticket, list(_changes(ticket, rule, names))))
    return trial


def _snapshots(newest: int) -> Iterator[tuple[Ticket, Snapshot]]:
    rows = Ticket.objects.select_related("channel", "category", "assignee", "team").prefetch_related("tags")
    tickets = list(rows.order_by("-number")[:newest])
    numbers = [ticket.number for ticket in tickets]
    said = Message.objects.filter(ticket__in=numbers, kind=MessageKind.REQUEST).order_by("ticket", "created_at", "pk")
    texts = dict(said.distinct("ticket").values_list("ticket", "body_text"))
    handles: dict[int, list[str]] = {}
    people = {ticket.requester_id for ticket in tickets}
    for person, value in Identity.objects.filter(requester__in=people).values_list("requester", "value"):
        handles.setdefault(person, []).append(value)
    first = _first_categories(numbers)
    for ticket in tickets:
        snapshot = snapshot_of(ticket, text=texts.get(ticket.number, ""), senders=handles.get(ticket.requester_id, ()))
        if ticket.number in first:
            snapshot.facts["category"] = first[ticket.number]
        yield ticket, snapshot


def _first_categories(numbers: list[int]) -> dict[int, frozenset[str]]:
    """Return the category that each ticket came in with, of those whose category was changed since."""
    changes = TicketEvent.objects.filter(ticket__in=numbers, kind=EventKind.CATEGORY).order_by("ticket", "at", "pk")
    return {
        number: frozenset({str(before["category"]["id"])} if before.get("category") else ())
        for number, before in changes.distinct("ticket").values_list("ticket", "before")
    }


def _changes(ticket: Ticket, rule: RoutingRule, names: Names) -> Iterator[Change]:
    """Compare the ticket with what the rule wants; what a category brings along is left to the reader."""
    now: dict[str, object] = {
        Do.CATEGORY: ticket.category_id,
        Do.TEAM: ticket.team_id,
        Do.ASSIGNEE: ticket.assignee_id,
        Do.PRIORITY: ticket.priority,
    }
    for do, value in rule.does.items():
        if isinstance(value, tuple):
            missing = sorted(set(value) - {tag.name for tag in ticket.tags.all()})
            if missing:
                yield Change(_("Tags"), "", ", ".join(missing))
        elif now[do] != value:
            before = names.of_action(do, now[do]) if now[do] is not None else ""
            yield Change(KINDS[Do(do)](), before, names.of_action(do, value))


KINDS = {
    Do.CATEGORY: lambda: _("Category"),
    Do.TEAM: lambda: _("Team"),
    Do.ASSIGNEE: lambda: _("Assignee"),
    Do.PRIORITY: lambda: _("Priority"),
}
