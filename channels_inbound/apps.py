"""Application configuration."""

from django.apps import AppConfig


class ChannelsInboundConfig(AppConfig):
    """Every way in: payloads as received, one folder a channel."""

    name = "channels_inbound"
