"""What administrators fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Desk, Role, Team, User


def active_teams(*kept: int | None) -> Any:
    """Return the teams in use, and those that are chosen although they no longer are."""
    active = Team.objects.filter(is_active=True)
    return (active | Team.objects.filter(pk__in=[pk for pk in kept if pk])).order_by("name")


class PersonForm(forms.Form):
    """Somebody who is at the desk already."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They sign in with it."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.AGENT,
        help_text=_("Light agents read and write notes. Managers see all of their teams, administrators everything."),
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        kept = person.teams.values_list("pk", flat=True) if person else ()
        self.teams_field.queryset = active_teams(*kept)

    @property
    def teams_field(self) -> Any:
        """The field whose choices depend on the person."""
        return self.fields["teams"]

    def clean_email(self) -> str:
        """Refuse an address that somebody else has, and say who."""
        email: str = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.person.pk) if self.person else User.objects.all()
        other = others.filter(email__iexact=email).first()
        if other is None:
            return email
        if other.is_active:
            text = _("%(name)s already has this address. To send the link again, open %(name)s in the list of people.")
        else:
            text = _(
                "%(name)s, who may not sign in now, has this address. Open %(name)s in the list and allow it again."
            )
        raise ValidationError(text, params={"name": other})


class InvitationForm(PersonForm):
    """Somebody new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_active"]


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A team's name, and whether it gets tickets."""

    class Meta:
        model = Team
        fields = ("name", "is_active")


class NewTeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new team."""

    class Meta:
        model = Team
        fields = ("name",)


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the desk behaves. Its name and looks are in `branding`."""

    undo_seconds = forms.IntegerField(label=_("Seconds in which a reply can be taken back"), min_value=0, max_value=120)
    reopen_days = forms.IntegerField(
        label=_("Days in which an answer reopens a solved ticket"),
        min_value=0,
        max_value=365,
        help_text=_("Later answers begin a new ticket that follows the old one."),
    )
    close_days = forms.IntegerField(label=_("Days after which a solved ticket is closed"), min_value=1, max_value=365)

    class Meta:
        model = Desk
        fields = ("undo_seconds", "reopen_days", "close_days", "acknowledges")
        labels = {
            "acknowledges": _("Confirm by mail that a request arrived"),
        }
