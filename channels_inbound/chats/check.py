"""Trying a chat channel's settings, one line for each step, and where its provider brings events to."""

from django.conf import settings
from django.urls import reverse

from tickets.delivery.errors import PermanentDeliveryError, TemporaryDeliveryError
from tickets.models import Channel

FAULTS = (TemporaryDeliveryError, PermanentDeliveryError)  # whatever a provider's answer can mean


def webhook_url(channel: Channel) -> str:
    """Return the address to give to the provider, "" for a channel that has none (yet)."""
    if not channel.pk or not channel.is_chat:
        return ""
    return settings.SITE_URL + reverse("hook", args=[channel.kind, channel.pk])
