"""The pages of the first run. The first exists until somebody administers the desk, the others until it is set up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from channels_inbound.mailbox_check import Step as Tried
from channels_inbound.mailbox_check import try_mailbox
from helpdesk.accounts.models import Desk
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.accounts.signing_in import open_session
from helpdesk.setup import saving, steps
from helpdesk.setup.begin import AlreadySetUpError, begin, is_waiting
from helpdesk.setup.forms import (
    AccountForm,
    CompanyForm,
    HoursForm,
    InvitedFormSet,
    TeamForm,
    TopicsForm,
    mailbox_form,
)
from helpdesk.setup.starter import pack_of
from helpdesk.ui.brand import forget_brand
from tickets.models import Channel, ChannelKind

PAGE = ["GET", "HEAD", "POST"]
StepView = Callable[[PersonRequest], HttpResponse]


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(PAGE)
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the first administrator, and sign in. Later: lead an administrator to the step that is to do."""
    if not is_waiting():
        return _resume(request)
    initial = {"language": translation.get_language(), "time_zone": settings.TIME_ZONE}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "start", form=form)
    try:
        user = begin(form.beginning(), at=timezone.now())
    except (AlreadySetUpError, IntegrityError):
        flash.warning(request, _("Somebody else set this desk up a moment ago."))
        return redirect("accounts:login")
    open_session(request, user, stays=False)
    return redirect("setup:company")


def _resume(request: HttpRequest) -> HttpResponse:
    desk = Desk.current()
    if not (request.user.is_authenticated and request.user.is_admin and desk.setup_step):
        raise Http404
    return redirect(f"setup:{desk.setup_step}")


def step(view: StepView) -> Callable[[HttpRequest], HttpResponse]:
    """Let administrators in while the desk is being set up, as far as they have come."""

    @never_cache
    @require_http_methods(PAGE)
    @admin_required
    @wraps(view)
    def checked(request: PersonRequest) -> HttpResponse:
        desk = Desk.current()
        if not desk.setup_step:
            return redirect("settings:desk")
        if steps.SLUGS.index(view.__name__) > steps.reached(desk):
            return redirect(f"setup:{desk.setup_step}")
        return view(request)

    return checked


@step
def company(request: PersonRequest) -> HttpResponse:
    """Name and place."""
    form = CompanyForm(request.POST or None, desk=Desk.current(), calendar=saving.the_calendar())
    if request.method != "POST" or not form.is_valid():
        return _page(request, "company", form=form)
    saving.save_company(form.cleaned_data, by=request.user, at=timezone.now())
    return _onward("company")


@step
def hours(request: PersonRequest) -> HttpResponse:
    """The week and the holidays."""
    form = HoursForm(request.POST or None, calendar=saving.the_calendar(), today=timezone.localdate())
    if request.method != "POST" or not form.is_valid():
        return _page(request, "hours", form=form)
    holidays = form.holidays if form.cleaned_data.get("loads_holidays") else []
    saving.save_hours(form.week, holidays, by=request.user, at=timezone.now())
    return _onward("hours")


@step
def team(request: PersonRequest) -> HttpResponse:
    """The first team and its people."""
    first = saving.first_team()
    form = TeamForm(request.POST or None, first=first)
    rows = InvitedFormSet(request.POST or None)
    if request.method != "POST" or not (form.is_valid() and rows.is_valid()):
        members = first.members.order_by("pk") if first else ()
        return _page(request, "team", form=form, rows=rows, members=members, is_refused=rows.is_bound)
    invited = [values for values in rows.cleaned_data if values.get("email")]
    saving.save_team(form.cleaned_data["team"], invited, by=request.user, at=timezone.now())
    return _onward("team")


@sensitive_post_parameters("imap_password", "smtp_password")
@step
def mailbox(request: PersonRequest) -> HttpResponse:
    """The first mailbox."""
    channel = _mailbox()
    form = mailbox_form(request.POST if request.method == "POST" else None, channel=channel)
    if request.method != "POST" or not form.is_valid():
        return _mailbox_page(request, form)
    form.save(ChannelKind.EMAIL, by=request.user, at=timezone.now())
    return _onward("mailbox")


@sensitive_post_parameters("imap_password", "smtp_password")
@require_POST
@admin_required
def mailbox_checks(request: PersonRequest) -> HttpResponse:
    """Try the settings as they stand in the form, and save nothing."""
    form = mailbox_form(request.POST, channel=_mailbox())
    return _mailbox_page(request, form, tried=try_mailbox(form.apply(ChannelKind.EMAIL)) if form.is_valid() else None)


@step
def topics(request: PersonRequest) -> HttpResponse:
    """The categories to begin with."""
    form = TopicsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "topics", form=form)
    saving.save_topics(pack_of(form.cleaned_data["pack"]), by=request.user, at=timezone.now())
    return _onward("topics")


@step
def done(request: PersonRequest) -> HttpResponse:
    """What comes next; the button ends the wizard."""
    if request.method == "POST":
        steps.finish()
        forget_brand()
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _page(request, "done", mailbox=_mailbox(), team=saving.first_team())


@require_POST
@admin_required
def delays(_request: PersonRequest, slug: str) -> HttpResponse:
    """Put a step off: it can be done later in the settings."""
    if slug not in steps.SLUGS[1:]:
        raise Http404
    return _onward(slug)


def _onward(slug: str) -> HttpResponse:
    steps.complete(slug)
    forget_brand()
    return redirect(f"setup:{steps.after(slug)}")


def _mailbox() -> Channel | None:
    return Channel.objects.of_kind(ChannelKind.EMAIL).first()


def _mailbox_page(request: HttpRequest, form: Any, *, tried: list[Tried] | None = None) -> HttpResponse:
    stored = form.channel.secrets.keys() if form.channel else ()
    return _page(request, "mailbox", form=form, tried=tried, stored=stored)


def _page(request: HttpRequest, slug: str, **facts: Any) -> HttpResponse:
    number = steps.SLUGS.index(slug)
    reached = steps.reached(Desk.current()) if number else 0
    marks = [
        {
            "step": step,
            "is_current": step.slug == slug,
            "is_done": i < max(number, reached),
            "is_open": 0 < i <= reached,
        }
        for i, step in enumerate(steps.STEPS)
    ]
    context = {
        "step": steps.STEPS[number],
        "marks": marks,
        "number": number + 1,
        "count": len(steps.STEPS),
        "previous": steps.before(slug),
        **facts,
    }
    refused = [facts[name] for name in ("form", "rows") if facts.get(name) is not None and facts[name].is_bound]
    has_errors = any(not form.is_valid() for form in refused)
    return render(request, f"setup/{slug}.html", context, status=422 if has_errors else 200)
