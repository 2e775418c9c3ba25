"""Rules as people read them: whatever they point to by its name, and what of it is not there any more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from tickets import choices
from tickets.models import Channel, Organisation, Rule
from tickets.priority import Priority
from tickets.rules import labels
from tickets.rules.actions import Do
from tickets.rules.conditions import Field

DELETED = gettext_lazy("(deleted)")
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
        named = self._named(name)
        return named.get(value, str(DELETED)) if named is not None and value.isdigit() else value

    def is_asked(self, name: str, value: str) -> bool:
        """Whether a new ticket can have what a condition asks for."""
        if not value.isdigit():
            return True
        if name == Field.CATEGORY:
            return any(str(option.pk) == value and option.is_active for option in self.offered.categories)
        named = self._named(name)
        return named is None or value in named

    def _named(self, name: str) -> dict[str, str] | None:
        """Return the names of the rows that a condition may point to; None when it holds words."""
        if name == Field.CATEGORY:
            return {str(pk): label for pk, label in self.offered.category_names.items()}
        named: dict[str, dict[str, str]] = {Field.CHANNEL: self.channels, Field.ORGANISATION: self.organisations}
        return named.get(name)

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


def faults(rule: Rule, names: Names) -> list[str]:
    """Say what the rule points to that is gone or takes no tickets (any more), so that it cannot do what it says."""
    asked = [fault for item in rule.conditions.get("items", ()) if (fault := condition_fault(item, names))]
    return [*asked, *(fault for item in rule.actions if (fault := action_fault(item, names)))]


def condition_fault(item: dict[str, Any], names: Names) -> str:
    """Say why a condition can never hold, or always does; "" when it can be asked."""
    lost = [value for value in item["values"] if not names.is_asked(item["field"], value)]
    if not lost:
        return ""
    return labels.gone(item["field"], ", ".join(names.of_condition(item["field"], value) for value in lost))


def action_fault(item: dict[str, Any], names: Names) -> str:
    """Say why an action cannot be done; "" when it can."""
    if names.is_in_use(item["do"], item["value"]):
        return ""
    return labels.failure(item["do"], names.of_action(item["do"], item["value"]))


def _value(item: dict[str, Any], names: Names) -> str:
    return names.of_action(item["do"], item["value"]) or str(DELETED)
