"""Editing a policy: targets, the hours they are counted in, its teams, and whether open tickets follow at once."""

import hashlib
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team, User
from helpdesk.administration.minutes import MinutesField
from tickets.models import BulkChange, BusinessCalendar, Metric, SLAPolicy, SLATarget, TeamPolicy
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import hours_of
from tickets.working_time import WorkingHours


class ScopeField(forms.ChoiceField):
    """Whether deadlines that run already move at once."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Which tickets follow?"),
            choices=(("new", gettext_lazy("New tickets only")), ("open", gettext_lazy("Open tickets too"))),
            initial="new",
            widget=forms.RadioSelect,
            help_text=gettext_lazy(
                "With “new tickets only”, a deadline that runs already stays where it is until something happens on "
                "its ticket: an answer, a wait, another priority or team. From then on it counts as saved here. "
                "With “open tickets too” you see first what would move; what is missed already stays missed."
            ),
        )


class AgreedForm(forms.Form):
    """A form that moves deadlines only after somebody saw what these very values move."""

    @property
    def follows(self) -> bool:
        """Whether open tickets follow at once."""
        return self.cleaned_data.get("scope") == "open"

    @property
    def is_agreed(self) -> bool:
        """Whether it may be saved."""
        return not self.follows or self.data.get("agreed") == self.fingerprint

    @property
    def fingerprint(self) -> str:
        """Names the values, so that what is agreed to is what was shown."""
        values = sorted((name, _plain(value)) for name, value in self.cleaned_data.items())
        return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


class PromisesForm(AgreedForm):
    """A policy. The fields of its targets are made from it; a new one begins with those of the default policy."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    calendar = forms.ModelChoiceField(
        BusinessCalendar.objects.order_by("name"),
        label=gettext_lazy("Opening hours"),
        empty_label=None,
        help_text=gettext_lazy("The hours in which its clocks run."),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Teams whose tickets get it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "New tickets of these teams, and those that come to them from another team. Others get the default policy."
        ),
    )
    pauses_on_third_party = forms.BooleanField(
        label=gettext_lazy("The clock stands still while a third party must act"), required=False
    )
    scope = ScopeField()

    def __init__(self, data: Mapping[str, Any] | None = None, *, policy: SLAPolicy) -> None:
        calendar = policy.calendar_id or BusinessCalendar.objects.values_list("pk", flat=True).first()
        teams = list(policy.teams.all()) if policy.pk else []
        facts = {"name": policy.name, "pauses_on_third_party": policy.pauses_on_third_party, "calendar": calendar}
        super().__init__(data, initial=facts | {"teams": teams})
        self.policy = policy
        self._offer_teams(teams)
        if not policy.pk:
            del self.fields["scope"]
        for metric, priority in _targets():
            self.fields[f"{metric}_{priority}"] = MinutesField(
                label=f"{metric.label}, {priority.label}",
                initial=self.stored_targets.get((str(metric), int(priority))),
                widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
            )

    def _offer_teams(self, kept: list[Team]) -> None:
        """The default policy is for everybody else."""
        if self.policy.is_default:
            del self.fields["teams"]
            return
        fields: dict[str, Any] = self.fields
        offered = Team.objects.filter(is_active=True) | Team.objects.filter(pk__in=[team.pk for team in kept])
        fields["teams"].queryset = offered.order_by("name")

    def clean_name(self) -> str:
        """Refuse the name of another policy."""
        name: str = self.cleaned_data["name"]
        if SLAPolicy.objects.filter(name__iexact=name).exclude(pk=self.policy.pk).exists():
            raise ValidationError(_("Another policy has this name."))
        return name

    def clean_teams(self) -> "QuerySet[Team]":
        """A team has one policy: none of these may have another one."""
        teams: QuerySet[Team] = self.cleaned_data["teams"]
        taken = (
            TeamPolicy.objects.filter(team__in=teams).exclude(policy=self.policy.pk).select_related("team", "policy")
        )
        if taken:
            names = ", ".join(f"{row.team} ({row.policy})" for row in taken)
            raise ValidationError(
                _("These have another policy: %(names)s. Take them out there first.") % {"names": names}
            )
        return teams

    @property
    def stored_targets(self) -> Mapping[tuple[str, int], int]:
        """The minutes that there are; a new policy begins with those of the default one."""
        policy = {"policy": self.policy} if self.policy.pk else {"policy__is_default": True}
        return {(row.metric, row.priority): row.minutes for row in SLATarget.objects.filter(**policy)}

    @property
    def hours(self) -> WorkingHours | None:
        """When the clocks run; None while a field is wrong."""
        if self.is_bound:
            return hours_of(self.cleaned_data["calendar"]) if self.is_valid() else None
        calendar = BusinessCalendar.objects.filter(pk=self.initial["calendar"]).first()
        return hours_of(calendar) if calendar else None

    def targets_of(self, priority: Priority) -> dict[Metric, int]:
        """Return the minutes that a priority has: as typed, or as stored."""
        typed = {metric: self.cleaned_data[f"{metric}_{priority}"] for metric in Metric} if self.is_bound else {}
        stored = self.stored_targets
        return typed or {m: stored[str(m), int(priority)] for m in Metric if (str(m), int(priority)) in stored}

    def preview(self, *, at: datetime) -> revision.Effect:
        """Return which deadlines would move. Changes nothing."""
        policy = copy(self.policy)
        policy.pauses_on_third_party = self.cleaned_data["pauses_on_third_party"]
        targets = {(str(m), int(p)): self.cleaned_data[f"{m}_{p}"] for m, p in _targets()}
        return revision.preview(revision.Promises(policy, targets, hours_of(self.cleaned_data["calendar"])), at=at)

    @transaction.atomic
    def save(self, *, at: datetime, by: User) -> BulkChange | None:
        """Keep it. Returns the change of the open tickets that is still to be done, where that was chosen."""
        policy, values = self.policy, self.cleaned_data
        policy.name, policy.calendar = values["name"], values["calendar"]
        policy.pauses_on_third_party = values["pauses_on_third_party"]
        policy.is_default = policy.is_default or not SLAPolicy.objects.filter(is_default=True).exists()
        policy.save()
        for metric, priority in _targets():
            minutes = {"minutes": values[f"{metric}_{priority}"]}
            SLATarget.objects.update_or_create(policy=policy, metric=metric, priority=priority, defaults=minutes)
        if "teams" in values:
            policy.teams.set(values["teams"])
        return revision.plan([policy], by=by, at=at) if self.follows else None

    def target_rows(self) -> list[tuple[int, list[tuple[str, forms.BoundField]]]]:
        """Return one row for each priority: each metric's name and field."""
        return [(int(p), [(str(metric.label), self[f"{metric}_{p}"]) for metric in Metric]) for p in Priority]


def _targets() -> Iterator[tuple[Metric, Priority]]:
    return ((metric, priority) for metric in Metric for priority in Priority)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return sorted(one.pk for one in value) if isinstance(value, QuerySet) else value
