"""Editing the default policy: targets, the week, and whether tickets that are open already follow."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.administration.minutes import MinutesField
from tickets.models import Metric, OpeningHours, SLAPolicy, SLATarget
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import forget_calendars, hours_of
from tickets.working_time import Stretch

STRETCHES = (1, 2)  # a day may close over noon


class PromisesForm(forms.Form):
    """Minutes by metric and priority, and up to two stretches a day. Fields are made from the policy."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Which tickets follow?"),
        choices=(("new", gettext_lazy("New tickets only")), ("open", gettext_lazy("Open tickets too"))),
        initial="new",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "For open tickets you see first what would change. What is missed already stays missed."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, policy: SLAPolicy) -> None:
        super().__init__(data)
        self.policy = policy
        minutes = {(t.metric, t.priority): t.minutes for t in policy.targets.all()}
        for metric, priority in _targets():
            self.fields[f"{metric}_{priority}"] = MinutesField(
                label=f"{metric.label}, {priority.label}",
                initial=minutes.get((metric, priority)),
                widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
            )
        for name, label, value in _edges(policy.calendar.opening_hours.all()):
            widget = forms.TimeInput({"type": "time", "class": "input"}, "%H:%M")
            self.fields[name] = forms.TimeField(label=label, required=False, initial=value, widget=widget)

    def clean(self) -> dict[str, Any]:
        """Refuse half a stretch, one that ends before it begins, two that overlap, and a week that never opens."""
        values: dict[str, Any] = super().clean() or {}
        for day in WEEKDAYS:
            end = time(0)
            for number in STRETCHES:
                opens, closes = (values.get(f"{edge}_{day}_{number}") for edge in ("opens", "closes"))
                if _is_wrong(opens, closes, after=end):
                    self.add_error(f"closes_{day}_{number}", _("Each stretch needs two hours, in order."))
                end = closes or end
        if not any(values.get(f"opens_{day}_{number}") for day in WEEKDAYS for number in STRETCHES):
            raise ValidationError(_("The desk must be open at some time."))
        return values

    @property
    def is_agreed(self) -> bool:
        """Whether it may be saved: nothing that runs moves, or somebody saw what these very values would move."""
        return self.cleaned_data["scope"] == "new" or self.data.get("agreed") == self.fingerprint

    @property
    def fingerprint(self) -> str:
        """Names the values, so that what is agreed to is what was shown."""
        return hashlib.sha256(repr(sorted(self.cleaned_data.items())).encode()).hexdigest()[:16]

    @property
    def promises(self) -> revision.Promises:
        """What the policy says once this is saved."""
        targets = {(str(m), int(p)): self.cleaned_data[f"{m}_{p}"] for m, p in _targets()}
        week = tuple(tuple(self._stretches(day)) for day in WEEKDAYS)
        return revision.Promises(self.policy, targets, replace(hours_of(self.policy.calendar), week=week))

    @transaction.atomic
    def save(self, *, at: datetime, by: User) -> revision.Effect:
        """Keep it. New tickets follow; deadlines that run already move only when that was chosen."""
        promises, calendar = self.promises, self.policy.calendar
        for (metric, priority), minutes in promises.targets.items():
            SLATarget.objects.update_or_create(
                policy=self.policy, metric=metric, priority=priority, defaults={"minutes": minutes}
            )
        calendar.opening_hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(calendar=calendar, weekday=day, opens=opens, closes=closes)
            for day in WEEKDAYS
            for opens, closes in self._stretches(day)
        )
        transaction.on_commit(forget_calendars)
        if self.cleaned_data["scope"] == "new":
            return revision.Effect()
        return revision.follow(promises, at=at, by=by)

    def _stretches(self, day: int) -> Iterator[Stretch]:
        values = self.cleaned_data
        pairs = ((values[f"opens_{day}_{number}"], values[f"closes_{day}_{number}"]) for number in STRETCHES)
        return ((opens, closes) for opens, closes in pairs if opens is not None)

    def target_rows(self) -> list[tuple[int, list[tuple[str, forms.BoundField]]]]:
        """Return one row for each priority: each metric's name and field."""
        return [(int(p), [(str(metric.label), self[f"{metric}_{p}"]) for metric in Metric]) for p in Priority]

    def week_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return one row for each weekday."""
        return [
            (str(name), [self[f"{edge}_{day}_{number}"] for number in STRETCHES for edge in ("opens", "closes")])
            for day, name in WEEKDAYS.items()
        ]


def _targets() -> Iterator[tuple[Metric, Priority]]:
    return ((metric, priority) for metric in Metric for priority in Priority)


def _is_wrong(opens: time | None, closes: time | None, *, after: time) -> bool:
    if opens is None or closes is None:
        return opens is not closes
    return opens < after or (closes != time(0) and closes <= opens)


def _edges(rows: Iterable[OpeningHours]) -> Iterator[tuple[str, str, time | None]]:
    by_day: dict[int, list[OpeningHours]] = {day: [] for day in WEEKDAYS}
    for row in rows:
        by_day[row.weekday].append(row)
    for day, name in WEEKDAYS.items():
        for number in STRETCHES:
            found = by_day[day][number - 1] if len(by_day[day]) >= number else None
            opens, closes = _labels(str(name), number)
            yield f"opens_{day}_{number}", opens, found.opens if found else None
            yield f"closes_{day}_{number}", closes, found.closes if found else None


def _labels(day: str, number: int) -> tuple[str, str]:
    """Return what the two hours of a stretch are called; no two fields of the page share a name (WCAG 2.4.6)."""
    if number == 1:
        return _("%(day)s, from") % {"day": day}, _("%(day)s, until") % {"day": day}
    return _("%(day)s, second hours, from") % {"day": day}, _("%(day)s, second hours, until") % {"day": day}
