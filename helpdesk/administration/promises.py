"""Editing the default policy: targets, the week, holidays."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from tickets.models import Metric, OpeningHours, SLAPolicy, SLATarget
from tickets.priority import Priority
from tickets.sla.calendars import forget_calendars

STRETCHES = (1, 2)  # a day may close over noon
LONGEST_MINUTES = 60 * 24 * 365


class PromisesForm(forms.Form):
    """Minutes by metric and priority, and up to two stretches a day. Fields are made from the policy."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, policy: SLAPolicy) -> None:
        super().__init__(data)
        self.policy = policy
        minutes = {(t.metric, t.priority): t.minutes for t in policy.targets.all()}
        for metric, priority in _targets():
            self.fields[f"{metric}_{priority}"] = forms.IntegerField(
                label=f"{metric.label}, {priority.label}",
                min_value=1,
                max_value=LONGEST_MINUTES,
                initial=minutes.get((metric, priority)),
                widget=forms.NumberInput({"class": "input"}),
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

    @transaction.atomic
    def save(self) -> None:
        """Keep it. Deadlines that run already stay; new ones follow the new promises."""
        values = self.cleaned_data
        for metric, priority in _targets():
            SLATarget.objects.update_or_create(
                policy=self.policy,
                metric=metric,
                priority=priority,
                defaults={"minutes": values[f"{metric}_{priority}"]},
            )
        calendar = self.policy.calendar
        calendar.opening_hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(calendar=calendar, weekday=day, opens=opens, closes=values[f"closes_{day}_{number}"])
            for day in WEEKDAYS
            for number in STRETCHES
            if (opens := values[f"opens_{day}_{number}"]) is not None
        )
        forget_calendars()

    def target_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return one row for each metric, one field for each priority."""
        return [(str(metric.label), [self[f"{metric}_{priority}"] for priority in Priority]) for metric in Metric]

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
