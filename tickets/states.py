"""The fixed states of a ticket and what may follow what (domain rules 5.1). Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a ticket stands. Drives clocks, reports and views; the words are shown to agents."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    WAITING_THIRD_PARTY = "waiting_third_party", _("Waiting for a third party")
    SCHEDULED = "scheduled", _("Scheduled")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    SPAM = "spam", _("Spam")
    MERGED = "merged", _("Merged")


class Holder(models.TextChoices):
    """Who holds the ball: whose time is running."""

    DESK = "desk", _("The desk")
    REQUESTER = "requester", _("The requester")
    THIRD_PARTY = "third_party", _("A third party")
    NOBODY = "nobody", _("Nobody")


ACTIVE = (Status.NEW, Status.OPEN)
WAITING = (Status.WAITING_CUSTOMER, Status.WAITING_THIRD_PARTY, Status.SCHEDULED)
UNSOLVED = ACTIVE + WAITING
FINISHED = (Status.SOLVED, Status.CLOSED)

HOLDER_OF = {
    Status.NEW: Holder.DESK,
    Status.OPEN: Holder.DESK,
    Status.WAITING_CUSTOMER: Holder.REQUESTER,
    Status.WAITING_THIRD_PARTY: Holder.THIRD_PARTY,
    Status.SCHEDULED: Holder.REQUESTER,
}

_WORKING = frozenset({Status.OPEN, *WAITING, Status.SOLVED, Status.SPAM, Status.MERGED})
TRANSITIONS: dict[str, frozenset[Status]] = {
    Status.NEW: _WORKING,
    Status.OPEN: _WORKING,
    Status.WAITING_CUSTOMER: _WORKING,
    Status.WAITING_THIRD_PARTY: _WORKING,
    Status.SCHEDULED: _WORKING,
    Status.SOLVED: frozenset({Status.OPEN, *WAITING, Status.CLOSED, Status.SPAM, Status.MERGED}),
    Status.CLOSED: frozenset({Status.OPEN}),
    Status.SPAM: frozenset({Status.OPEN}),
    Status.MERGED: frozenset(),
}
# What an agent may choose by hand; closing is done by time, merging by its own action.
CHOOSABLE = (Status.OPEN, *WAITING, Status.SOLVED, Status.SPAM)


def may_follow(before: str, after: str) -> bool:
    """Return whether a ticket may go from one state to another."""
    return after in TRANSITIONS[before]


def holder_of(status: str) -> Holder:
    """Return whose time runs in a state."""
    return HOLDER_OF.get(Status(status), Holder.NOBODY)
