"""What the settings of every chat channel have in common."""

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels_inbound.chats import missing
from channels_inbound.forms import ONE_LINE, ChannelForm
from helpdesk.accounts.models import User
from helpdesk.lib.outbound import is_loopback
from tickets.models import Channel


class ChatForm(ChannelForm):
    """Name, whether it is in use, and the address of the provider's API, which only tests and proxies change."""

    token: ClassVar[str]  # the secret that signs us in at the provider

    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    base_url = forms.CharField(
        label=_("Address of the API"),
        required=False,
        max_length=300,
        validators=[ONE_LINE],
        help_text=_("Empty: the provider's own. Another one only for a proxy of yours or for tests."),
    )

    needed: ClassVar[tuple[str, ...]]  # the secrets without which nothing works

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        """Ask for the secrets of a new channel; those of one that is there are kept when left empty."""
        super().__init__(*args, channel=channel, **kwargs)
        for name in self.needed:
            self.fields[name].required = not (channel and channel.secrets.get(name))

    def initial_of(self, channel: Channel) -> dict[str, Any]:
        """Show the settings; secrets are no part of them."""
        kept: dict[str, Any] = channel.config
        return super().initial_of(channel) | kept

    def save(self, kind: str, *, by: User | None, at: datetime) -> Channel:
        """Save; a fault of the settings before is none of these, and files that they kept away are tried again."""
        channel = super().save(kind, by=by, at=at)
        if self.has_changed():
            missing.hurry(channel, at=at)
        if self.has_changed() and channel.failing_since:
            Channel.objects.filter(pk=channel.pk).update(failing_since=None, last_error="", fault={})
        return channel

    def clean_base_url(self) -> str:
        """Take an HTTPS address, or one of this machine: the token goes wherever this points."""
        address = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        if not address or (settings.DEMO and address.startswith("/demo/")):  # the demo's own telephone
            return address
        try:
            parts = urlsplit(address)
            is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
            has_port = parts.port is None or parts.port > 0
        except ValueError:
            is_safe = has_port = False
            parts = urlsplit("")
        if not (is_safe and has_port and parts.hostname) or parts.username or parts.query or parts.fragment:
            raise forms.ValidationError(_("Enter an address that begins with https://, without a question mark."))
        return address

    def clean(self) -> dict[str, Any]:
        """Ask for the token again where it would go to another server than it was given for."""
        super().clean()
        values: dict[str, Any] = self.cleaned_data
        is_kept = self.token in super().kept_secrets()
        if is_kept and not values.get(self.token) and self.token not in self.kept_secrets():
            self.add_error(self.token, _("The address of the API is another one now. Enter this again."))
        return values

    def kept_secrets(self) -> dict[str, Any]:
        """A token is only for the server that it was given for: whoever names another has to know it."""
        stored = super().kept_secrets()
        before = str(self.channel.config.get("base_url") or "") if self.channel else ""
        if self.cleaned_data.get("base_url", before) != before:
            stored.pop(self.token, None)
        return stored
