"""What the demo would have sent."""

from django.apps import AppConfig


class MailcatcherConfig(AppConfig):
    """Keeps outgoing mail instead of sending it, and shows it."""

    name = "helpdesk.mailcatcher"
    label = "mailcatcher"
