"""Where a category is used, so that nobody takes it away from under something."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from tickets.models import CannedAnswer, Category, Rule, Ticket
from tickets.rules.actions import Do
from tickets.rules.conditions import Field
from tickets.states import UNSOLVED


@dataclass(frozen=True)
class CategoryUsage:
    """How many tickets are about it (and still to be solved), and what else names it."""

    tickets: int
    unsolved: int
    rules: list[Rule]
    answers: int


def usage_of(category: Category) -> CategoryUsage:
    """Look a category up in tickets, rules and canned answers."""
    unsolved = Count("pk", filter=Q(status__in=UNSOLVED))
    counts = Ticket.objects.filter(category=category).aggregate(all=Count("pk"), unsolved=unsolved)
    return CategoryUsage(
        tickets=counts["all"],
        unsolved=counts["unsolved"],
        rules=[rule for rule in Rule.objects.all() if _names(rule, category.pk)],
        answers=CannedAnswer.objects.filter(category=category).count(),
    )


def _names(rule: Rule, pk: int) -> bool:
    """Whether a rule asks for the category or sets it."""
    items: list[dict[str, Any]] = rule.conditions["items"]
    asks = any(item["field"] == Field.CATEGORY and str(pk) in item["values"] for item in items)
    return asks or any(item["do"] == Do.CATEGORY and item["value"] == pk for item in rule.actions)
