"""Which mailbox speaks for a channel, and under which address."""

from email.utils import parseaddr

from django.conf import settings

from tickets.models import Channel, ChannelKind


def mail_channel(channel: Channel | None) -> Channel | None:
    """Return the mailbox that speaks for a channel: itself, or the first active one."""
    if channel is not None and channel.kind == ChannelKind.EMAIL:
        return channel
    return Channel.objects.first_of_kind(ChannelKind.EMAIL, is_active=True)


def sender_address(channel: Channel | None) -> str:
    """Return the bare address that mail of a channel comes from."""
    return (channel.address if channel else "") or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def mail_domain(channel: Channel | None) -> str:
    """Return the domain for Message-IDs."""
    return sender_address(channel).rpartition("@")[2] or "localhost"
