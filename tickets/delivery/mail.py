"""Sending by mail."""

from tickets.models import Delivery


def send(delivery: Delivery) -> str:
    """Send one delivery; return the provider's id."""
    raise NotImplementedError(delivery)
