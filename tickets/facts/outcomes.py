"""What became of solved tickets (domain rules 5.1), as conditions that reports and searches share.

Whether a solution holds is known after seven days only: until then a ticket is neither a success nor a failure.
`known` is the last moment of which it is known, see `known_until`. `prefix` is the way from the table asked to the
facts: "" or "facts__".
"""

from datetime import datetime, timedelta

from django.db.models import F, Q

from helpdesk.lib.kept import Given

HOLDS = timedelta(days=7)
FEW_REPLIES = 1
Moment = datetime | Given


def known_until(at: datetime) -> datetime:
    """Return until when a ticket must have been solved to know by `at` what became of it."""
    return at - HOLDS


def is_known(known: Moment, prefix: str = "") -> Q:
    """Return that a ticket was solved long enough ago."""
    return Q(**{f"{prefix}first_solved_at__lte": known})


def is_not_yet_known(known: Moment, prefix: str = "") -> Q:
    """Return that a ticket was solved too lately to tell."""
    return Q(**{f"{prefix}first_solved_at__gt": known})


def came_back(prefix: str = "") -> Q:
    """Return that it was reopened within seven days."""
    in_time = Q(**{f"{prefix}reopened_at__lte": F(f"{prefix}first_solved_at") + HOLDS})
    return Q(**{f"{prefix}reopened_at__isnull": False}) & in_time  # few are: PostgreSQL reckons for them only


def has_held(known: Moment, prefix: str = "") -> Q:
    """Return that it stayed solved for seven days."""
    reopened_later = Q(**{f"{prefix}reopened_at__gt": F(f"{prefix}first_solved_at") + HOLDS})
    return is_known(known, prefix) & (Q(**{f"{prefix}reopened_at": None}) | reopened_later)


def at_first_contact(known: Moment, prefix: str = "") -> Q:
    """Return that one answer was enough: one public reply at most, by the team that began, and it held."""
    simple = Q(**{f"{prefix}replies__lte": FEW_REPLIES, f"{prefix}was_passed_on": False})
    return has_held(known, prefix) & simple


def after_more(known: Moment, prefix: str = "") -> Q:
    """Return the others of which the outcome is known: more answers, another team, or it came back."""
    more = Q(**{f"{prefix}replies__gt": FEW_REPLIES}) | Q(**{f"{prefix}was_passed_on": True})
    return is_known(known, prefix) & (more | came_back(prefix))
