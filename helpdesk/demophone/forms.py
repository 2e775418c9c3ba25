"""Writing to the desk from a telephone."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.demophone.models import demo_channels
from tickets.models import Channel


class TextForm(forms.Form):
    """What a customer writes into a chat that is there."""

    text = forms.CharField(label=_("Message"), max_length=4096, widget=forms.Textarea(attrs={"rows": 2}))
    attachment = forms.FileField(label=_("File"), required=False)

    def clean(self) -> dict[str, Any]:
        """A file needs no words."""
        super().clean()
        values: dict[str, Any] = self.cleaned_data
        if values.get("attachment") and not values.get("text"):
            self.errors.pop("text", None)
            values["text"] = ""
        return values


class NewChatForm(TextForm):
    """A first message."""

    channel = forms.ModelChoiceField(queryset=Channel.objects.none(), label=_("Channel"), empty_label=None)
    name = forms.CharField(label=_("Your name"), max_length=120, initial="Rosa Huamán")
    contact = forms.CharField(
        label=_("Your number"),
        max_length=20,
        initial="51900555012",
        help_text=_("As WhatsApp writes it: with the country code, digits only. In Telegram any number will do."),
    )
    field_order = ("channel", "name", "contact", "text", "attachment")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the demo's channels."""
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = demo_channels()  # type: ignore[attr-defined]

    def clean_contact(self) -> str:
        """Keep the digits."""
        digits = re.sub(r"\D", "", str(self.cleaned_data["contact"]))
        if not 5 <= len(digits) <= 15:  # noqa: PLR2004 -- E.164
            raise forms.ValidationError(_("Enter 5 to 15 digits."))
        return digits
