"""What rules do. Pure: which rules apply to a snapshot, and what the ticket gets of all of them together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.rules.conditions import Condition, Snapshot, because


class Do(models.TextChoices):
    """What a rule can set, in the order in which it is done: what comes later wins over what a category brings."""

    CATEGORY = "category", _("Set the category")
    TEAM = "team", _("Put into the team")
    ASSIGNEE = "assignee", _("Give to")
    PRIORITY = "priority", _("Set the priority")
    TAGS = "tags", _("Add the tags")


@dataclass(frozen=True)
class RoutingRule:
    """A rule as it is applied. `does`: an id, a priority, or a tuple of words for the tags."""

    pk: int
    name: str
    version: int
    match: str
    conditions: tuple[Condition, ...]
    does: dict[str, int | tuple[str, ...]]
    stops: bool = False

    @property
    def cause(self) -> str:
        """How events name it."""
        return f"rule:{self.pk} v{self.version}"


@dataclass(frozen=True)
class Hit:
    """A rule that applies, and the conditions that held."""

    rule: RoutingRule
    because: list[Condition]


@dataclass(frozen=True)
class Decision:
    """What the ticket gets, each from the rule that decided it."""

    sets: dict[str, tuple[int, RoutingRule]] = field(default_factory=dict)  # by Do, without tags
    tags: list[tuple[tuple[str, ...], RoutingRule]] = field(default_factory=list)


def hits_of(rules: Iterable[RoutingRule], snapshot: Snapshot) -> list[Hit]:
    """Return the rules that apply, in their order, up to the first one that stops."""
    hits: list[Hit] = []
    for rule in rules:
        held = because(rule.match, rule.conditions, snapshot)
        if held is not None:
            hits.append(Hit(rule, held))
            if rule.stops:
                break
    return hits


def decide(hits: Iterable[Hit]) -> Decision:
    """Put together what the rules want: a later one wins, tags add up."""
    decision = Decision()
    for hit in hits:
        for do, value in hit.rule.does.items():
            if isinstance(value, tuple):
                decision.tags.append((value, hit.rule))
            else:
                decision.sets[do] = (value, hit.rule)
    return decision
