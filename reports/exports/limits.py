"""How many files somebody may ask for, and how long one may be."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.accounts.throttling import Limit

MOST_TICKETS = 200_000  # Excel stops at a million rows, patience before that
PER_PERSON = Limit("files of", 60, timedelta(hours=1))


class RefusedError(Exception):
    """There will be no file; the text says why and what to do."""


def count_one(user: User, *, at: datetime) -> None:
    """Count one more file. Raises RefusedError when somebody asked for too many."""
    if not PER_PERSON.hit(str(user.pk), at=at):
        words = _("You exported %(most)s files within an hour. Try again later.")
        raise RefusedError(words % {"most": PER_PERSON.times})
