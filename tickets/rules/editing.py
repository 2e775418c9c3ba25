"""Changing rules: what they say makes a version, their order and whether they are in use do not."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from helpdesk.accounts.models import User
from tickets.models import Rule, RuleRevision


@transaction.atomic
def save(rule: Rule, *, by: User | None, at: datetime) -> Rule:
    """Keep the rule; what it says now becomes the next version unless it said the same before. A new one goes last."""
    stored = Rule.objects.select_for_update().filter(pk=rule.pk).first()
    if stored is None:
        rule.position = (Rule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        rule.version = 1
    else:
        rule.position = stored.position
        rule.version = stored.version + (stored.content != rule.content)
    rule.save()
    if stored is None or stored.version != rule.version:
        _keep(rule, by=by, at=at)
    return rule


def _keep(rule: Rule, *, by: User | None, at: datetime) -> None:
    RuleRevision.objects.create(
        rule=rule,
        version=rule.version,
        at=at,
        by=by,
        by_name=str(by)[:200] if by else "",
        name=rule.name,
        stops=rule.stops,
        conditions=rule.conditions,
        actions=rule.actions,
    )


@transaction.atomic
def move(rule: Rule, *, up: bool) -> None:
    """Change places with the neighbour above or below; at the end nothing happens."""
    rows: Sequence[Rule] = list(Rule.objects.select_for_update())
    here = next(n for n, row in enumerate(rows) if row.pk == rule.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    ordered = list(rows)
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, row in enumerate(ordered, start=1):
        row.position = position
    Rule.objects.bulk_update(ordered, ["position"])


def switch(rule: Rule, *, is_active: bool) -> None:
    """Take a rule into use or out of it."""
    rule.is_active = is_active
    rule.save(update_fields=["is_active"])
