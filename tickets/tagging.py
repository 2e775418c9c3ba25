"""Changing tags themselves, with all tickets that have them: in batches, see `tickets.bulk_changes`.

The tag goes only when no ticket has it any more.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from helpdesk.accounts.models import User
from tickets.locking import NotAllowedError
from tickets.models import BulkChange, BulkKind, EventKind, Rule, Tag, Ticket, TicketEvent
from tickets.rules import editing
from tickets.rules.actions import Do

BATCH = 500
MERGED, DELETED = "tag merged", "tag deleted"


class TagInUseError(NotAllowedError):
    """A rule adds the tag; it would come back with the next ticket."""

    def __init__(self, rules: list[Rule]) -> None:
        super().__init__(", ".join(rule.name for rule in rules))
        self.rules = rules


class TagBusyError(NotAllowedError):
    """An earlier change of the tag is still under way."""


def rules_with(name: str) -> list[Rule]:
    """Return the rules that add a tag."""
    return [rule for rule in Rule.objects.all() if name in _tags_of(rule)]


@transaction.atomic
def rename(tag: Tag, name: str, *, by: User | None, at: datetime) -> None:
    """Call a tag otherwise, everywhere: tickets point to it, and rules that name it become their next version."""
    _follow(tag.name, name, by=by, at=at)
    tag.name = name
    tag.save(update_fields=["name"])


@transaction.atomic
def merge(tag: Tag, into: Tag, *, by: User | None, at: datetime) -> BulkChange:
    """Have every ticket with `tag` get the other one instead, and `tag` deleted. Rules follow at once."""
    _keep_free(tag, into)
    _follow(tag.name, into.name, by=by, at=at)
    facts = {"tag": tag.pk, "name": tag.name, "into": into.pk, "into_name": into.name}
    return _planned(BulkKind.TAG_MERGE, facts, tag, by=by, at=at)


@transaction.atomic
def remove(tag: Tag, *, by: User | None, at: datetime) -> BulkChange:
    """Have a tag taken off every ticket, and deleted. Raises TagInUseError while a rule adds it."""
    _keep_free(tag)
    rules = rules_with(tag.name)
    if rules:
        raise TagInUseError(rules)
    return _planned(BulkKind.TAG_REMOVAL, {"tag": tag.pk, "name": tag.name}, tag, by=by, at=at)


def _keep_free(*tags: Tag) -> None:
    """Let nobody begin with a tag that is being taken away, or that another one is becoming."""
    locked = list(Tag.objects.select_for_update().filter(pk__in=[tag.pk for tag in tags]).order_by("pk"))
    if any(BulkChange.objects.unfinished().of_tag(tag.pk).exists() for tag in locked):
        raise TagBusyError


def _planned(kind: BulkKind, facts: dict[str, Any], tag: Tag, *, by: User | None, at: datetime) -> BulkChange:
    total = tag.tickets.count()
    return BulkChange.objects.create(kind=kind, facts=facts, by=by, created_at=at, total=total)


def step(change: BulkChange, at: datetime) -> int | None:
    """Change the next tickets and return how many; none left: delete the tag, and return None."""
    tag = Tag.objects.filter(pk=change.facts["tag"]).first()
    if tag is None:
        return None
    other = Tag.objects.get(pk=change.facts["into"]) if "into" in change.facts else None
    rows = Ticket.objects.filter(tags=tag).order_by("pk").select_for_update(of=("self",), no_key=True)
    tickets = list(rows.prefetch_related("tags")[:BATCH])
    if tickets:
        _replace(tickets, tag, other, by=change.by, at=at)
        return len(tickets)
    return _delete_unused(tag)


def _delete_unused(tag: Tag) -> int | None:
    """The lock keeps everybody from putting it on a ticket; whoever just did has it taken off by the next batch."""
    Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.tickets.exists():
        return 0
    tag.delete()
    return None


def _replace(tickets: list[Ticket], tag: Tag, other: Tag | None, *, by: User | None, at: datetime) -> None:
    links, numbers = Ticket.tags.through.objects, [ticket.pk for ticket in tickets]
    if other is not None:
        links.bulk_create(
            [Ticket.tags.through(ticket_id=number, tag_id=other.pk) for number in numbers], ignore_conflicts=True
        )
    links.filter(tag_id=tag.pk, ticket_id__in=numbers).delete()
    Ticket.objects.filter(pk__in=numbers).update(version=F("version") + 1)
    TicketEvent.objects.bulk_create(_events(tickets, tag, other, by=by, at=at))


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
