"""The hours of a week as people write them: one line a day, "09:00-13:00, 15:00-18:00"."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import BusinessCalendar, OpeningHours
from tickets.working_time import MIDNIGHT, Stretch

HOUR = r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*h?"
STRETCH = re.compile(rf"{HOUR}\s*(?:-|–|—|a|to|until)\s*{HOUR}", re.IGNORECASE | re.ASCII)
MOST_STRETCHES = 8
LAST_HOUR = 24
LEFT, WIDTH = 24, 672  # of the drawing of a day, in its own units
DAY_MINUTES = 24 * 60


def written(stretches: Iterable[Stretch]) -> str:
    """Return stretches as people write them; midnight at the end of a day is 24:00."""
    return ", ".join(
        f"{opens:%H:%M}–{'24:00' if closes == MIDNIGHT else f'{closes:%H:%M}'}" for opens, closes in stretches
    )


class DayHoursField(forms.CharField):
    """The hours of one day; empty when it is closed. Gives a tuple of stretches in order."""

    default_error_messages = {
        "unreadable": gettext_lazy("Write hours like 09:00-13:00, 15:00-18:00. Leave it empty when closed."),
        "order": gettext_lazy("Each stretch must end after it begins, and begin after the one before has ended."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, widget=forms.TextInput({"class": "input"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what was typed, or what is stored."""
        return written(value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> Any:
        """Read the line."""
        line = str(super().to_python(value) or "")
        parts = [part.strip() for part in re.split(r"[,;]|\s+[ye]\s+|\s+and\s+", line) if part.strip()]
        stretches = tuple(self._stretch(part) for part in parts)
        if len(stretches) > MOST_STRETCHES:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        end = MIDNIGHT
        for number, (opens, closes) in enumerate(stretches):
            is_after = opens >= end and not (number and end == MIDNIGHT)
            if not is_after or (closes != MIDNIGHT and closes <= opens):
                raise ValidationError(self.error_messages["order"], code="order")
            end = closes
        return stretches

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as written."""
        return bool(written(initial or ()) != data)

    def _stretch(self, text: str) -> Stretch:
        found = STRETCH.fullmatch(text)
        if found is None:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        begin, begin_minutes, end, end_minutes = found.groups()
        return self._hour(begin, begin_minutes), self._hour(end, end_minutes)

    def _hour(self, hours: str, minutes: str | None) -> time:
        hour, minute = int(hours), int(minutes or 0)
        if (hour, minute) == (LAST_HOUR, 0):
            return MIDNIGHT
        if hour >= LAST_HOUR:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        return time(hour, minute)


class WeekForm(forms.Form):
    """Seven days, which must be open at some time."""

    def __init__(self, data: Any = None, *, week: Collection[Collection[Stretch]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for day, stretches in enumerate(week):
            self.fields[f"hours_{day}"] = DayHoursField(label=capfirst(str(WEEKDAYS[day])), initial=tuple(stretches))

    def clean(self) -> dict[str, Any]:
        """Refuse a week that never opens."""
        values: dict[str, Any] = super().clean() or {}
        days = [values.get(f"hours_{day}", "refused") for day in WEEKDAYS]
        if not any(days):
            raise ValidationError(_("The desk must be open at some time."))
        return values

    @property
    def week(self) -> tuple[tuple[Stretch, ...], ...]:
        """The stretches of each day, once valid."""
        return tuple(self.cleaned_data[f"hours_{day}"] for day in WEEKDAYS)

    def days(self) -> "list[Day]":
        """Return each day with its field and its drawing."""
        return [Day(self[f"hours_{day}"], _bars(self, f"hours_{day}")) for day in WEEKDAYS]


@dataclass(frozen=True)
class Bar:
    """An open stretch in the drawing of a day."""

    x: int
    width: int


@dataclass(frozen=True)
class Day:
    """One line of the week."""

    bound: forms.BoundField
    bars: list[Bar]


def stored_week(calendar: BusinessCalendar) -> tuple[tuple[Stretch, ...], ...]:
    """Return what a calendar says of each weekday."""
    rows = list(calendar.opening_hours.all())
    return tuple(tuple((row.opens, row.closes) for row in rows if row.weekday == day) for day in WEEKDAYS)


def summary(week: Collection[Collection[Stretch]]) -> list[str]:
    """Return a week in few lines, for a list: Mon-Fri 09:00-18:00. Days that are closed are left out."""
    lines = []
    for stretches, group in groupby(enumerate(week), key=lambda day: tuple(day[1])):
        days = [str(WEEKDAYS_ABBR[number]) for number, _stretches in group]
        if stretches:
            lines.append(
                f"{days[0]}–{days[-1]} {written(stretches)}" if days[1:] else f"{days[0]} {written(stretches)}"
            )
    return lines


def write_week(calendar: BusinessCalendar, week: Collection[Collection[Stretch]]) -> None:
    """Replace the hours of a calendar."""
    calendar.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day, stretches in enumerate(week)
        for opens, closes in stretches
    )


def _bars(form: WeekForm, name: str) -> list[Bar]:
    stretches = getattr(form, "cleaned_data", {}).get(name) if form.is_bound else form.fields[name].initial
    return [_bar(opens, closes) for opens, closes in stretches or ()]


def _bar(opens: time, closes: time) -> Bar:
    begin = opens.hour * 60 + opens.minute
    end = (closes.hour * 60 + closes.minute) or DAY_MINUTES
    return Bar(LEFT + begin * WIDTH // DAY_MINUTES, max(4, (end - begin) * WIDTH // DAY_MINUTES))
