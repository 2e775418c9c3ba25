"""What people type about themselves: signing in, passwords, preferences."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Density, Theme, User

LONGEST_PASSWORD = 200  # hashing takes time on purpose: nobody may make it take more


class SignInForm(forms.Form):
    """Address and password. Which of the two is wrong is never said."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    stays = forms.BooleanField(label=_("Keep me signed in on this computer"), required=False)


class AddressForm(forms.Form):
    """To which address a link should go."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


def _limit(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            field.validators = [*field.validators, MaxLengthValidator(LONGEST_PASSWORD)]
            field.widget.attrs["maxlength"] = LONGEST_PASSWORD
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = _("10 characters or more. A few words that only you would put together.")
    form.fields["new_password2"].label = _("New password, once more")
    form.fields["new_password2"].help_text = ""


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A password chosen through a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self)


class ChangePasswordForm(PasswordChangeForm):
    """A password changed by somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self)
        self.fields["old_password"].label = _("Current password")


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the zones that people live in, by the names of the IANA database."""
    regions = ("America/", "Europe/", "Africa/", "Asia/", "Australia/", "Pacific/", "Atlantic/", "Indian/")
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(regions))
    return [(name, name.replace("_", " ")) for name in (*names, "UTC")]


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the workspace looks and speaks to one person."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)
    density = forms.ChoiceField(label=_("Rows of lists"), choices=Density.choices, widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "theme", "density", "signature")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "signature": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"signature": _("Goes below each of your replies."), "name": _("Requesters see your first name.")}
