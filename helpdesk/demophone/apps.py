"""The customers' telephones of the demo."""

from django.apps import AppConfig


class DemoPhoneConfig(AppConfig):
    """Stands in for WhatsApp and Telegram, so that the whole way can be seen without an account at either."""

    name = "helpdesk.demophone"
    label = "demophone"
