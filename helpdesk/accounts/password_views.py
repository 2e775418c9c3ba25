"""Forgetting, choosing and changing passwords."""

from datetime import timedelta

from django.contrib import messages as flash
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.forms import AddressForm, ChangePasswordForm, NewPasswordForm
from helpdesk.accounts.links import user_of
from helpdesk.accounts.mail import queue_link
from helpdesk.accounts.models import LinkPurpose
from helpdesk.accounts.requests import PersonRequest
from helpdesk.accounts.signing_in import forget_attempts, open_session
from helpdesk.accounts.throttling import Limit
from helpdesk.accounts.views import destination
from helpdesk.lib.client_address import client_address

PER_ADDRESS = Limit("reset of", 3, timedelta(hours=1))
PER_PLACE = Limit("reset from", 20, timedelta(hours=1))
TOKEN = "account_link"  # noqa: S105 -- a key of the session


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer and the work are the same whether or not anybody has the address."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200)
    now, address = timezone.now(), form.cleaned_data["email"]
    if not PER_PLACE.hit(client_address(request), at=now):
        form.add_error(None, _("Too many links were asked for. Try again in an hour."))
        return render(request, "accounts/reset.html", {"form": form}, status=429)
    if PER_ADDRESS.hit(address, at=now):
        queue_link(address, LinkPurpose.RESET, at=now)
    return redirect("accounts:password_reset_sent")


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "accounts/reset_sent.html")


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str, purpose: LinkPurpose) -> HttpResponse:
    """Take the token out of the address, where it could leak, into the session. Spends nothing."""
    request.session[TOKEN] = [purpose, token]
    return redirect("accounts:choose_password")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Let whoever came by a living link set a password, and sign them in. Only the POST spends the link."""
    purpose, token = request.session.get(TOKEN) or (LinkPurpose.RESET, "")
    user = user_of(token, LinkPurpose(purpose))
    if user is None:
        return render(request, "accounts/link_void.html", status=410)
    form = NewPasswordForm(user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": user, "is_invitation": purpose == LinkPurpose.INVITATION}
        return render(request, "accounts/choose_password.html", context, status=422 if form.errors else 200)
    form.save()
    forget_attempts(request, user)
    request.session.flush()
    open_session(request, user, stays=False)
    flash.success(request, _("Your password is set."))
    return redirect(destination(request))


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest) -> HttpResponse:
    """Change one's own password; every other session of this person ends."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)
    form.save()
    update_session_auth_hash(request, request.user)
    flash.success(request, _("Your password is changed. Other devices were signed out."))
    return redirect("accounts:preferences")
