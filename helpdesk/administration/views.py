"""People, teams and the desk, for administrators."""

from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts import people as verbs
from helpdesk.accounts.mail import queue_link
from helpdesk.accounts.models import Desk, LinkPurpose, Team, User
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit, usage
from helpdesk.administration.forms import DeskForm, InvitationForm, NewTeamForm, PersonForm, TeamForm

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@admin_required
def people(request: PersonRequest) -> HttpResponse:
    """List everybody of the desk."""
    everybody = User.objects.prefetch_related("teams").order_by("-is_active", "name")
    states = verbs.invitations(everybody, at=timezone.now())
    return render(request, "settings/people.html", {"people": [(user, states.get(user.pk)) for user in everybody]})


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def invite(request: PersonRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InvitationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "settings/person.html", {"form": form}, status=422 if form.errors else 200)
    user = _invite(request, form, at=timezone.now())
    flash.success(request, _("%(email)s gets a link by mail. It works for 24 hours.") % {"email": user.email})
    return redirect("settings:people")


@transaction.atomic
def _invite(request: PersonRequest, form: InvitationForm, *, at: datetime) -> User:
    user = verbs.invite(**form.cleaned_data, language=request.user.language, at=at)
    audit.added(user, by=request.user, at=at)
    return user


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what somebody may do."""
    user = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, initial=_facts(user), person=user)
    if request.method == "POST" and form.is_valid() and _change(request, user, form):
        flash.success(request, _("Saved."))
        return redirect("settings:people")
    stored = User.objects.get(pk=pk)
    invitation = verbs.invitations([stored], at=timezone.now()).get(pk)
    context = {"form": form, "person": stored, "uses": usage.of_person(stored), "invitation": invitation}
    return render(request, "settings/person.html", context, status=422 if form.errors else 200)


def _facts(user: User) -> dict[str, Any]:
    columns = {name: getattr(user, name) for name in ("name", "email", "role", "is_active")}
    return {**columns, "teams": user.teams.all()}


def _change(request: PersonRequest, user: User, form: PersonForm) -> bool:
    try:
        with audit.changing(user, by=request.user, at=timezone.now()):
            verbs.change(user, **form.cleaned_data)
    except verbs.LastAdministratorError:
        form.add_error(None, _("This is the only administrator. Make somebody else one first."))
        return False
    return True


@require_POST
@admin_required
def invitations(request: PersonRequest, pk: int) -> HttpResponse:
    """Send the link once more, to somebody who has no password yet or lost it."""
    user = get_object_or_404(User.objects.active(), pk=pk)
    now = timezone.now()
    with transaction.atomic():
        queue_link(user.email, LinkPurpose.INVITATION, at=now)
        audit.record(by=request.user, subject=user, at=now, verb=audit.Verb.SENT)
    flash.success(request, _("%(email)s gets a link by mail. It works for 24 hours.") % {"email": user.email})
    return redirect("settings:person", pk)


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def teams(request: PersonRequest) -> HttpResponse:
    """List the teams and add one."""
    form = NewTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:teams")
    members = Count("members", filter=Q(members__is_active=True))
    rows = Team.objects.annotate(size=members).order_by("-is_active", "name")
    return render(request, "settings/teams.html", {"form": form, "teams": rows}, status=422 if form.errors else 200)


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def team(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename a team, or take it out of use."""
    row = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:teams")
    stored = Team.objects.get(pk=pk)
    context = {"form": form, "team": stored, "uses": usage.of_team(stored)}
    return render(request, "settings/team.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
@admin_required
def desk(request: PersonRequest) -> HttpResponse:
    """Change the company's name and how the desk behaves."""
    form = DeskForm(request.POST or None, instance=Desk.current())
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:desk")
    return render(request, "settings/desk.html", {"form": form}, status=422 if form.errors else 200)
