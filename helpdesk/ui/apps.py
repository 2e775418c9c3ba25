"""The design system as a Django app: tags, humane words, bundles of static files."""

from django.apps import AppConfig


class UIConfig(AppConfig):
    """Registers the app under the short label `ui`."""

    name = "helpdesk.ui"
    label = "ui"
