"""The rows of accounts: people and their teams, the desk, and what was changed in its settings."""

from helpdesk.accounts.models.branding import DeskLogo
from helpdesk.accounts.models.changes import ConfigChange, ConfigChangeQuerySet
from helpdesk.accounts.models.mail_texts import MailText
from helpdesk.accounts.models.people import (
    AccountMail,
    Density,
    Desk,
    LinkPurpose,
    Membership,
    Role,
    Team,
    Theme,
    Throttle,
    User,
    UserManager,
    UserQuerySet,
    check_time_zone,
    desk_time_zone,
)

__all__ = [
    "AccountMail",
    "ConfigChange",
    "ConfigChangeQuerySet",
    "Density",
    "Desk",
    "DeskLogo",
    "LinkPurpose",
    "MailText",
    "Membership",
    "Role",
    "Team",
    "Theme",
    "Throttle",
    "User",
    "UserManager",
    "UserQuerySet",
    "check_time_zone",
    "desk_time_zone",
]
