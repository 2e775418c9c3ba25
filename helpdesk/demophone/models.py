"""What customers of the demo see on their telephones."""

from typing import Self

from django.db import models

from tickets.models import Channel, ChannelKind

KEPT = 500
GRAPH, BOTS = "/demo/phone/graph", "/demo/phone/bots"  # the base addresses of the demo's channels


class PhoneFile(models.Model):
    """A photo or document, in either direction. Its key is what the vendor's API calls it."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a telephone would show it in the chat."""
        return self.content_type in {"image/png", "image/jpeg"}


class PhoneMessageQuerySet(models.QuerySet["PhoneMessage"]):
    """Sets of messages."""

    def of_chat(self, channel: Channel, contact: str) -> Self:
        """One conversation, the oldest first."""
        return self.filter(channel=channel, contact=contact).select_related("file").order_by("pk")


class PhoneMessage(models.Model):
    """One message on one customer's telephone."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    contact = models.CharField(max_length=40)  # the number, or Telegram's id of the chat
    name = models.CharField(max_length=120, blank=True)
    is_from_customer = models.BooleanField()
    text = models.TextField(blank=True)
    file = models.ForeignKey(PhoneFile, models.SET_NULL, null=True, blank=True, related_name="+")
    answers = models.CharField(max_length=80, blank=True)  # the vendor's id of the message that it answers
    state = models.CharField(max_length=10, default="sent")
    at = models.DateTimeField(auto_now_add=True)

    objects = PhoneMessageQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index("channel", "contact", "id", name="phone_chat"),)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def provider_id(self) -> str:
        """What the vendor calls it."""
        return f"wamid.demo{self.pk}" if self.channel.kind == ChannelKind.WHATSAPP else str(self.pk)

    @classmethod
    def prune(cls) -> None:
        """Drop all but the newest, and the files that nobody shows any more."""
        oldest_kept = cls.objects.values_list("pk", flat=True)[KEPT - 1 : KEPT].first()
        if oldest_kept is not None:
            cls.objects.filter(pk__lt=oldest_kept).delete()


def demo_channels() -> "models.QuerySet[Channel]":
    """Return the channels whose vendor is this telephone."""
    return Channel.objects.active().filter(config__base_url__startswith="/demo/phone/").order_by("pk")
