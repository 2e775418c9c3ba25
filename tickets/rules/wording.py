"""Rules as people read them: whatever they point to by its name, and what of it is not there any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import choices
from tickets.models import Channel, Organisation, Rule
from tickets.priority import Priority
from tickets.rules import labels
from tickets.rules.actions import Do
from tickets.rules.conditions import Field

DEEDS = {
    Do.CATEGORY: gettext_lazy("set the category %(value)s"),
    Do.TEAM: gettext_lazy("put into the team %(value)s"),
    Do.ASSIGNEE: gettext_lazy("give to %(value)s"),
    Do.PRIORITY: gettext_lazy("set the priority %(value)s"),
    Do.TAGS: gettext_lazy("add the tags %(value)s"),
}


@dataclass(frozen=True)
class Names:
    """What ids stand for, and which of them are in use. Read with a constant number of queries."""

    offered: choices.Choices
    channels: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def of_condition(self, name: str, value: str) -> str:
        """Return what a value of a condition is called; the value itself when it is no id."""
        if name == Field.CHANNEL:
            return self.channels.get(value, value)
        if name == Field.ORGANISATION:
            return self.organisations.get(value, value)
        if name == Field.CATEGORY and value.isdigit():
            return self.offered.category_names.get(int(value), value)
        return value

    def of_action(self, do: str, value: Any) -> str:
        """Return what an action sets; "" when it is gone."""
        if do == Do.TAGS:
            return ", ".join(value)
        if do == Do.PRIORITY:
            return str(Priority(value).label)
        return {option.pk: option.name for option in self._options(do)}.get(value, "")

    def is_in_use(self, do: str, value: Any) -> bool:
        """Whether the target takes tickets."""
        return do in {Do.TAGS, Do.PRIORITY} or any(o.pk == value and o.is_active for o in self._options(do))

    def _options(self, do: str) -> list[choices.Option]:
        offered = self.offered
        return {Do.TEAM: offered.teams, Do.ASSIGNEE: offered.people, Do.CATEGORY: offered.categories}[Do(do)]


def names_for(rules: Iterable[Rule]) -> Names:
    """Read the names that these rules need."""
    items = [item for rule in rules for item in rule.conditions.get("items", ())]
    wanted = [value for item in items if item["field"] == Field.ORGANISATION for value in item["values"]]
    organisations = Organisation.objects.filter(pk__in=wanted) if wanted else ()
    return Names(
        offered=choices.load(),
        channels={str(pk): name for pk, name in Channel.objects.values_list("pk", "name")},
        organisations={str(row.pk): row.name for row in organisations},
    )


def conditions_in_words(conditions: dict[str, Any], names: Names) -> list[str]:
    """Return one clause for each condition."""
    return [
        labels.sentence(item["field"], item["op"], [names.of_condition(item["field"], v) for v in item["values"]])
        for item in conditions["items"]
    ]


def actions_in_words(actions: list[dict[str, Any]], names: Names) -> list[str]:
    """Return one clause for each action."""
    return [str(DEEDS[Do(item["do"])]) % {"value": _value(item, names)} for item in actions]


def faults(actions: list[dict[str, Any]], names: Names) -> list[str]:
    """Say which targets take no tickets (any more), so that the rule cannot do what it says."""
    lost = [item for item in actions if not names.is_in_use(item["do"], item["value"])]
    return [labels.failure(item["do"], names.of_action(item["do"], item["value"])) for item in lost]


def _value(item: dict[str, Any], names: Names) -> str:
    return names.of_action(item["do"], item["value"]) or _("(deleted)")
