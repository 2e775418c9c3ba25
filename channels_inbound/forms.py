"""Settings of channels, checked in one place for the page and for the command."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels_inbound.channel_facts import facts_of_form
from channels_inbound.email.imap import NONE, STARTTLS, TLS, is_loopback
from helpdesk.accounts.models import User
from helpdesk.administration import audit
from tickets.models import Channel, ChannelKind

SECURITY = ((TLS, _("TLS")), (STARTTLS, _("STARTTLS")), (NONE, _("None (only on this machine)")))
START = (("now", _("Only mail that arrives from now on")), ("all", _("All mail that is in the folder")))
AFTER = (
    ("keep", _("Leave it as it is")),
    ("seen", _("Mark it as read")),
    ("move", _("Move it to another folder")),
    ("delete", _("Delete it")),
)
SECRETS = ("imap_password", "imap_token", "smtp_password")
LOGINS = {"imap": SECRETS[:2], "smtp": SECRETS[2:]}  # what signs in where
# A line break in a name or password would end the command of the protocol (ASVS V1.3.11).
ONE_LINE = RegexValidator(
    r"[\x00-\x1f\x7f]", _("Line breaks and control characters are not allowed."), inverse_match=True
)
HOST = RegexValidator(r"^[A-Za-z0-9._:\[\]-]+$", _("Enter the name of a server, for example imap.example.com."))


def secret(label: Any, *, hint: Any = "") -> forms.CharField:
    """Return a field that never shows what is stored; left empty it keeps it."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=4096,
        strip=False,
        validators=[ONE_LINE],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChannelForm(forms.Form):
    """What every kind of channel has."""

    name = forms.CharField(label=_("Name"), max_length=80, validators=[ONE_LINE])

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        """Begin with what the channel has now, its secrets left out."""
        self.channel = channel
        if channel is not None:
            kwargs.setdefault("initial", self.initial_of(channel))
        super().__init__(*args, **kwargs)

    def initial_of(self, channel: Channel) -> dict[str, Any]:
        """Return what the form shows of a channel."""
        return {"name": channel.name, "is_active": channel.is_active}

    @transaction.atomic
    def save(self, kind: str, *, by: User | None, at: datetime) -> Channel:
        """Write the channel, and down what changed; secrets that were left empty stay as they were."""
        if self.channel is None:
            new = self.apply(kind)
            channel = Channel.add(kind=kind, name=new.name, config=new.config, secrets=new.secrets)
            audit.record(by=by, subject=channel, at=at, after=self.facts_of(channel), verb=audit.Verb.ADDED)
            return channel
        with audit.changing(self.channel, by=by, at=at, facts=self.facts_of):
            channel = self.apply(kind)
            channel.save(update_fields=["name", "is_active", "config", "encrypted_secrets"])
        return channel

    def facts_of(self, channel: Channel) -> audit.Facts:
        """Return what the record of changes keeps of a channel: what its form shows."""
        return facts_of_form(type(self)(channel=channel), channel.secrets)

    def apply(self, kind: str) -> Channel:
        """Return the channel with these values, not saved: for a test of the connection."""
        values = dict(self.cleaned_data)
        channel = self.channel or Channel(kind=kind)
        channel.name = values.pop("name")
        channel.is_active = values.pop("is_active", True)
        given = {key: values.pop(key) for key in self.secret_names}
        channel.secrets = self.kept_secrets() | {key: value for key, value in given.items() if value}
        channel.config = channel.config | self.config_of(values)
        return channel

    @property
    def secret_names(self) -> list[str]:
        """The fields that are stored encrypted."""
        return [name for name, field in self.fields.items() if isinstance(field.widget, forms.PasswordInput)]

    def kept_secrets(self) -> dict[str, Any]:
        """Return the stored secrets that an empty field keeps."""
        return dict(self.channel.secrets) if self.channel else {}

    def config_of(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the settings as they are stored."""
        return values


class MailboxForm(ChannelForm):
    """A mailbox: its address, how it is read, how it sends."""

    address = forms.EmailField(label=_("Address"), help_text=_("Customers write to it, and answers come from it."))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    imap_host = forms.CharField(
        label=_("IMAP server"),
        required=False,
        max_length=253,
        validators=[HOST],
        help_text=_("Leave it empty when your mail server hands mail over with manage.py ingest_email."),
    )
    imap_port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Encryption"), required=False, choices=SECURITY, initial=TLS)
    imap_user = forms.CharField(label=_("User name"), required=False, max_length=320, validators=[ONE_LINE])
    imap_password = secret(_("Password"))
    imap_token = secret(_("OAuth token instead of a password"))
    folders = forms.CharField(
        label=_("Folders"),
        required=False,
        max_length=1000,
        validators=[ONE_LINE],
        initial="INBOX",
        help_text=_("Several with commas."),
    )
    start_from = forms.ChoiceField(label=_("First reading"), required=False, choices=START, initial="now")
    after_fetch = forms.ChoiceField(label=_("What happens to mail that was read"), required=False, choices=AFTER)
    move_to = forms.CharField(label=_("Move to folder"), required=False, max_length=255, validators=[ONE_LINE])
    authserv_id = forms.CharField(
        label=_("Your mail server's name in Authentication-Results"),
        required=False,
        max_length=253,
        validators=[HOST],
        help_text=_("With it the desk shows which senders are proven. Only results of this server are believed."),
    )
    plus_addresses = forms.BooleanField(
        label=_("The server takes addresses with a plus sign (help+tag@example.com)"), required=False, initial=True
    )
    smtp_host = forms.CharField(
        label=_("SMTP server"),
        required=False,
        max_length=253,
        validators=[HOST],
        help_text=_("Leave it empty to send through the desk's own server."),
    )
    smtp_port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Encryption"), required=False, choices=SECURITY, initial=STARTTLS)
    smtp_user = forms.CharField(label=_("User name"), required=False, max_length=320, validators=[ONE_LINE])
    smtp_password = secret(_("Password"))
    moved: tuple[str, ...] = ()  # the protocols whose server or user is another one than before

    def initial_of(self, channel: Channel) -> dict[str, Any]:
        """Show folders on one line, and the two halves of "move:FOLDER"."""
        kept: dict[str, Any] = channel.config
        action, _colon, target = str(channel.config.get("after_fetch", "keep")).partition(":")
        shown = {
            "folders": ", ".join(channel.config.get("folders", ["INBOX"])),
            "after_fetch": action,
            "move_to": target,
        }
        return super().initial_of(channel) | {"plus_addresses": True} | kept | shown

    def clean(self) -> dict[str, Any]:
        """Check what only makes sense together."""
        super().clean()
        values: dict[str, Any] = self.cleaned_data
        self._check_unencrypted(values, "imap")
        self._check_unencrypted(values, "smtp")
        if values.get("after_fetch") == "move" and not values.get("move_to"):
            self.add_error("move_to", _("Name the folder to which mail is moved."))
        self.moved = tuple(protocol for protocol in LOGINS if self._is_moved(values, protocol))
        self._check_secrets(values)
        return values

    def kept_secrets(self) -> dict[str, Any]:
        """A secret is only for the server and user it was given for: whoever names another has to know it."""
        gone = {key for protocol in self.moved for key in LOGINS[protocol]}
        return {key: value for key, value in super().kept_secrets().items() if key not in gone}

    def clean_address(self) -> str:
        """An address is one channel's only: two would take in each mail twice."""
        address = str(self.cleaned_data["address"])
        others = Channel.objects.of_kind(ChannelKind.EMAIL)
        if self.channel is not None:
            others = others.exclude(pk=self.channel.pk)
        if others.filter(config__address__iexact=address).exists():
            raise forms.ValidationError(_("Another mailbox has this address."))
        return address

    def config_of(self, values: dict[str, Any]) -> dict[str, Any]:
        """Join what the form splits; empty settings are stored as empty, so that they can be taken back."""
        target = values.pop("move_to", "")
        action = values.get("after_fetch") or "keep"
        folders = [name.strip() for name in values.get("folders", "").split(",") if name.strip()]
        return values | {
            "after_fetch": f"move:{target}" if action == "move" else action,
            "folders": folders or ["INBOX"],
            "imap_security": values.get("imap_security") or TLS,
            "smtp_security": values.get("smtp_security") or STARTTLS,
            "start_from": values.get("start_from") or "now",
        }

    def _is_moved(self, values: dict[str, Any], protocol: str) -> bool:
        """Whether this names another server or user than the one that the stored secret is for."""
        before = self.channel.config if self.channel else {}
        return _login(values, protocol) != _login(before, protocol)

    def _check_secrets(self, values: dict[str, Any]) -> None:
        stored, kept = super().kept_secrets(), self.kept_secrets()
        for protocol, keys in LOGINS.items():
            if not values.get(f"{protocol}_host") or any(values.get(key) or kept.get(key) for key in keys):
                continue
            if any(stored.get(key) for key in keys) and _login(values, protocol)[1]:
                self.add_error(keys[0], _("The server or the user name is another one now. Enter the password again."))
            elif protocol == "imap":
                self.add_error(keys[0], _("The server asks for a password or a token."))

    def _check_unencrypted(self, values: dict[str, Any], protocol: str) -> None:
        host = values.get(f"{protocol}_host")
        if host and values.get(f"{protocol}_security") == NONE and not is_loopback(host):
            self.add_error(f"{protocol}_security", _("Without encryption only a server on this machine is used."))


def _login(config: dict[str, Any], protocol: str) -> tuple[str, str]:
    """Return server and user; IMAP signs in with the address where no user is given."""
    user = config.get(f"{protocol}_user") or (config.get("address") if protocol == "imap" else "")
    return str(config.get(f"{protocol}_host") or "").lower(), str(user or "")
