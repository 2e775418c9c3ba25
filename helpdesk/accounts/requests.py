"""Requests of people who are signed in, and who may ask for what."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from helpdesk.accounts.models import User

P = ParamSpec("P")
AgentView = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request whose sender is known."""

    user: User


class AgentRequest(PersonRequest):
    """A request of somebody who has signed in, perhaps for a part of a page."""

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
        if not request.user.can_answer:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in(check)


def managers_only(view: AgentView) -> Callable[..., HttpResponseBase]:
    """Let managers and administrators in."""

    @wraps(view)
    def check(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_manager:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return signed_in(check)


def admin_required(
    view: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only administrators in: strangers are asked to sign in, everybody else gets 403."""

    @login_required
    @wraps(view)
    def checked(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", checked)
