"""The settings of a WhatsApp number, and its approved templates."""

import re
import secrets
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from channels_inbound.chats.forms import ChatForm
from channels_inbound.forms import ONE_LINE, secret
from tickets.models import Channel, ChannelKind

DIGITS = RegexValidator(r"^\d{5,30}$", _("Enter the id: digits only, not the telephone number."))
TEMPLATE_NAME = RegexValidator(
    r"^[a-z0-9_]{1,512}$", _("Small letters, digits and underscores, as in WhatsApp Manager.")
)
LANGUAGE = RegexValidator(r"^[a-z]{2,3}(_[A-Za-z]{2,4})?$", _("A code as in WhatsApp Manager: es, es_PE, en_US."))
BLANK = re.compile(r"\{\{([^{}]*)\}\}")
MAX_TEMPLATES = 50
MOST_FILLED = 2  # of a question: the link and the number


class WhatsAppForm(ChatForm):
    """One number of the WhatsApp Cloud API."""

    token = "access_token"  # noqa: S105 -- the name of a field
    needed = ("access_token", "app_secret")

    phone_number_id = forms.CharField(
        label=_("Phone number ID"),
        max_length=30,
        validators=[DIGITS],
        help_text=_("In Meta for Developers, your app, WhatsApp › API Setup. Not the telephone number itself."),
    )
    access_token = secret(
        _("Access token"),
        hint=_("A permanent one of a system user, with the permission whatsapp_business_messaging."),
    )
    app_secret = secret(
        _("App secret"), hint=_("In your app, App settings › Basic. It proves that a webhook comes from Meta.")
    )
    verify_token = forms.CharField(
        label=_("Verify token"),
        required=False,
        max_length=200,
        validators=[ONE_LINE],
        help_text=_("Any text: enter the same one where Meta asks for it. Empty: we make one."),
    )

    def clean_phone_number_id(self) -> str:
        """A number is one channel's only."""
        number = str(self.cleaned_data["phone_number_id"])
        others = Channel.objects.of_kind(ChannelKind.WHATSAPP).filter(config__phone_number_id=number)
        if self.channel is not None:
            others = others.exclude(pk=self.channel.pk)
        if others.exists():
            raise forms.ValidationError(_("Another channel has this number."))
        return number

    def config_of(self, values: dict[str, Any]) -> dict[str, Any]:
        """Make a verify token where none was given."""
        return values | {"verify_token": values.get("verify_token") or secrets.token_urlsafe(24)}


class TemplateForm(forms.Form):
    """One template, as it was approved."""

    name = forms.CharField(label=_("Name"), max_length=512, validators=[TEMPLATE_NAME])
    language = forms.CharField(label=_("Language"), max_length=10, validators=[LANGUAGE])
    body = forms.CharField(
        label=_("Text"),
        max_length=1024,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Exactly as approved, with {{1}}, {{2}} where something is filled in."),
    )
    asks = forms.BooleanField(
        label=_("Ask with it how it went"),
        required=False,
        help_text=_(
            "When the 24 hours are over. {{1}} is filled with the link to the answer, {{2}}, if there is one, with the "
            "number of the request."
        ),
    )

    def clean_body(self) -> str:
        """Take numbered blanks only, from the first on: they are filled in that order."""
        body = str(self.cleaned_data["body"])
        blanks = [name.strip() for name in BLANK.findall(body)]
        wanted = [str(number) for number in range(1, len(set(blanks)) + 1)]
        if set(blanks) != set(wanted):
            raise forms.ValidationError(_("Number the blanks: {{1}}, {{2}} and so on, none left out."))
        return body

    def clean(self) -> dict[str, Any]:
        """A question without a link cannot be answered."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("asks") and "body" in values and not 1 <= len(set(BLANK.findall(values["body"]))) <= MOST_FILLED:
            self.add_error("asks", _("This needs the blank {{1}} for the link, and no more than {{2}}."))
        return values


class TemplateRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The whole list."""

    def clean(self) -> None:
        """Refuse what would leave open which one is meant."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms and form.is_valid()]
        named = [(row["name"], row["language"]) for row in rows if row.get("name")]
        asking = [row["language"].partition("_")[0] for row in rows if row.get("asks")]
        if len(named) != len(set(named)):
            raise forms.ValidationError(_("Two templates have the same name and language."))
        if len(asking) != len(set(asking)):
            raise forms.ValidationError(_("Two templates of one language ask how it went. Choose one."))


TemplateFormSet = forms.formset_factory(
    TemplateForm, formset=TemplateRows, extra=1, max_num=MAX_TEMPLATES, validate_max=True, can_delete=True
)
