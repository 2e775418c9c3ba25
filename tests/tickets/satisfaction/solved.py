"""Requests that were solved, by the product's own verbs."""

from datetime import datetime, timedelta
from typing import Any

from helpdesk.accounts.models import User
from tests.factories import TicketFactory
from tests.factories.tickets import NOON
from tickets import lifecycle
from tickets.models import Requester, Ticket

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def solve(ticket: Ticket, *, at: datetime = NOON, by: User | Requester | None = None) -> Ticket:
    """Solve a ticket."""
    lifecycle.set_status(ticket, "solved", at=at, by=by)
    return ticket


def solved_ticket(*, at: datetime = NOON, **columns: Any) -> Ticket:
    """Open a ticket an hour before `at` and solve it then."""
    return solve(TicketFactory.create(at=at - timedelta(hours=1), **{"language": "en"} | columns), at=at)
