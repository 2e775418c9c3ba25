"""The settings of a Telegram bot."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbound.chats.forms import ChatForm
from channels_inbound.forms import secret
from tickets.models import Channel, ChannelKind

TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{5,100}")
SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")  # https://core.telegram.org/bots/api#setwebhook


class TelegramForm(ChatForm):
    """One bot."""

    token = "bot_token"  # noqa: S105 -- the name of a field
    needed = ("bot_token",)

    bot_token = secret(
        _("Bot token"), hint=_("Write to @BotFather in Telegram: /newbot, or /token for a bot that you have.")
    )
    secret_token = secret(
        _("Secret of the webhook"), hint=_("It proves that a webhook comes from Telegram. Empty: we make one.")
    )

    def clean_bot_token(self) -> str:
        """A token has a form of its own; anything else would only fail later."""
        token = str(self.cleaned_data["bot_token"]).strip()
        if token and not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("A token looks like 123456789:AAF… Copy it whole."))
        if token and self._is_taken(token.partition(":")[0]):
            raise forms.ValidationError(_("Another channel has this bot. Telegram brings updates to one place only."))
        return token

    def clean_secret_token(self) -> str:
        """Telegram takes letters, digits, _ and - only."""
        token = str(self.cleaned_data["secret_token"])
        if token and not SECRET_TOKEN.fullmatch(token):
            raise forms.ValidationError(_("Letters, digits, _ and - only."))
        return token

    def _is_taken(self, bot: str) -> bool:
        others = [row for row in Channel.objects.of_kind(ChannelKind.TELEGRAM) if row != self.channel]
        return any(str(other.secrets.get("bot_token", "")).startswith(f"{bot}:") for other in others)

    def kept_secrets(self) -> dict[str, Any]:
        """Make a secret for the webhook where there is none."""
        return {"secret_token": secrets.token_urlsafe(32)} | super().kept_secrets()
