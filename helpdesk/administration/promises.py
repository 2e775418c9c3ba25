"""Editing the default policy: targets, the week, and whether tickets that are open already follow."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.forms import time_zone_choices
from helpdesk.accounts.models import User
from helpdesk.administration.minutes import MinutesField
from helpdesk.administration.week import WeekForm, stored_week, write_week
from tickets.models import Metric, SLAPolicy, SLATarget
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import hours_of
from tickets.working_time import WorkingHours


class PromisesForm(WeekForm):
    """Minutes by metric and priority, time zone and hours. Fields are made from the policy."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    scope = forms.ChoiceField(
        label=_("Which tickets follow?"),
        choices=(("new", _("New tickets only")), ("open", _("Open tickets too"))),
        initial="new",
        widget=forms.RadioSelect,
        help_text=_("For open tickets you see first what would change. What is missed already stays missed."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, policy: SLAPolicy) -> None:
        super().__init__(data, week=stored_week(policy.calendar), initial={"time_zone": policy.calendar.time_zone})
        self.policy = policy
        minutes = {(t.metric, t.priority): t.minutes for t in policy.targets.all()}
        for metric, priority in _targets():
            self.fields[f"{metric}_{priority}"] = MinutesField(
                label=f"{metric.label}, {priority.label}",
                initial=minutes.get((metric, priority)),
                widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
            )

    @property
    def is_agreed(self) -> bool:
        """Whether it may be saved: nothing that runs moves, or somebody saw what these very values would move."""
        return self.cleaned_data["scope"] == "new" or self.data.get("agreed") == self.fingerprint

    @property
    def fingerprint(self) -> str:
        """Names the values, so that what is agreed to is what was shown."""
        return hashlib.sha256(repr(sorted(self.cleaned_data.items())).encode()).hexdigest()[:16]

    @property
    def hours(self) -> WorkingHours:
        """When the desk works once this is saved; before anything was typed, as it is."""
        stored = hours_of(self.policy.calendar)
        if not self.is_bound:
            return stored
        return WorkingHours(ZoneInfo(self.cleaned_data["time_zone"]), self.week, stored.exceptions)

    @property
    def promises(self) -> revision.Promises:
        """What the policy says once this is saved."""
        targets = {(str(m), int(p)): self.cleaned_data[f"{m}_{p}"] for m, p in _targets()}
        return revision.Promises(self.policy, targets, self.hours)

    def targets_of(self, priority: Priority) -> dict[Metric, int]:
        """Return the minutes that a priority has."""
        if self.is_bound:
            return {metric: self.cleaned_data[f"{metric}_{priority}"] for metric in Metric}
        stored = {row.metric: row.minutes for row in self.policy.targets.filter(priority=priority)}
        return {metric: stored[metric] for metric in Metric if metric in stored}

    @transaction.atomic
    def save(self, *, at: datetime, by: User) -> revision.Effect:
        """Keep it. New tickets follow; deadlines that run already move only when that was chosen."""
        promises, calendar = self.promises, self.policy.calendar
        for (metric, priority), minutes in promises.targets.items():
            SLATarget.objects.update_or_create(
                policy=self.policy, metric=metric, priority=priority, defaults={"minutes": minutes}
            )
        calendar.time_zone = self.cleaned_data["time_zone"]
        calendar.save(update_fields=["time_zone"])
        write_week(calendar, self.week)
        if self.cleaned_data["scope"] == "new":
            return revision.Effect()
        return revision.follow(promises, at=at, by=by)

    def target_rows(self) -> list[tuple[int, list[tuple[str, forms.BoundField]]]]:
        """Return one row for each priority: each metric's name and field."""
        return [(int(p), [(str(metric.label), self[f"{metric}_{p}"]) for metric in Metric]) for p in Priority]


def _targets() -> Iterator[tuple[Metric, Priority]]:
    return ((metric, priority) for metric in Metric for priority in Priority)
