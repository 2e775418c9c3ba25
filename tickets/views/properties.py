"""Changing what a ticket is. Every property is a noun of its own; each answers alike."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tickets import lifecycle, properties
from tickets.forms import properties as forms
from tickets.locking import ConflictError, NotAllowedError
from tickets.models import Category, Ticket
from tickets.priority import Priority
from tickets.states import Status
from tickets.views import page
from tickets.views.access import AgentRequest, find_ticket, may_answer, signed_in


@require_POST
@may_answer
def status(request: AgentRequest, number: int) -> HttpResponse:
    """Move the ticket to another state."""
    ticket, form = find_ticket(request.user, number), forms.StatusForm(request.POST)
    return _change(request, ticket, form, "status", "wake_at", verb=partial(lifecycle.set_status, ticket))


@require_POST
@may_answer
def priority(request: AgentRequest, number: int) -> HttpResponse:
    """Set the priority by hand."""
    ticket, form = find_ticket(request.user, number), forms.PriorityForm(request.POST)
    return _change(request, ticket, form, "priority", verb=partial(properties.set_priority, ticket))


@require_POST
@may_answer
def levels(request: AgentRequest, number: int) -> HttpResponse:
    """Set impact and urgency."""
    ticket, form = find_ticket(request.user, number), forms.LevelsForm(request.POST)
    return _change(request, ticket, form, "impact", "urgency", verb=partial(properties.set_levels, ticket))


@require_POST
@may_answer
def category(request: AgentRequest, number: int) -> HttpResponse:
    """Say what the ticket is about."""
    ticket, form = find_ticket(request.user, number), forms.CategoryForm(request.POST, user=request.user)
    return _change(request, ticket, form, "category", verb=partial(properties.set_category, ticket))


@require_POST
@may_answer
def team(request: AgentRequest, number: int) -> HttpResponse:
    """Move the ticket to another team."""
    ticket, form = find_ticket(request.user, number), forms.TeamForm(request.POST)
    return _change(request, ticket, form, "team", verb=partial(properties.set_team, ticket))


@require_POST
@may_answer
def assignee(request: AgentRequest, number: int) -> HttpResponse:
    """Give the ticket to a person, or to nobody."""
    ticket, form = find_ticket(request.user, number), forms.AssigneeForm(request.POST)
    return _change(request, ticket, form, "assignee", verb=partial(properties.assign, ticket))


@require_POST
@may_answer
def tags(request: AgentRequest, number: int) -> HttpResponse:
    """Replace the tags."""
    ticket, form = find_ticket(request.user, number), forms.TagsForm(request.POST)
    return _change(request, ticket, form, "names", verb=partial(properties.set_tags, ticket))


@require_POST
@may_answer
def subject(request: AgentRequest, number: int) -> HttpResponse:
    """Reword the subject."""
    ticket, form = find_ticket(request.user, number), forms.SubjectForm(request.POST)
    return _change(request, ticket, form, "subject", verb=partial(properties.set_subject, ticket))


@require_POST
@signed_in
def follow(request: AgentRequest, number: int) -> HttpResponse:
    """Follow the ticket, or stop."""
    ticket, form = find_ticket(request.user, number), forms.FollowForm(request.POST)
    if not form.is_valid():
        return page.refuse(request, ticket, forms.complaint(form), status=422)
    following = form.cleaned_data["following"] == "yes"
    properties.follow(ticket, request.user, following=following, at=timezone.now(), by=request.user)
    return page.after_change(request, ticket)


def _change(
    request: AgentRequest, ticket: Ticket, form: forms.PropertyForm, *fields: str, verb: Callable[..., object]
) -> HttpResponse:
    """Call the verb with the form's values, by name; a refusal leaves everything as it is and says why."""
    if not form.is_valid():
        return page.refuse(request, ticket, forms.complaint(form), status=422)
    values = {field: form.cleaned_data[field] for field in fields}
    try:
        verb(at=timezone.now(), by=request.user, expected=form.expected_value, **values)
    except ConflictError as conflict:
        return page.refuse(request, ticket, _conflict(conflict), status=409)
    except NotAllowedError as error:
        return page.refuse(request, ticket, str(error), status=422, asked_status=request.POST.get("status", ""))
    return page.after_change(request, ticket)


def _conflict(conflict: ConflictError) -> str:
    values = {"current": _shown(conflict)}
    return _("Somebody changed this meanwhile: it is now “%(current)s”. Nothing of yours was saved.") % values


def _shown(conflict: ConflictError) -> str:
    """Return the value as it is now, in words."""
    ticket, current = conflict.ticket, conflict.current
    related = {"assignee_id": ticket.assignee, "team_id": ticket.team}
    if conflict.field in related:
        return str(related[conflict.field] or "—")
    if conflict.field == "category_id":
        return str(Category.objects.named().filter(pk=current).first() or "—")
    if conflict.field == "status":
        return str(Status(current).label)
    return str(Priority(current).label) if conflict.field == "priority" else str(current)
