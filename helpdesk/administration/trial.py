"""Trying the promises on one ticket, saved or not: when it would fall due, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from helpdesk.ui import humane
from tickets.models import Metric
from tickets.priority import Priority
from tickets.sla.simulation import Simulation, simulate
from tickets.working_time import WorkingHours

FRIDAY, HALF_PAST_FIVE = 4, time(17, 30)  # the ticket that every desk asks about
FIRST_YEAR, LAST_YEAR = 2000, 2099


class Tried(Protocol):
    """A form with targets and hours; `hours` is None while a field is wrong."""

    @property
    def hours(self) -> WorkingHours | None: ...

    def targets_of(self, priority: Priority) -> dict[Metric, int]: ...


class SimulationForm(forms.Form):
    """A ticket to try the promises on."""

    created = forms.DateTimeField(
        label=gettext_lazy("A ticket comes on"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("with the priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )
    prefix = "try"

    def __init__(self, data: Mapping[str, Any] | None = None, *, zone: ZoneInfo, at: datetime) -> None:
        super().__init__(data, initial={"created": next_friday(at, zone)})
        self.zone = zone

    def clean_created(self) -> datetime:
        """Refuse days so far off that there are none before or after them to count in."""
        created: datetime = self.cleaned_data["created"]
        if not FIRST_YEAR <= created.year <= LAST_YEAR:
            raise ValidationError(_("Choose a day of this century."))
        return created

    def outcome(self, tried: Tried) -> Simulation | None:
        """Follow the ticket through targets and hours as they stand in a form; None while a field is wrong."""
        with timezone.override(self.zone):
            if self.is_bound and not self.is_valid():
                return None
        values = self.cleaned_data if self.is_bound else {**self.initial, "priority": Priority.NORMAL}
        hours = tried.hours
        return simulate(values["created"], tried.targets_of(Priority(values["priority"])), hours) if hours else None


def next_friday(at: datetime, zone: ZoneInfo) -> datetime:
    """Return half past five of the coming Friday."""
    today = at.astimezone(zone).date()
    day = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    return datetime.combine(day, HALF_PAST_FIVE, zone)


@dataclass(frozen=True)
class Step:
    """One promise on the way: when, what, and how much working time it has."""

    at: datetime
    when: str
    name: str
    allowed: str


@dataclass(frozen=True)
class Story:
    """What would happen to the ticket."""

    text: str
    steps: list[Step]
    holidays: str


def told(simulation: Simulation) -> Story:
    """Put a simulation into words, in the calendar's own time."""
    facts = {"day": _day(simulation.created_at), "time": _hour(simulation.created_at)}
    text = _("A ticket that comes on %(day)s at %(time)s:") % facts
    if simulation.waits:
        facts |= {"start": _day(simulation.starts_at), "hour": _hour(simulation.starts_at)}
        text = (
            _("A ticket that comes on %(day)s at %(time)s, while closed: its clock starts on %(start)s at %(hour)s.")
            % facts
        )
    steps = [
        Step(
            due.due_at,
            _("%(day)s, %(time)s") % {"day": _day(due.due_at), "time": _hour(due.due_at)},
            str(due.metric.label),
            _("%(time)s of opening hours") % {"time": humane.working_time(due.allowed)},
        )
        for due in simulation.dues
    ]
    return Story(text, steps, ", ".join(date_format(day, "DATE_FORMAT") for day in simulation.exceptions))


def _day(moment: datetime) -> str:
    return date_format(moment, pgettext("date format", "l j F"))


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"
