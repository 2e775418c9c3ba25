"""What the record of changes keeps of a channel: what its form shows, and of a secret only that there is one."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import translation

from helpdesk.administration.audit import Facts, Secret, Word


@translation.override("en")
def facts_of_form(form: forms.Form, secrets: Mapping[str, str]) -> Facts:
    """Return the values of a channel's form by their labels. Two of one label get their protocol before it."""
    often = Counter(str(field.label) for field in form.fields.values())
    facts: dict[str, Any] = {}
    for name, field in form.fields.items():
        group = f"{name.partition('_')[0].upper()} › " if often[str(field.label)] > 1 else ""
        facts[f"{group}{field.label}"] = _fact(field, secrets.get(name) or form.initial.get(name))
    return facts


def _fact(field: forms.Field, value: Any) -> Any:
    if isinstance(field.widget, forms.PasswordInput):
        return Secret(value)
    if isinstance(field, forms.ChoiceField) and value:
        return Word(str(dict(field.choices).get(value, value)))  # type: ignore[arg-type]
    return value
