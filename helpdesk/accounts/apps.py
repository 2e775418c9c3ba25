"""People who sign in to the workspace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, teams, sign-in."""

    name = "helpdesk.accounts"
    label = "accounts"
    verbose_name = _("People")
