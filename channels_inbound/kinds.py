"""The kinds of channels that can be set up, each with its form, its page and its check. A new kind adds one entry."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels_inbound import mailbox_check
from channels_inbound.forms import ChannelForm, MailboxForm
from channels_inbound.mailbox_check import Step
from channels_inbound.telegram import check as telegram_check
from channels_inbound.telegram.forms import TelegramForm
from channels_inbound.whatsapp import check as whatsapp_check
from channels_inbound.whatsapp.forms import WhatsAppForm
from tickets.models import Channel, ChannelKind


@dataclass(frozen=True)
class Kind:
    """How one kind is set up."""

    form: type[ChannelForm]
    template: str
    check: Callable[[Channel], list[Step]]
    add: str | Promise  # what the button says


KINDS: dict[str, Kind] = {
    ChannelKind.EMAIL: Kind(MailboxForm, "channels/mailbox.html", mailbox_check.try_mailbox, _("Add a mailbox")),
    ChannelKind.WHATSAPP: Kind(WhatsAppForm, "channels/whatsapp.html", whatsapp_check.try_channel, _("Add WhatsApp")),
    ChannelKind.TELEGRAM: Kind(TelegramForm, "channels/telegram.html", telegram_check.try_channel, _("Add Telegram")),
}
# What `manage.py channel add` knows: these, and the form, which has a name only.
FORMS: dict[str, type[ChannelForm]] = {kind: parts.form for kind, parts in KINDS.items()}
FORMS[ChannelKind.WEB_FORM] = ChannelForm


def from_settings(kind: str, name: str, given: list[str]) -> ChannelForm:
    """Return the bound form for `--set key=value …`; raises ValueError that names a key nobody knows."""
    form_class = FORMS[kind]
    data: dict[str, Any] = {"name": name}
    for key, field in form_class.base_fields.items():
        if isinstance(field, forms.BooleanField):
            data[key] = field.initial
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or key not in form_class.base_fields:
            raise ValueError(key)
        data[key] = _value(form_class.base_fields[key], value)
    if str(data.get("after_fetch", "")).startswith("move:"):
        data["after_fetch"], data["move_to"] = "move", data["after_fetch"].removeprefix("move:")
    return form_class(data)


def _value(field: forms.Field, value: str) -> Any:
    if isinstance(field, forms.BooleanField):
        return not re.fullmatch(r"(?i)0|no|off|false|", value)
    return value
