"""A mailed report as managers fill it in: its rhythm and people here, its filters as on the dashboard."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.administration import audit
from reports.forms import SELECTS, ScopeForm
from reports.models import ReportSchedule
from reports.scope import CLOCK
from tickets import choices
from tickets.models import Channel
from tickets.sla.calendars import desk_zone


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    """When it leaves, to whom, and in which language."""

    class Meta:
        model = ReportSchedule
        fields = ("name", "frequency", "weekday", "day", "hour", "language", "recipients")
        widgets = {"recipients": forms.CheckboxSelectMultiple}
        labels = {
            "name": _("Name"),
            "frequency": _("How often"),
            "weekday": _("Weekday"),
            "day": _("Day of the month"),
            "hour": _("Hour, on the desk's clock"),
            "language": _("Language"),
            "recipients": _("Who gets it"),
        }
        help_texts = {
            "name": _("The subject of the mail."),
            "day": _("In a shorter month it leaves on the last day."),
            "recipients": _("They see these figures even where their own role shows them fewer."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["recipients"].queryset = User.objects.active().order_by("name")
        if not self.instance.pk:
            self.initial["recipients"] = [self.instance.owner_id]

    def clean_name(self) -> str:
        """Refuse the name of another report of the same person: pressed twice, it would be mailed twice."""
        name: str = self.cleaned_data["name"]
        others = ReportSchedule.objects.filter(owner=self.instance.owner).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(gettext("Another of these reports has this name."))
        return name


class Editing:
    """Both forms of one page."""

    def __init__(self, schedule: ReportSchedule, data: QueryDict | None, *, begin: Any, at: datetime) -> None:
        channels = dict(Channel.objects.values_list("pk", "name"))
        asked = data if data is not None else schedule.filters or begin
        self.schedule, self.at = schedule, at
        self.form = ScheduleForm(data, instance=schedule)
        self.scope = ScopeForm(
            asked, user=schedule.owner, choices=choices.load(), channels=channels, at=at, zone=desk_zone()
        )

    def is_valid(self) -> bool:
        """Whether both can be saved; both say what is wrong."""
        return all([self.form.is_valid(), self.scope.is_valid()])

    def save(self, *, by: User) -> ReportSchedule:
        """Save, and write down what changed. The next run is counted from now."""
        schedule = self.schedule
        with audit.changing(schedule, by=by, at=self.at):
            self.form.save(commit=False)
            values = self.scope.cleaned_data
            schedule.filters = {name: values[name] for name in SELECTS if values.get(name)}
            if values.get("hours") == CLOCK:
                schedule.filters["hours"] = CLOCK
            schedule.plan(self.at, desk_zone())
            schedule.save()
            self.form.save_m2m()
        return schedule
