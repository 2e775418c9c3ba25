"""Applying the rules to a ticket that was opened a moment ago, in the same transaction.

Precedence: what the requester or the agent said, and what the category decides, is there first. Rules run after it,
from the top to the bottom; a later rule wins over an earlier one. What a rule sets by name wins over what a category
that a rule sets brings along. An assignee whom an agent chose while opening the ticket stays.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from helpdesk.accounts.models import Team, User
from tickets import properties
from tickets.models import Category, EventKind, Rule, Ticket, TicketEvent
from tickets.rules import labels
from tickets.rules.actions import Decision, Do, Hit, RoutingRule, decide, hits_of
from tickets.rules.schema import InvalidRuleError, read
from tickets.rules.snapshots import snapshot_of

# The database changes it with every change of a rule (migration 0014). It is asked for with a statement that every
# new ticket needs anyhow, so a desk without rules pays nothing for them.
REVISION = "(SELECT revision FROM tickets_rulebook)"

logger = logging.getLogger(__name__)
_kept: tuple[int | None, list[RoutingRule]] = (None, [])


def rules_at(revision: int | None) -> list[RoutingRule]:
    """Return the rules in use, in their order; read again only when the revision is another one.

    It never comes back, even after a rollback, so rules of another process's unfinished change are never kept under it.
    """
    global _kept  # noqa: PLW0603 -- one value, replaced as a whole
    if revision is None:
        return []
    if _kept[0] != revision:
        _kept = (revision, list(filter(None, map(_read, Rule.objects.filter(is_active=True)))))
    return _kept[1]


def _read(rule: Rule) -> RoutingRule | None:
    """A rule that somebody spoilt in the database must not stop the mail."""
    try:
        return read(rule)
    except InvalidRuleError:
        logger.exception("A stored rule cannot be read; it is left out")
        return None


def route(ticket: Ticket, *, text: str, sender: str, revision: int | None, at: datetime) -> None:
    """Apply the rules to a new ticket, whose row this transaction has just written. Tells of each that applied."""
    rules = rules_at(revision)
    if not rules:
        return
    hits = hits_of(rules, snapshot_of(ticket, text=text, senders=[sender]))
    if hits:
        _apply(ticket, hits, at=at)


def _apply(ticket: Ticket, hits: list[Hit], *, at: datetime) -> None:
    decision = decide(hits)
    wishes = {do: _wish(do, value) for do, (value, _rule) in decision.sets.items()}
    for hit in hits:
        _tell(ticket, hit, _failed(hit, decision, wishes), at=at)
    for do in Do:
        wish = wishes.get(do)
        if wish is not None:
            wish(ticket, at, decision.sets[do][1].cause)
    for names, rule in decision.tags:
        properties.apply_more_tags(ticket, names, at=at, by=None, cause=rule.cause)


def _failed(hit: Hit, decision: Decision, wishes: "dict[str, Wish | None]") -> list[dict[str, str]]:
    sets = decision.sets
    mine = [do for do, wish in wishes.items() if wish is None and sets[do][1] is hit.rule]
    return [{"do": do, "name": labels.target(do, sets[do][0])} for do in mine]


Wish = Callable[[Ticket, datetime, str], None]


def _wish(do: str, value: int) -> Wish | None:
    """Return what sets the value; None when its target is gone or not in use."""
    if do == Do.PRIORITY:
        return lambda ticket, at, cause: properties.apply_priority(ticket, value, at=at, by=None, cause=cause)
    return {Do.CATEGORY: _to_category, Do.TEAM: _to_team, Do.ASSIGNEE: _to_person}[Do(do)](value)


def _to_category(pk: int) -> Wish | None:
    category = Category.objects.active().named().select_related("team").filter(pk=pk).first()
    if category is None:
        return None
    return lambda ticket, at, cause: properties.apply_category(ticket, category, at=at, by=None, cause=cause)


def _to_team(pk: int) -> Wish | None:
    team = Team.objects.filter(pk=pk, is_active=True).first()
    if team is None:
        return None
    return lambda ticket, at, cause: properties.apply_team(ticket, team, at=at, by=None, cause=cause)


def _to_person(pk: int) -> Wish | None:
    person = User.objects.filter(pk=pk).first()
    if person is None or not (person.is_active and person.can_answer):
        return None

    def give(ticket: Ticket, at: datetime, cause: str) -> None:
        if ticket.assignee_id is None:
            properties.apply_assignee(ticket, person, at=at, by=None, cause=cause)

    return give


def _tell(ticket: Ticket, hit: Hit, failed: list[dict[str, str]], *, at: datetime) -> None:
    after = {**account_of(hit, ticket), "failed": failed}
    TicketEvent.record(ticket, EventKind.ROUTED, at=at, cause=hit.rule.cause, after=after)


def account_of(hit: Hit, ticket: Ticket) -> dict[str, Any]:
    """Return what the history keeps of a rule that applied: why, and names as they are now."""
    because = [labels.told(condition, ticket) for condition in hit.because]
    return {"rule": hit.rule.pk, "name": hit.rule.name, "version": hit.rule.version, "because": because, "failed": []}
