"""The forms of the editor of a routing rule: the rule, one condition, one action.

Each row says in a hidden field what it is about, which decides its other controls.
"""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.lib.words import folded
from tickets.choices import Option
from tickets.models import ChannelKind, Organisation, Rule
from tickets.priority import Priority
from tickets.rules.actions import Do
from tickets.rules.conditions import WORDS, Condition, Field, Op, ops_of
from tickets.rules.wording import Names

DOMAIN = re.compile(r"(?:[^@\s]+@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
MATCHES = (
    ("all", gettext_lazy("all of these hold")),
    ("any", gettext_lazy("any of these holds")),
)
HINTS = {
    Field.SENDER: gettext_lazy("Addresses or domains with commas between: ana@example.com, example.org"),
    Field.ORGANISATION: gettext_lazy("The name as it stands in the tickets"),
}
SAVED_MEANWHILE = gettext_lazy(
    "Somebody saved version %(version)s of this rule meanwhile. Look at it in another tab, or save yours again."
)
WORDS_HINT = gettext_lazy("With commas between. Accents and capitals make no difference; break* finds broken too.")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a rule is called and how its parts belong together."""

    match = forms.ChoiceField(label=gettext_lazy("It applies when"), choices=MATCHES, widget=forms.RadioSelect)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that was opened

    class Meta:
        model = Rule
        fields = ("name", "is_active", "stops")
        labels = {"is_active": gettext_lazy("In use"), "stops": gettext_lazy("Stop here: rules below are not asked")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("match", self.instance.conditions.get("match", "all"))
        self.initial["seen"] = self.instance.version if self.instance.pk else None

    def clean_seen(self) -> int | None:
        """Refuse to write over a version that was never looked at; saying it once more puts this one in its place."""
        seen: int | None = self.cleaned_data["seen"]
        if self.instance.pk and seen is not None and seen != self.instance.version:
            data: Any = self.data
            self.data = data.copy()
            self.data["seen"] = str(self.instance.version)  # type: ignore[index]
            self.add_error(None, str(SAVED_MEANWHILE) % {"version": self.instance.version})
        return seen


class ConditionForm(forms.Form):
    """One condition. `subject` says what it looks at."""

    field = forms.ChoiceField(choices=Field.choices, widget=forms.HiddenInput)
    op = forms.ChoiceField(label=gettext_lazy("Comparison"))
    value = forms.CharField(label=gettext_lazy("Value"), max_length=500)
    fault = ""  # why the stored one does not work (any more)

    def __init__(self, subject: Field, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.names = subject, names
        fields: dict[str, Any] = self.fields
        fields["op"].choices = [(op.value, op.label) for op in ops_of(subject)]
        options = condition_options(subject, names)
        if options is not None:
            fields["value"] = forms.ChoiceField(label=gettext_lazy("Value"), choices=[("", _("Choose…")), *options])
        self.hint = "" if options else str(HINTS.get(subject, WORDS_HINT))

    def clean_value(self) -> tuple[str, ...]:
        """Return the values as the rule keeps them."""
        value: str = self.cleaned_data["value"]
        if self.subject in WORDS:
            return self._words(value)
        if self.subject == Field.SENDER:
            return self._senders(value)
        if self.subject == Field.ORGANISATION:
            return self._organisation(value)
        return (value,)

    def _words(self, value: str) -> tuple[str, ...]:
        is_phrase = self.cleaned_data.get("op") == Op.PHRASE
        words = tuple(word.strip() for word in ([value] if is_phrase else value.split(",")) if word.strip())
        if not words or any(not folded(word).strip() for word in words):
            raise ValidationError(_("Write words, with commas between them."))
        return words

    def _senders(self, value: str) -> tuple[str, ...]:
        names = tuple(name.strip().lower().removeprefix("@") for name in value.split(",") if name.strip())
        wrong = [name for name in names if not DOMAIN.fullmatch(name)]
        if wrong or not names:
            raise ValidationError(
                _("“%(name)s” is neither an address nor a domain. Write ana@example.com or example.com.")
                % {"name": ", ".join(wrong)}
            )
        return names

    def _organisation(self, value: str) -> tuple[str, ...]:
        row = Organisation.objects.filter(name__iexact=value.strip()).first()
        if row is None:
            raise ValidationError(_("No organisation has this name."))
        return (str(row.pk),)

    @property
    def condition(self) -> Condition:
        """The condition, once the form is valid."""
        values = self.cleaned_data
        return Condition(values["field"], values["op"], values["value"])


class ActionForm(forms.Form):
    """One action. `deed` says what it sets."""

    do = forms.ChoiceField(choices=Do.choices, widget=forms.HiddenInput)
    value = forms.CharField(label=gettext_lazy("Value"), max_length=300)
    fault = ""  # why the stored one does not work (any more)

    def __init__(self, deed: Do, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deed = deed
        fields: dict[str, Any] = self.fields
        options = _action_options(deed, names)
        if options is not None:
            chosen = [("", _("Choose…")), *options]
            fields["value"] = forms.TypedChoiceField(label=gettext_lazy("Value"), choices=chosen, coerce=int)
        self.hint = "" if options else str(gettext_lazy("With commas between."))

    def clean_value(self) -> int | tuple[str, ...]:
        """Return the value as the rule keeps it."""
        value = self.cleaned_data["value"]
        if self.deed != Do.TAGS:
            return int(value)
        tags = tuple(dict.fromkeys(name.strip().lower()[:50] for name in value.split(",") if name.strip()))
        if not tags:
            raise ValidationError(_("Write words, with commas between them."))
        return tags


def condition_options(subject: Field, names: Names) -> list[tuple[str, str]] | None:
    if subject == Field.CHANNEL:
        kinds = [(kind.value, _("Any: %(kind)s") % {"kind": kind.label}) for kind in ChannelKind]
        return [*kinds, *names.channels.items()]
    if subject == Field.CATEGORY:
        return [(str(option.pk), _name(option)) for option in names.offered.categories]
    if subject == Field.LANGUAGE:
        return [(code, _(str(name))) for code, name in settings.LANGUAGES]
    return None


def _name(option: Option) -> str:
    return option.name if option.is_active else _("%(name)s (not in use)") % {"name": option.name}


def _action_options(deed: Do, names: Names) -> list[tuple[int, str]] | None:
    offered = names.offered
    if deed == Do.PRIORITY:
        return [(int(priority), str(priority.label)) for priority in Priority]
    if deed == Do.TAGS:
        return None
    rows = {Do.TEAM: offered.teams, Do.ASSIGNEE: offered.people, Do.CATEGORY: offered.categories}[deed]
    return [(option.pk, option.name) for option in rows if option.is_active]
