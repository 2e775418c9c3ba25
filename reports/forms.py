"""The filters of the dashboard, as its address holds them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from reports import periods
from reports.periods import LONGEST, Period
from reports.scope import BUSINESS, CLOCK, Scope
from tickets import choices
from tickets.choices import Choices, Option
from tickets.models import Channel
from tickets.priority import Priority
from tickets.sla.calendars import desk_zone

DEFAULT = "14d"
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)  # so that there are days before and after, too
SELECTS = ("team", "agent", "channel", "category", "priority")
PERIODS = (
    ("today", gettext_lazy("Today")),
    ("7d", gettext_lazy("7 days")),
    ("14d", gettext_lazy("14 days")),
    ("30d", gettext_lazy("30 days")),
    ("90d", gettext_lazy("90 days")),
    ("month", gettext_lazy("This month")),
    ("custom", gettext_lazy("Other dates")),
)
HOURS = ((BUSINESS, gettext_lazy("Business hours")), (CLOCK, gettext_lazy("Clock hours")))


@dataclass(frozen=True)
class Asked:
    """What an address asks for, with the names that its page needs."""

    form: "ScopeForm"
    scope: Scope
    choices: Choices
    channels: dict[int, str]

    @classmethod
    def read(cls, user: User, data: Any, *, at: datetime) -> "Asked":
        """Read an address or a schedule, with three queries."""
        offered, channels = choices.load(), dict(Channel.objects.values_list("pk", "name"))
        form = ScopeForm(data, user=user, choices=offered, channels=channels, at=at, zone=desk_zone())
        return cls(form, form.scope(), offered, channels)


class ScopeForm(forms.Form):
    """What the reader asked to see. Whatever is missing takes its usual value; what makes no sense is said."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS, required=False)
    first = forms.DateField(label=gettext_lazy("First day"), required=False)
    last = forms.DateField(label=gettext_lazy("Last day"), required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)
    agent = forms.TypedChoiceField(label=gettext_lazy("Agent"), required=False, coerce=int, empty_value=None)
    channel = forms.TypedChoiceField(label=gettext_lazy("Channel"), required=False, coerce=int, empty_value=None)
    category = forms.TypedChoiceField(label=gettext_lazy("Category"), required=False, coerce=int, empty_value=None)
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), required=False, coerce=int, empty_value=None)
    hours = forms.ChoiceField(label=gettext_lazy("Hours"), choices=HOURS, required=False)

    def __init__(
        self, data: Any, *, user: User, choices: Choices, channels: dict[int, str], at: datetime, zone: ZoneInfo
    ) -> None:
        super().__init__(data)
        self.user, self.at, self.zone = user, at, zone
        offered = {
            "team": (gettext_lazy("All teams"), choices.teams),
            "agent": (gettext_lazy("All agents"), choices.people),
            "category": (gettext_lazy("All categories"), choices.categories),
            "channel": (gettext_lazy("All channels"), [Option(pk, name) for pk, name in channels.items()]),
        }
        for name, (everything, options) in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
            field.choices = [("", everything), *((option.pk, option.name) for option in options)]
        priority = self.fields["priority"]
        assert isinstance(priority, forms.ChoiceField)  # noqa: S101 -- for the type checker
        priority.choices = [("", gettext_lazy("All priorities")), *Priority.choices]

    def clean(self) -> dict[str, Any]:
        """Refuse dates that give no period."""
        values: dict[str, Any] = self.cleaned_data
        if values.get("period") != "custom":
            return values
        first, last = values.get("first"), values.get("last")
        if not (first and last):
            if not (self.has_error("first") or self.has_error("last")):
                self.add_error("first" if not first else "last", _("Choose both days."))
        elif last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first < EARLIEST or last > LATEST:
            words = _("Choose days between %(first)s and %(last)s.")
            self.add_error("first", words % {"first": date_format(EARLIEST), "last": date_format(LATEST)})
        elif (last - first).days >= LONGEST:
            self.add_error("first", _("A report covers two years at most."))
        return values

    def scope(self) -> Scope:
        """Return what to report; where something makes no sense, without it."""
        self.is_valid()
        values = self.cleaned_data
        return Scope(
            user=self.user,
            at=self.at,
            period=self._period(),
            hours=values.get("hours") or BUSINESS,
            **{name: values.get(name) for name in SELECTS},
        )

    @property
    def chosen(self) -> str:
        """The kind of period."""
        return self.cleaned_data.get("period") or DEFAULT

    @property
    def selects(self) -> list[forms.BoundField]:
        """The filters that are chosen from lists. Agents have no use for a choice of agents."""
        return [self[name] for name in SELECTS if self.user.is_manager or name != "agent"]

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.cleaned_data.get(name) for name in SELECTS)

    @property
    def said(self) -> list[str]:
        """What is wrong, as sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]

    def _period(self) -> Period:
        if self.chosen != "custom" or self.errors:
            name = self.chosen if self.chosen != "custom" else DEFAULT
            return periods.preset(name, at=self.at, zone=self.zone)
        return Period(self.cleaned_data["first"], self.cleaned_data["last"], self.zone)
