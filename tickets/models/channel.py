"""Ways in and out: a mailbox, the public form, the telephone, the counter."""

from datetime import datetime
from typing import Any, Self, cast

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import rows
from helpdesk.lib.crypto import decrypt_json, encrypt_json
from tickets import faults
from tickets.faults import Fault


class ChannelKind(models.TextChoices):
    """By what kind of way somebody reached us."""

    EMAIL = "email", _("E-mail")
    WEB_FORM = "web_form", _("Web form")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")


# Where people write short messages: a kind is also the kind of the handle under which somebody is known there.
CHATS = (ChannelKind.WHATSAPP, ChannelKind.TELEGRAM)


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Sets of channels."""

    def active(self) -> Self:
        """Those in use."""
        return self.filter(is_active=True)

    def of_kind(self, kind: str) -> Self:
        """All of one kind, the oldest first."""
        return self.filter(kind=kind).order_by("pk")

    def first_of_kind(self, kind: str, *, is_active: bool = False) -> "Channel | None":
        """The oldest of a kind, or the oldest one in use: what each form and each mail from the desk asks for."""
        sql = f"""
            SELECT {rows.columns(Channel, "c")} FROM tickets_channel c
            WHERE c.kind = %s AND (c.is_active OR NOT %s) ORDER BY c.id LIMIT 1
        """  # noqa: S608 -- names of columns
        found = rows.read(sql, [kind, is_active], Channel)
        return cast("Channel", found[0][0]) if found else None

    def mailboxes(self) -> Self:
        """Active mail channels that are read over IMAP."""
        return self.active().filter(kind=ChannelKind.EMAIL).exclude(config__imap_host="").order_by("pk")


class Channel(models.Model):
    """One configured way in. `config` is plain, `secrets` is encrypted; both are checked by the channel's own form."""

    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind.choices)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    config = models.JSONField(default=dict, blank=True)
    encrypted_secrets = models.TextField(default="", blank=True, editable=False)
    last_ok_at = models.DateTimeField(null=True, editable=False)
    last_message_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)  # in the desk's language; `problem` is in the reader's
    fault = models.JSONField(default=dict, editable=False)  # the same as a code: tickets.faults
    send_failed_at = models.DateTimeField(null=True, editable=False)  # of a chat: the last message that did not leave
    send_error = models.TextField(blank=True, editable=False)
    send_fault = models.JSONField(default=dict, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("kind", "name")
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=ChannelKind.values), name="channel_kind_is_known"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """Passwords and tokens, decrypted; never log or show them."""
        return decrypt_json(self.encrypted_secrets) if self.encrypted_secrets else {}

    @secrets.setter
    def secrets(self, values: dict[str, str]) -> None:
        self.encrypted_secrets = encrypt_json(values)

    @property
    def is_chat(self) -> bool:
        """Whether people write short messages here, and are answered here."""
        return self.kind in CHATS

    @property
    def address(self) -> str:
        """The mail address of a mailbox, "" for other kinds."""
        return str(self.config.get("address", ""))

    @property
    def problem(self) -> str:
        """What is wrong with it, in the reader's language where that is known."""
        return faults.said(self.fault, self.last_error)

    @property
    def send_problem(self) -> str:
        """Why the last message did not leave, in the reader's language where that is known."""
        return faults.said(self.send_fault, self.send_error)

    @classmethod
    def default(cls, kind: str) -> "Channel":
        """Return the first channel of a kind, made if there is none yet (form, phone, counter need no settings)."""
        channel = cls.objects.first_of_kind(kind)
        if channel is None:
            label = str(ChannelKind(kind).label)
            channel, _made = cls.objects.get_or_create(
                slug=kind.replace("_", "-"), defaults={"kind": kind, "name": label}
            )
        return channel

    @classmethod
    def add(cls, *, kind: str, name: str, config: dict[str, Any], secrets: dict[str, str]) -> "Channel":
        """Create a channel with a free slug made of its name."""
        wanted = slugify(name)[:70] or kind
        taken = set(cls.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        slug = next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, 999))) if s not in taken)
        channel = cls(kind=kind, name=name, slug=slug, config=config)
        channel.secrets = secrets
        channel.save()
        return channel

    def mark_ok(self, *, at: datetime) -> None:
        """Note that the channel worked; the fault, if any, is over."""
        self.last_ok_at, self.failing_since, self.last_error, self.fault = at, None, "", {}
        self.save(update_fields=["last_ok_at", "failing_since", "last_error", "fault"])

    def mark_failing(self, error: Fault | str, *, at: datetime) -> None:
        """Note a fault and since when it lasts, for the health page and the settings."""
        self.failing_since = self.failing_since or at
        self.last_error, self.fault = str(error)[:2000], faults.kept(error)
        self.save(update_fields=["failing_since", "last_error", "fault"])

    def note_send_failure(self, error: Fault | str, *, at: datetime) -> None:
        """Keep the last message that did not leave, whatever the reason: a fault, or one refusal among many."""
        self.send_failed_at, self.send_error, self.send_fault = at, str(error)[:2000], faults.kept(error)
        self.save(update_fields=["send_failed_at", "send_error", "send_fault"])
