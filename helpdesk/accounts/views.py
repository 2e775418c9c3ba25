"""Signing in and out, and a person's own preferences."""

from django.conf import settings
from django.contrib import messages as flash
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.forms import PreferencesForm, SignInForm
from helpdesk.accounts.models import User
from helpdesk.accounts.requests import PersonRequest
from helpdesk.accounts.signing_in import Credentials, TooManyAttemptsError, sign_in
from helpdesk.lib.destinations import own_page

DEMO_PEOPLE = ("admin@mesa.test", "manager@mesa.test", "agent@mesa.test")
DEMO_PASSWORD = "mesa-demo"  # noqa: S105 -- public on purpose; load_demo makes it only with DEMO on


def destination(request: HttpRequest) -> str:
    """Return where to go after signing in: `next` when it is one of our own pages, else the queue."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return own_page(request, wanted, otherwise=resolve_url(settings.LOGIN_REDIRECT_URL))


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for address and password."""
    if request.method != "POST":
        return redirect(destination(request)) if request.user.is_authenticated else _sign_in_form(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_form(request, form, status=422)
    try:
        user = sign_in(request, Credentials(**form.cleaned_data), at=timezone.now())
    except TooManyAttemptsError as error:
        return _refused(request, form, error)
    if user is None:
        form.add_error(None, _("The e-mail or the password is not right."))
        return _sign_in_form(request, form, status=422)
    return redirect(destination(request))


def _refused(request: HttpRequest, form: SignInForm, error: TooManyAttemptsError) -> HttpResponse:
    when = time_format(timezone.localtime(error.opens_at))
    form.add_error(
        None,
        _("Too many attempts. Try again at %(time)s, or ask for a link to set a new password.") % {"time": when},
    )
    response = _sign_in_form(request, form, status=429)
    response.headers["Retry-After"] = str(max(1, round((error.opens_at - timezone.now()).total_seconds())))
    return response


def _sign_in_form(request: HttpRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
    demo = User.objects.active().filter(email__in=DEMO_PEOPLE).order_by("pk") if settings.DEMO else []
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    context = {"form": form, "next": wanted, "demo_people": demo, "demo_password": DEMO_PASSWORD}
    return render(request, "accounts/login.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("accounts:login")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """Show and keep what a person prefers."""
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.instance.language):
            flash.success(request, _("Your preferences are saved."))
        return redirect("accounts:preferences")
    request.user.refresh_from_db()  # a refused form must not show through in the rest of the page
    teams = request.user.teams.filter(is_active=True)
    context = {"form": form, "teams": teams}
    return render(request, "accounts/preferences.html", context, status=422 if form.errors else 200)
