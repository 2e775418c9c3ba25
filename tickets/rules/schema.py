"""How rules lie in the database (schema 1), and reading them back with every doubt a programme must have of data."""

from typing import Any

from tickets.models import Rule
from tickets.priority import Priority
from tickets.rules.actions import Do, RoutingRule
from tickets.rules.conditions import Condition, Field, ops_of

MATCHES = ("all", "any")


class InvalidRuleError(ValueError):
    """The stored rule is not one of ours; the text says why."""


def read(rule: Rule) -> RoutingRule:
    """Return the rule as it is applied, or raise InvalidRuleError."""
    try:
        match = rule.conditions["match"]
        conditions = tuple(_condition(item) for item in rule.conditions["items"])
        does = {str(item["do"]): _value(item) for item in rule.actions}
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRuleError(f"rule {rule.pk}: {error!r}") from error
    if match not in MATCHES or not does:
        raise InvalidRuleError(f"rule {rule.pk}: match {match!r}, {len(does)} actions")
    return RoutingRule(rule.pk, rule.name, rule.version, match, conditions, does, stops=rule.stops)


def conditions_of(match: str, conditions: list[Condition]) -> dict[str, Any]:
    """Return the column of the conditions."""
    items = [{"field": c.field, "op": c.op, "values": list(c.values)} for c in conditions]
    return {"match": match, "items": items}


def actions_of(does: dict[str, int | tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return the column of the actions, in the order in which they are done."""
    plain = {do: list(value) if isinstance(value, tuple) else value for do, value in does.items()}
    return [{"do": str(do), "value": plain[do]} for do in Do if do in plain]


def _condition(item: dict[str, Any]) -> Condition:
    condition = Condition(str(Field(item["field"])), item["op"], tuple(item["values"]))
    if condition.op not in ops_of(condition.field) or not condition.values:
        raise ValueError(item)
    if not all(isinstance(value, str) for value in condition.values):
        raise ValueError(item)
    return condition


def _value(item: dict[str, Any]) -> int | tuple[str, ...]:
    do, value = Do(item["do"]), item["value"]
    if do == Do.TAGS:
        return tuple(str(name) for name in value)
    return int(Priority(value) if do == Do.PRIORITY else value)
