"""The editor of a routing rule. Rows are added and removed by the server, so it works without JavaScript."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from helpdesk.administration.rule_forms import ActionForm, ConditionForm, RuleForm, condition_options
from tickets.models import Rule
from tickets.rules import schema
from tickets.rules.actions import Do, RoutingRule
from tickets.rules.conditions import Field
from tickets.rules.wording import Names, action_fault, condition_fault

MOST_ROWS = 20
CONDITION = re.compile(r"(c[0-9]{1,3})-field")
ACTION = re.compile(r"(a[0-9]{1,3})-do")


def _begun(row: Any) -> Any:
    """Put the cursor into a row that was just added."""
    row.fields["value"].widget.attrs["autofocus"] = True
    return row


class Editor:
    """The whole editor: bound to what was posted, or showing the stored rule."""

    def __init__(self, rule: Rule, names: Names, data: Mapping[str, Any] | None = None) -> None:
        self.rule, self.names, self.data = rule, names, data
        self.form = RuleForm(data, instance=rule)
        self.conditions = list(self._posted_conditions() if data else self._stored_conditions())
        self.actions = list(self._posted_actions() if data else self._stored_actions())

    def _posted(self, key: re.Pattern[str]) -> list[tuple[str, str]]:
        """Return the rows that were posted, in their order: prefix, and what the row is about."""
        data = self.data or {}
        rows = [(found[1], str(data[name])) for name in data if (found := key.fullmatch(name))]
        return sorted(rows, key=lambda row: int(row[0][1:]))[:MOST_ROWS]

    def _posted_conditions(self) -> Iterator[ConditionForm]:
        for prefix, subject in self._posted(CONDITION):
            if subject in Field.values:
                yield ConditionForm(Field(subject), self.names, self.data, prefix=prefix)

    def _posted_actions(self) -> Iterator[ActionForm]:
        for prefix, deed in self._posted(ACTION):
            if deed in Do.values:
                yield ActionForm(Do(deed), self.names, self.data, prefix=prefix)

    def _stored_conditions(self) -> Iterator[ConditionForm]:
        for n, item in enumerate(self.rule.conditions.get("items", ())):
            shown = ", ".join(self.names.of_condition(item["field"], value) for value in item["values"])
            is_choice = condition_options(Field(item["field"]), self.names) is not None
            value = item["values"][0] if is_choice else shown
            initial = {"field": item["field"], "op": item["op"], "value": value}
            form = ConditionForm(Field(item["field"]), self.names, initial=initial, prefix=f"c{n}")
            form.fault = condition_fault(item, self.names)
            yield form

    def _stored_actions(self) -> Iterator[ActionForm]:
        for n, item in enumerate(self.rule.actions):
            value = ", ".join(item["value"]) if item["do"] == Do.TAGS else item["value"]
            form = ActionForm(Do(item["do"]), self.names, initial={"do": item["do"], "value": value}, prefix=f"a{n}")
            form.fault = action_fault(item, self.names)
            yield form

    # -- adding and removing rows ---------------------------------------------------------------------------------

    def rearrange(self) -> None:
        """Do what the pressed button asks for: add a row, or take one away."""
        data = self.data or {}
        if "add_condition" in data and data.get("new_condition") in Field.values and len(self.conditions) < MOST_ROWS:
            subject = Field(data["new_condition"])
            prefix = self._free("c", self.conditions)
            self.conditions.append(
                _begun(ConditionForm(subject, self.names, initial={"field": subject}, prefix=prefix))
            )
        if "add_action" in data and data.get("new_action") in {deed.value for deed in self.free_deeds}:
            deed = Do(data["new_action"])
            prefix = self._free("a", self.actions)
            self.actions.append(_begun(ActionForm(deed, self.names, initial={"do": deed}, prefix=prefix)))
        gone = data.get("remove", "")
        self.conditions = [form for form in self.conditions if form.prefix != gone]
        self.actions = [form for form in self.actions if form.prefix != gone]

    @staticmethod
    def _free(letter: str, rows: list[Any]) -> str:
        return f"{letter}{max((int(form.prefix[1:]) for form in rows), default=-1) + 1}"

    @property
    def free_deeds(self) -> list[Do]:
        """What the rule does not set yet: each thing once."""
        used = {form.deed for form in self.actions}
        return [deed for deed in Do if deed not in used]

    @property
    def subjects(self) -> list[Field]:
        """What a new condition can look at."""
        return list(Field)

    # -- the outcome ----------------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether all parts are. Says what is missing."""
        parts = [form.is_valid() for form in (*self.conditions, *self.actions)]
        if not self.form.is_valid():
            return False
        if not self.actions:
            self.form.add_error(None, _("Say what the rule does: add at least one action."))
        elif len({form.deed for form in self.actions}) < len(self.actions):
            self.form.add_error(None, _("The rule sets the same thing twice. Remove one of them."))
        elif not all(parts):
            self.form.add_error(None, _("Check the marked conditions and actions."))
        return not self.form.errors

    @property
    def columns(self) -> dict[str, Any]:
        """What the rule keeps, once valid."""
        conditions = [form.condition for form in self.conditions]
        does = {str(form.deed): form.cleaned_data["value"] for form in self.actions}
        return {
            "conditions": schema.conditions_of(self.form.cleaned_data["match"], conditions),
            "actions": schema.actions_of(does),
        }

    @property
    def draft(self) -> RoutingRule | None:
        """The rule as it stands in the editor, as far as its parts can be read; None when nothing can be tried."""
        good = [form for form in self.conditions if form.is_valid()]
        if len(good) < len(self.conditions):
            return None
        does = {str(form.deed): form.cleaned_data["value"] for form in self.actions if form.is_valid()}
        match = (self.data or {}).get("match", "all")
        return RoutingRule(0, "", 0, match, tuple(form.condition for form in good), does)
