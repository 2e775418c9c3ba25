"""Changing one property of a ticket. `expected` is the value that was on screen, to notice a colleague's change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from tickets.models import Category
from tickets.priority import Level, Priority
from tickets.states import CHOOSABLE


class PropertyForm(forms.Form):
    """What every property has."""

    expected = forms.CharField(required=False, max_length=2000, strip=False)

    @property
    def expected_value(self) -> str | None:
        """What the person saw; None when the form did not say."""
        return self.cleaned_data["expected"] if "expected" in self.data else None


class StatusForm(PropertyForm):
    """A state; a scheduled ticket needs the moment to come back."""

    status = forms.ChoiceField(choices=[(status, status.label) for status in CHOOSABLE])
    wake_at = forms.DateTimeField(
        label=_("Comes back"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )


class PriorityForm(PropertyForm):
    """A priority set by hand."""

    priority = forms.TypedChoiceField(choices=Priority.choices, coerce=int)


class LevelsForm(PropertyForm):
    """Impact and urgency, from which the priority follows."""

    impact = forms.TypedChoiceField(choices=Level.choices, coerce=int)
    urgency = forms.TypedChoiceField(choices=Level.choices, coerce=int)


class TeamForm(PropertyForm):
    """A team, or none."""

    team = forms.ModelChoiceField(Team.objects.filter(is_active=True), required=False)


class AssigneeForm(PropertyForm):
    """A person who answers, or nobody."""

    assignee = forms.ModelChoiceField(User.objects.answering(), required=False)


class CategoryForm(PropertyForm):
    """A category, or none."""

    category = forms.ModelChoiceField(Category.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.offered_to(user)  # type: ignore[attr-defined]


class SubjectForm(PropertyForm):
    """The subject."""

    subject = forms.CharField(max_length=250, error_messages={"required": _("Write a subject.")})


class TagsForm(PropertyForm):
    """Tags, separated by commas."""

    names = forms.CharField(max_length=1000, required=False)

    def clean_names(self) -> list[str]:
        """Return the words."""
        return [word.strip() for word in self.cleaned_data["names"].split(",") if word.strip()]


class FollowForm(forms.Form):
    """Follow, or stop."""

    following = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class AddressForm(forms.Form):
    """A mail address of the requester."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)


class ParticipantForm(forms.Form):
    """What to do with somebody who knocks at the door."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("keep_out", "keep_out")])


def complaint(form: forms.Form) -> str:
    """Return what is wrong with a form in one line, for a place without room for more."""
    errors: list[Any] = [error for found in form.errors.values() for error in found]
    return " ".join(str(error) for error in errors)
