"""Who may open a page of the workspace, and finding only what they may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from helpdesk.accounts.models import User
from helpdesk.accounts.requests import PersonRequest
from tickets.models import Ticket

AgentView = Callable[..., HttpResponseBase]


class AgentRequest(PersonRequest):
    """A request of somebody who has signed in."""

    htmx: HtmxDetails


def signed_in(view: AgentView) -> Callable[..., HttpResponseBase]:
    """Send strangers to sign in and back. A part of a page that asks moves the whole page there."""

    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if "HX-Request" not in request.headers:
            return redirect_to_login(request.get_full_path())
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        return HttpResponseClientRedirect(redirect_to_login(f"{here.path}?{here.query}").url)

    return check


def may_answer(view: AgentView) -> Callable[..., HttpResponseBase]:
    """Refuse light agents, who read and add notes."""

    @wraps(view)
    def check(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.can_answer:
            return view(request, *args, **kwargs)
        return HttpResponse(status=403)

    return signed_in(check)


def find_ticket(user: User, number: int) -> Ticket:
    """Return a ticket, or answer 404: also when it exists but is not theirs."""
    ticket = Ticket.objects.visible_to(user).select_related("requester", "channel").filter(pk=number).first()
    if ticket is None:
        raise Http404
    return ticket
