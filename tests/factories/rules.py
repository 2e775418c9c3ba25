"""Routing rules of the tests."""

from typing import Any

from tickets.models import Rule


def make_rule(
    name: str = "Damages",
    *,
    when: list[tuple[str, str, list[str]]] | None = None,
    match: str = "all",
    then: dict[str, Any],
    stops: bool = False,
    is_active: bool = True,
    position: int | None = None,
) -> Rule:
    """Return a rule that stands below those that are there."""
    items = [{"field": field, "op": op, "values": values} for field, op, values in when or []]
    return Rule.objects.create(
        name=name,
        conditions={"match": match, "items": items},
        actions=[{"do": do, "value": value} for do, value in then.items()],
        stops=stops,
        is_active=is_active,
        position=Rule.objects.count() + 1 if position is None else position,
    )
