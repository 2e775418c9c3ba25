"""The routing rules of Casa Lumbre. `stage` does with them what tickets.rules.routing does to a real ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.accounts.models import User
from tickets import defaults
from tickets.demo.people import ORGANISATIONS
from tickets.models import Rule
from tickets.priority import Priority
from tickets.rules import editing, schema
from tickets.rules.actions import RoutingRule
from tickets.rules.conditions import Condition, Field, Op

SINCE = timedelta(days=200)


@dataclass(frozen=True)
class Seed:
    """A rule: what it looks for, and what it does. `team` is the key of one of the starter set."""

    name: str
    condition: Condition
    does: Mapping[str, int | tuple[str, ...]] = field(default_factory=dict)
    team: str = ""


RULES = (
    Seed(
        "Cobros dobles",
        Condition(Field.TEXT, Op.ANY, ("cobraron dos veces", "cobro duplicado", "charged twice")),
        {"tags": ("cobro duplicado",)},
        team="billing",
    ),
    Seed(
        "Tercera visita",
        Condition(Field.TEXT, Op.ANY, ("tercera vez", "otra vez la misma falla", "third time")),
        {"priority": int(Priority.HIGH), "tags": ("reincidente",)},
    ),
    Seed(
        "Clientes empresa",
        Condition(Field.SENDER, Op.IS, tuple(domain for _name, domain in ORGANISATIONS)),
        {"tags": ("empresa",)},
    ),
    Seed(
        "Despacho a provincia",
        Condition(Field.TEXT, Op.ANY, ("provincia*", "arequipa", "cusco", "trujillo", "piura")),
        {"tags": ("provincia",)},
    ),
)


def install(*, by: User, at: datetime) -> list[RoutingRule]:
    """Make the rules that are not there yet, and return them as they are applied."""
    rows = []
    for seed in RULES:
        does = dict(seed.does) | ({"team": defaults.team_of(seed.team, language="es").pk} if seed.team else {})
        columns = {
            "conditions": schema.conditions_of("all", [seed.condition]),
            "actions": schema.actions_of(does),
        }
        row = Rule.objects.filter(name=seed.name).first()
        rows.append(row or editing.save(Rule(name=seed.name, **columns), by=by, at=at - SINCE))
    return [schema.read(row) for row in rows]
