"""The design system as a Django app: tags, humane words, bundles of static files."""

from django.apps import AppConfig

from helpdesk.ui import wording


class UIConfig(AppConfig):
    """Registers the app under the short label `ui`."""

    name = "helpdesk.ui"
    label = "ui"

    def ready(self) -> None:
        """Let every form speak our language."""
        wording.install()
