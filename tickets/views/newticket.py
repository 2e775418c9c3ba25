"""Opening a ticket by hand: the page, the look-up of callers while one types, and what the category would decide."""

import uuid
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.lib.numbers import whole_number
from tickets import calls
from tickets.calls import Call
from tickets.forms.newticket import NewTicketForm
from tickets.models import Category, Requester, Ticket
from tickets.priority import Level
from tickets.states import UNSOLVED
from tickets.views.access import AgentRequest, may_answer

EARLIER = 5
FIELDS = (
    "channel", "subject", "body", "name", "phone", "email", "note", "category", "impact", "urgency", "assignee",
    "was_answered", "acknowledge", "submission", "add_to",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@may_answer
def new(request: AgentRequest) -> HttpResponse:
    """Show the form, look a caller up (without a script), or open the ticket."""
    if request.method != "POST":
        initial = {"assignee": request.user.pk, "submission": uuid.uuid4().hex} | request.GET.dict()
        return _show(request, NewTicketForm(initial=initial, user=request.user))
    form = NewTicketForm(request.POST, user=request.user)
    if "find" in request.POST:
        return _show(request, NewTicketForm(initial=request.POST.dict(), user=request.user))
    if not form.is_valid():
        return _show(request, form, status=422)
    kind, value = form.handle()
    call = Call(kind=kind, value=value, **{name: form.cleaned_data[name] for name in FIELDS})
    ticket = calls.write_down(call, by=request.user, at=timezone.now())
    flash.success(request, _("#%(number)s is written down.") % {"number": ticket.pk})
    return redirect(ticket)


@require_safe
@may_answer
def callers(request: AgentRequest) -> HttpResponse:
    """Find people while one types a number, a name or an address."""
    text = request.GET.get("caller", "")
    context = {"text": text, "found": calls.find_callers(text, request.user), "asked": True}
    return render(request, "tickets/_callers.html", context)


@require_safe
@may_answer
def caller(request: AgentRequest) -> HttpResponse:
    """Show who was chosen, and warn of their unsolved tickets."""
    return render(request, "tickets/_caller.html", _chosen(request, request.GET.get("requester", "")))


@require_safe
@may_answer
def outlook(request: AgentRequest) -> HttpResponse:
    """Tell what the category decides."""
    return render(request, "tickets/_outlook.html", {"outlook": _outlook(request.GET)})


def _show(request: AgentRequest, form: NewTicketForm, *, status: int = 200) -> HttpResponse:
    values: Any = form.data if form.is_bound else form.initial
    text = str(values.get("caller") or "")
    context = {
        "form": form,
        "text": text,
        "found": calls.find_callers(text, request.user),
        "asked": bool(text),
        "outlook": _outlook(values),
        "chosen_pk": str(values.get("requester") or ""),
        **_chosen(request, str(values.get("requester") or "")),
    }
    return render(request, "tickets/new.html", context, status=status)


def _chosen(request: AgentRequest, pk: str) -> dict[str, Any]:
    number = whole_number(pk)
    if number is None:
        return {"chosen": None}
    people = Requester.objects.select_related("organisation").prefetch_related("identities")
    chosen = people.filter(pk=number).first()
    visible = Ticket.objects.visible_to(request.user).select_related("channel", "assignee")
    own = visible.filter(requester=chosen).order_by("-created_at")
    return {
        "chosen": chosen,
        "unsolved": list(own.filter(status__in=UNSOLVED)[:EARLIER]),
        "finished": list(own.exclude(status__in=UNSOLVED)[:EARLIER]),
    }


def _outlook(values: Any) -> calls.Outlook:
    def number(name: str) -> int | None:
        return whole_number(str(values.get(name) or ""))

    category = Category.objects.active().named().select_related("team").filter(pk=number("category") or 0).first()
    levels = {name: level if (level := number(name)) in Level.values else None for name in ("impact", "urgency")}
    return calls.outlook(category, impact=levels["impact"], urgency=levels["urgency"])
