"""What was said on a ticket, with its files."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Now
from django.utils.translation import gettext_lazy as _

from tickets.models.channel import Channel
from tickets.models.people import Requester
from tickets.models.ticket import Ticket

QUOTED = 140  # characters of an answered message that are shown above its answer


class MessageKind(models.TextChoices):
    """Who speaks to whom."""

    REQUEST = "request", _("Message from the requester")
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")  # never leaves the desk by any route
    SYSTEM = "system", _("System message")  # automatic mail, bounces, notices


class MessageQuerySet(models.QuerySet["Message"]):
    """Sets of messages."""

    def public(self) -> Self:
        """What a requester may read: never a note, never what the system filed, never an uninvited sender's."""
        return self.filter(kind__in=(MessageKind.REQUEST, MessageKind.REPLY), is_pending=False, is_automatic=False)

    def with_authors(self) -> Self:
        """With author, channel, `has_source` and the beginning of what is answered."""
        shown = self.annotate(
            has_source=models.Q(payload__isnull=False),  # calls and imports came in no envelope
            answered_line=Left("answers__body_text", QUOTED),
        )
        return shown.select_related("author_user", "author_requester", "channel")

    def by_people(self) -> Self:
        """Public answers that somebody of the desk wrote."""
        return self.filter(kind=MessageKind.REPLY, author_user__isnull=False)

    def for_thread(self) -> Self:
        """With author, files, deliveries and `has_source`, in a constant number of queries."""
        files = models.Prefetch("attachments", Attachment.objects.select_related("blob"))
        return self.with_authors().prefetch_related(files, "deliveries")


class Message(models.Model):
    """One thing said: text always, the original HTML (sanitised) when there was one."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    author_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    author_requester = models.ForeignKey(Requester, models.PROTECT, null=True, blank=True, related_name="messages")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="messages")
    body_text = models.TextField(blank=True)  # what is new in this message
    quoted_text = models.TextField(blank=True)  # the earlier conversation below or between, folded
    body_html = models.TextField(blank=True)  # whole original, sanitised once at intake
    subject = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField()
    is_automatic = models.BooleanField(default=False)  # an answering machine or a bounce: filed, never answered
    automatic_reason = models.CharField(max_length=200, blank=True)
    is_pending = models.BooleanField(default=False)  # from somebody outside the conversation: agents see, others do not
    sender_is_verified = models.BooleanField(default=False)
    sender_check = models.CharField(max_length=4, blank=True, default="")  # "pass", "fail": our mail server's DMARC
    matched_by = models.CharField(max_length=40, blank=True)  # why it is on this ticket: see tickets.threading
    rfc_message_id = models.CharField(max_length=998, blank=True)  # without < >
    rfc_references = models.TextField(blank=True)  # space separated, oldest first
    thread_index = models.CharField(max_length=500, blank=True, default="")  # by which Outlook groups conversations
    thread_topic = models.CharField(max_length=250, blank=True, default="")
    external_id = models.CharField(max_length=255, blank=True)  # the provider's id of a chat message
    answers = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="answered_by")
    is_edit = models.BooleanField(default=False)  # a new version of the message that it `answers`
    submission = models.CharField(max_length=40, blank=True)  # the composer's token: a second click sends nothing
    fingerprint = models.CharField(max_length=64, blank=True)  # sha256 of what was said; finds second copies

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="message_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.NOTE) | Q(author_requester=None), name="requesters_write_no_notes"
            ),
            models.UniqueConstraint(
                fields=("rfc_message_id", "fingerprint"),
                condition=~Q(rfc_message_id="") & ~Q(fingerprint=""),
                name="one_message_per_mail",
            ),
            models.UniqueConstraint(
                fields=("author_user", "submission"), condition=~Q(submission=""), name="one_message_per_submission"
            ),
        )
        indexes = (
            models.Index("ticket", "created_at", "id", name="thread"),
            models.Index(
                *("created_at", "author_user", "ticket"),
                name="replies_by_time",
                condition=Q(kind="reply", author_user__isnull=False),
            ),
            models.Index("rfc_message_id", name="message_by_rfc_id", condition=~Q(rfc_message_id="")),
            models.Index("channel", "external_id", name="message_by_external_id", condition=~Q(external_id="")),
        )

    def __str__(self) -> str:
        return self.body_text[:80]

    @property
    def author(self) -> object:
        """The person who wrote, a User or a Requester; None for the system."""
        return self.author_user or self.author_requester

    @property
    def is_from_requester(self) -> bool:
        """Whether it came from outside."""
        return self.kind == MessageKind.REQUEST


class Blob(models.Model):
    """One file in the storage, kept once under its hash. Written before the row, so a row never lacks its file."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)  # or when it was kept last

    def __str__(self) -> str:
        return self.sha256

    @property
    def storage_name(self) -> str:
        """Where the bytes lie in the default storage."""
        return f"blobs/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    def touch(self) -> None:
        """Count the time of an unused file from now (channels_inbound/retention.py)."""
        type(self).objects.filter(pk=self.pk).update(created_at=Now())


class Attachment(models.Model):
    """A file on a message, under the name its sender gave it (cleaned)."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)  # as detected from the bytes, not as declared
    content_id = models.CharField(max_length=200, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether its bytes are an image that browsers show safely."""
        return self.content_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}


class Draft(models.Model):
    """What an agent has typed and not sent: one per agent, ticket and kind; survives reloads and other owners."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    body = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ticket", "user", "kind"), name="one_draft_per_agent"),)

    def __str__(self) -> str:
        return self.body[:80]
