"""Editing opening hours: their name, time zone and week, and whether open tickets follow at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.forms import time_zone_choices
from helpdesk.accounts.models import User
from helpdesk.administration.promises import AgreedForm, ScopeField
from helpdesk.administration.week import WeekForm, stored_week, write_week
from tickets.models import BulkChange, BusinessCalendar, Metric, SLAPolicy, SLATarget
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import default_policy, hours_of
from tickets.working_time import WorkingHours


class CalendarForm(WeekForm, AgreedForm):
    """Hours. New ones begin as a copy of those of the default policy."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=time_zone_choices)
    scope = ScopeField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, calendar: BusinessCalendar) -> None:
        self.calendar, self.model_calendar = calendar, calendar if calendar.pk else _first()
        self.policies = list(SLAPolicy.objects.filter(calendar=calendar.pk).order_by("-is_default", "name"))
        initial = {"name": calendar.name, "time_zone": self.model_calendar.time_zone}
        super().__init__(data, week=stored_week(self.model_calendar), initial=initial)
        if not self.policies:
            del self.fields["scope"]

    def clean_name(self) -> str:
        """Refuse the name of other hours."""
        name: str = self.cleaned_data["name"]
        if BusinessCalendar.objects.filter(name__iexact=name).exclude(pk=self.calendar.pk).exists():
            raise ValidationError(_("Other hours have this name."))
        return name

    @property
    def hours(self) -> WorkingHours | None:
        """When the desk works once this is saved; as stored before anything was typed; None while a field is wrong."""
        stored = hours_of(self.model_calendar)
        if not self.is_bound:
            return stored
        exceptions = stored.exceptions if self.calendar.pk else {}
        return (
            WorkingHours(ZoneInfo(self.cleaned_data["time_zone"]), self.week, exceptions) if self.is_valid() else None
        )

    def targets_of(self, priority: Priority) -> dict[Metric, int]:
        """Return the minutes to try the hours with: those of a policy that counts in them, else of the default one."""
        policy = self.policies[0] if self.policies else default_policy()
        rows = SLATarget.objects.filter(policy=policy, priority=priority)
        return {Metric(row.metric): row.minutes for row in rows}

    def preview(self, *, at: datetime) -> revision.Effect:
        """Return which deadlines would move. Changes nothing."""
        planned = (revision.Promises.stored(policy, hours=self.hours) for policy in self.policies)
        return sum((revision.preview(promises, at=at) for promises in planned), revision.Effect())

    @transaction.atomic
    def save(self, *, at: datetime, by: User) -> BulkChange | None:
        """Keep them. Returns the change of the open tickets that is still to be done, where that was chosen."""
        calendar = self.calendar
        calendar.name, calendar.time_zone = self.cleaned_data["name"], self.cleaned_data["time_zone"]
        calendar.save()
        write_week(calendar, self.week)
        return revision.plan(self.policies, by=by, at=at) if self.follows else None


def _first() -> BusinessCalendar:
    """Return the hours that new ones begin with."""
    policy = default_policy()
    if policy is None:
        raise Http404  # a desk that was never set up
    return policy.calendar
