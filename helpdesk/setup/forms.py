"""What the wizard asks, on one page."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.forms import LONGEST_PASSWORD, time_zone_choices
from helpdesk.accounts.models import User
from helpdesk.setup.begin import Beginning
from tickets.defaults import public_seeds


def category_choices() -> list[tuple[str, str]]:
    """Return the starter set in the reader's language."""
    position = 0 if get_language() == "es" else 1
    return [(seed.slug, seed.names[position]) for seed in public_seeds()]


def _all_categories() -> list[str]:
    return [seed.slug for seed in public_seeds()]


class SetupForm(forms.Form):
    """The first administrator and their desk."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=_("10 characters or more. A few words that only you would put together."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    company = forms.CharField(
        label=_("Company"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    language = forms.ChoiceField(label=_("Language of the desk"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=[(number, lazystr(name)) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4],
    )
    opens = forms.TimeField(label=_("Opens at"), initial=time(9), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    closes = forms.TimeField(label=_("Closes at"), initial=time(18), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    categories = forms.MultipleChoiceField(
        label=_("What people may write about"),
        choices=category_choices,
        widget=forms.CheckboxSelectMultiple,
        initial=_all_categories,
        help_text=_("Each comes with its team. You can rename and add later."),
    )

    def clean_password(self) -> str:
        """Refuse what is easily guessed."""
        password: str = self.cleaned_data["password"]
        person = User(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", ""))
        validate_password(password, person)
        return password

    def clean_email(self) -> str:
        """Refuse an address that somebody has."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Someone already has this address."))
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a day that ends before it begins."""
        values: dict[str, Any] = super().clean() or {}
        opens, closes = values.get("opens"), values.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The day must end after it begins."))
        return values

    def beginning(self) -> Beginning:
        """Return what was asked, once valid."""
        values = dict(self.cleaned_data)
        hours = ((values.pop("opens"), values.pop("closes")),)
        return Beginning(week=dict.fromkeys(values.pop("days"), hours), **values)
