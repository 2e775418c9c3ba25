"""The settings of a WhatsApp number, and its approved templates."""

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
MAX_TEMPLATES = 50


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


TemplateFormSet = forms.formset_factory(
    TemplateForm, extra=1, max_num=MAX_TEMPLATES, validate_max=True, can_delete=True
)
