"""Changing tags themselves, with all tickets that have them. For many tickets: in batches, each whole by itself.

What stops half-way (a restart) is finished by asking for it again: the tag goes only when no ticket has it any more.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from helpdesk.accounts.models import User
from tickets.locking import NotAllowedError
from tickets.models import EventKind, Rule, Tag, Ticket, TicketEvent
from tickets.rules import editing
from tickets.rules.actions import Do

BATCH = 500
MERGED, DELETED = "tag merged", "tag deleted"


class TagInUseError(NotAllowedError):
    """A rule adds the tag; it would come back with the next ticket."""

    def __init__(self, rules: list[Rule]) -> None:
        super().__init__(", ".join(rule.name for rule in rules))
        self.rules = rules


def rules_with(name: str) -> list[Rule]:
    """Return the rules that add a tag."""
    return [rule for rule in Rule.objects.all() if name in _tags_of(rule)]


@transaction.atomic
def rename(tag: Tag, name: str, *, by: User | None, at: datetime) -> None:
    """Call a tag otherwise, everywhere: tickets point to it, and rules that name it become their next version."""
    _follow(tag.name, name, by=by, at=at)
    tag.name = name
    tag.save(update_fields=["name"])


def merge(tag: Tag, into: Tag, *, by: User | None, at: datetime) -> int:
    """Give every ticket with `tag` the other one instead, and delete `tag`. Return how many tickets changed."""
    with transaction.atomic():
        _follow(tag.name, into.name, by=by, at=at)
    return _replace(tag, into, by=by, at=at)


def remove(tag: Tag, *, by: User | None, at: datetime) -> int:
    """Take a tag off every ticket, and delete it. Raises TagInUseError while a rule adds it."""
    rules = rules_with(tag.name)
    if rules:
        raise TagInUseError(rules)
    return _replace(tag, None, by=by, at=at)


def _replace(tag: Tag, other: Tag | None, *, by: User | None, at: datetime) -> int:
    changed = 0
    while batch := _batch(tag, other, by=by, at=at):
        changed += batch
    return changed


@transaction.atomic
def _batch(tag: Tag, other: Tag | None, *, by: User | None, at: datetime) -> int:
    """Change some tickets; none left: delete the tag. The lock on it keeps everybody from using it until then."""
    rows = Ticket.objects.filter(tags=tag).order_by("pk").select_for_update(of=("self",), no_key=True)
    tickets = list(rows.prefetch_related("tags")[:BATCH])
    if not tickets:
        tag.delete()
        return 0
    links, numbers = Ticket.tags.through.objects, [ticket.pk for ticket in tickets]
    if other is not None:
        links.bulk_create(
            [Ticket.tags.through(ticket_id=number, tag_id=other.pk) for number in numbers], ignore_conflicts=True
        )
    links.filter(tag_id=tag.pk, ticket_id__in=numbers).delete()
    Ticket.objects.filter(pk__in=numbers).update(version=F("version") + 1)
    TicketEvent.objects.bulk_create(_events(tickets, tag, other, by=by, at=at))
    return len(tickets)


def _events(
    tickets: Iterable[Ticket], tag: Tag, other: Tag | None, *, by: User | None, at: datetime
) -> Iterable[TicketEvent]:
    for ticket in tickets:
        before = {one.name for one in ticket.tags.all()}
        after = before - {tag.name} | ({other.name} if other else set())
        yield TicketEvent.telling(
            ticket,
            EventKind.TAGS,
            at=at,
            by=by,
            cause=MERGED if other else DELETED,
            before={"tags": sorted(before)},
            after={"tags": sorted(after)},
        )


def _follow(old: str, new: str, *, by: User | None, at: datetime) -> None:
    """Let the rules that add a tag add the other one."""
    for rule in rules_with(old):
        for action in rule.actions:
            if action["do"] == Do.TAGS:
                action["value"] = list(dict.fromkeys(new if name == old else name for name in action["value"]))
        editing.save(rule, by=by, at=at)


def _tags_of(rule: Rule) -> list[str]:
    return [name for action in rule.actions if action["do"] == Do.TAGS for name in action["value"]]
