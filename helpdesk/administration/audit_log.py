"""The record of changes as people read it: filtered, page by page, each entry in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import ConfigChange, ConfigChangeQuerySet, User
from helpdesk.administration.audit import Verb
from helpdesk.lib.numbers import whole_number

PAGE_SIZE = 50
COMMAND = "command"  # whoever runs manage.py on the server
ICONS = {
    Verb.ADDED: "plus",
    Verb.CHANGED: "pencil",
    Verb.REMOVED: "trash-2",
    Verb.SENT: "send",
    Verb.REPLAYED: "rotate-ccw",
    Verb.DISCARDED: "archive",
    Verb.SET_UP: "concierge-bell",
    Verb.EXPORTED: "download",
}


@dataclass(frozen=True)
class Difference:
    """One value that changed; "" where there was or is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change, in words."""

    at: datetime
    who: str
    verb: str
    icon: str
    kind: str
    label: str
    differences: list[Difference]


@dataclass(frozen=True)
class LogPage:
    """Some entries, the newest first, and the keys of the pages beside them ("" for none)."""

    entries: list[Entry]
    newer: str
    older: str


class LogFilterForm(forms.Form):
    """Which changes to show."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    person = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["person"].choices = [("", _("Everybody")), *_people()]
        fields["kind"].choices = [("", _("Everything")), *_kinds()]

    def found(self) -> ConfigChangeQuerySet:
        """Return the changes that fit; what cannot be read filters nothing, and says so beside its field."""
        self.is_valid()
        values = self.cleaned_data
        changes = ConfigChange.objects.all().about(values.get("q", ""))
        if values.get("kind"):
            changes = changes.filter(kind=values["kind"])
        if person := values.get("person"):
            changes = changes.filter(by_name="") if person == COMMAND else changes.filter(by=person)
        return changes.between(_midnight(values.get("since")), _midnight(values.get("until"), days=1))


def page_of(changes: ConfigChangeQuerySet, *, before: str = "", after: str = "") -> LogPage:
    """Return the page that begins below the entry `before`, or ends above the entry `after`."""
    lower, upper = whole_number(after), whole_number(before)
    backwards = lower is not None
    if backwards:
        changes = changes.filter(pk__gt=lower).order_by("pk")
    elif upper is not None:
        changes = changes.filter(pk__lt=upper)
    rows = list(changes[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_newer, has_older = (more, True) if backwards else (upper is not None, more)
    ends = (str(rows[0].pk), str(rows[-1].pk)) if rows else ("", "")
    return LogPage([entry_of(row) for row in rows], ends[0] if has_newer else "", ends[1] if has_older else "")


def entry_of(change: ConfigChange) -> Entry:
    """Put one change into words."""
    verb = Verb(change.verb) if change.verb in Verb.values else None
    return Entry(
        at=change.at,
        who=change.by_name or _("A command on the server"),
        verb=str(verb.label) if verb else change.verb,
        icon=ICONS[verb] if verb else "pencil",
        kind=kind_name(change.kind),
        label=change.label,
        differences=[
            Difference(_name(key), _text(change.before.get(key)), _text(change.after.get(key)))
            for key in {**change.before, **change.after}
        ],
    )


def kind_name(kind: str) -> str:
    """Return what rows of a kind are called; its technical name once the model is gone."""
    try:
        return capfirst(str(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


def _people() -> list[tuple[str, str]]:
    known = ConfigChange.objects.exclude(by=None).order_by().values("by").distinct()
    people = [(str(pk), name) for pk, name in User.objects.filter(pk__in=known).values_list("pk", "name")]
    return [*people, (COMMAND, _("A command on the server"))]


def _kinds() -> list[tuple[str, str]]:
    kinds = ConfigChange.objects.order_by().values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_name(kind)) for kind in kinds), key=lambda choice: choice[1])


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time())) if day else None


def _name(key: str) -> str:
    return " › ".join(capfirst(_(part)) for part in key.replace("_", " ").split(" › ") if part)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return _marked(value)
    return "" if value is None else str(value)


def _marked(value: dict[str, Any]) -> str:
    """Secrets are never shown, words of ours are translated, days are written as the reader writes them."""
    if "secret" in value:
        return _("(secret)") if value["secret"] else ""
    if "date" in value:
        return date_format(date.fromisoformat(value["date"][:10]))
    return _(value["word"]) if value.get("word") else ""
