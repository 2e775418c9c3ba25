"""What administrators fill in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Desk, Role, Team, User
from tickets.models import Category


def _active_teams(*kept: int | None) -> Any:
    active = Team.objects.filter(is_active=True)
    return (active | Team.objects.filter(pk__in=[pk for pk in kept if pk])).order_by("name")


class PersonForm(forms.Form):
    """Somebody who is at the desk already."""

    name = forms.CharField(label=_("Name"), max_length=120)
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
        kept = person.teams.values_list("pk", flat=True) if person else ()
        self.teams_field.queryset = _active_teams(*kept)

    @property
    def teams_field(self) -> Any:
        """The field whose choices depend on the person."""
        return self.fields["teams"]


class InvitationForm(PersonForm):
    """Somebody new."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ("name", "email", "role", "teams")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_active"]

    def clean_email(self) -> str:
        """Refuse an address that somebody has."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Someone already has this address."))
        return email


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


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A category with its names in both languages."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    description_es = forms.CharField(label=_("Hint in Spanish"), max_length=200, required=False)
    description_en = forms.CharField(label=_("Hint in English"), max_length=200, required=False)

    class Meta:
        model = Category
        fields = ("parent", "team", "impact", "urgency", "position", "is_public", "is_active")
        help_texts = {
            "team": _("Its tickets go there at once."),
            "impact": _("How far the usual case reaches. Impact and urgency give the first priority."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.instance
        names = {row.language: row for row in category.names.all()} if category.pk else {}
        for language, row in names.items():
            self.initial[f"name_{language}"], self.initial[f"description_{language}"] = row.name, row.description
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = _active_teams(category.team_id)
        fields["team"].empty_label = _("No team")
        roots = Category.objects.named().filter(parent=None).exclude(pk=category.pk)
        # One level of nesting: what has children stays at the top.
        fields["parent"].queryset = roots.none() if category.pk and category.children.exists() else roots
        fields["parent"].empty_label = _("No other category")
        self.order_fields(["name_es", "name_en", "description_es", "description_en"])
