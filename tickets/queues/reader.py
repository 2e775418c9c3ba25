"""Who reads a list, and when: what the words of a search are understood by."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property

from helpdesk.accounts.models import User
from helpdesk.lib.numbers import whole_number
from tickets.queues.grammar import fold
from tickets.sla.calendars import desk_zone

YES = {"yes", "si", "true", "1"}
NO = {"no", "false", "0"}


@dataclass(frozen=True)
class Reader:
    """The person, and the moment of the look."""

    user: User
    at: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where days begin: the desk's, so that everybody counts the same days."""
        return desk_zone()

    @property
    def today(self) -> date:
        """Return today's date where the desk is."""
        return self.at.astimezone(self.zone).date()


def read_yes(value: str) -> bool | None:
    """Understand yes or no; None for anything else."""
    word = fold(value)
    return True if word in YES else False if word in NO else None


def read_key(value: str) -> int | None:
    """Understand `#12`, the exact row that a report means; None for a name."""
    return whole_number(value.removeprefix("#")) if value.startswith("#") else None
