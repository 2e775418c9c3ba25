"""Application configuration."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets, their messages, clocks and rules."""

    name = "tickets"
