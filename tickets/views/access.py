"""Finding only what somebody may see. Who may open a page at all: helpdesk.accounts.requests."""

from django.http import Http404

from helpdesk.accounts.models import User
from helpdesk.accounts.requests import AgentRequest, AgentView, may_answer, signed_in
from tickets.models import Ticket

__all__ = ["AgentRequest", "AgentView", "find_ticket", "may_answer", "signed_in"]


def find_ticket(user: User, number: int) -> Ticket:
    """Return a ticket, or answer 404: also when it exists but is not theirs."""
    ticket = Ticket.objects.visible_to(user).select_related("requester", "channel").filter(pk=number).first()
    if ticket is None:
        raise Http404
    return ticket
