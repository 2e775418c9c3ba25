"""People who sign in to the workspace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, teams, sign-in."""

    name = "helpdesk.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Make the project's Celery app the one that tasks are published with (the supervisor needs none)."""
        import helpdesk.celery  # noqa: F401, PLC0415 -- it reads the settings
