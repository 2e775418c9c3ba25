"""Canned answers: writing them, and putting one into a reply."""

from typing import Any

from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.administration import audit
from helpdesk.lib.numbers import whole_number
from tickets import canned
from tickets.forms.answers import AnswerForm
from tickets.forms.composer import ReplyForm
from tickets.locking import NotAllowedError
from tickets.models import CannedAnswer, Message, Ticket
from tickets.views import page
from tickets.views.access import AgentRequest, find_ticket, may_answer

PAGE = ["GET", "HEAD", "POST"]
KEPT = ("kind", "via", "last_seen", "submission")


@require_safe
@may_answer
def answers(request: AgentRequest) -> HttpResponse:
    """List the answers that somebody may use."""
    rows = CannedAnswer.objects.usable_by(request.user).select_related("team").order_by("language", "position", "title")
    editable = set(CannedAnswer.objects.editable_by(request.user).values_list("pk", flat=True))
    return render(request, "tickets/answers.html", {"answers": rows, "editable": editable})


@require_http_methods(PAGE)
@may_answer
@audit.one_after_another
def answer(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Write or change an answer."""
    row = get_object_or_404(CannedAnswer.objects.editable_by(request.user), pk=pk) if pk else CannedAnswer()
    row.language = row.language if pk else request.user.language
    form = AnswerForm(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        _save(form)
        flash.success(request, _("Saved."))
        return redirect("answers:answers")
    context = {"form": form, "answer": pk and CannedAnswer.objects.get(pk=pk), "variables": canned.VARIABLES.items()}
    return render(request, "tickets/answer.html", context, status=422 if form.errors else 200)


def _save(form: AnswerForm) -> None:
    """What others use is a setting, and its change is on record; one's own texts are one's own affair."""
    stored = CannedAnswer.objects.filter(pk=form.instance.pk).first()
    if form.instance.is_shared or (stored and stored.is_shared):
        audit.saved(form, by=form.user, at=timezone.now())
    else:
        form.save()


@require_POST
@may_answer
def removals(request: AgentRequest, pk: int) -> HttpResponse:
    """Delete an answer."""
    row = get_object_or_404(CannedAnswer.objects.editable_by(request.user), pk=pk)
    if row.is_shared:
        audit.removed(row, by=request.user, at=timezone.now())
    else:
        row.delete()
    flash.success(request, _("Removed."))
    return redirect("answers:answers")


@require_http_methods(PAGE)
@may_answer
def picker(request: AgentRequest, number: int) -> HttpResponse:
    """Offer the answers for a ticket, or put the chosen one into what is being written.

    A script asks for a part or for the words alone; without one the whole page comes, with all that was typed.
    """
    ticket = find_ticket(request.user, number)
    if request.method != "POST" or "answer" not in request.POST:
        return _offer(request, ticket)
    chosen = get_object_or_404(CannedAnswer.objects.usable_by(request.user), pk=whole_number(request.POST["answer"]))
    try:
        with transaction.atomic():
            text = canned.text_for(chosen, ticket, request.user)
            chosen.count_use()
    except NotAllowedError as error:
        return _refuse(request, ticket, str(error))
    return _plain(text, 200) if request.htmx else _written(request, ticket, text)


def _offer(request: AgentRequest, ticket: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    typed = [(name, request.POST[name]) for name in (*KEPT, "body") if name in request.POST]
    context = {"ticket": ticket, "answers": canned.for_ticket(ticket, request.user), "typed": typed, **extra}
    template = "tickets/_answers.html" if request.htmx else "tickets/answer_choice.html"
    return render(request, template, context, status=status)


def _refuse(request: AgentRequest, ticket: Ticket, problem: str) -> HttpResponse:
    return _plain(problem, 422) if request.htmx else _offer(request, ticket, status=422, problem=problem)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _written(request: AgentRequest, ticket: Ticket, text: str) -> HttpResponse:
    """Show the ticket with the words below what was typed."""
    ticket = page.fresh(ticket, request.user)
    last = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first() or 0
    typed = request.POST.get("body", "").rstrip()
    initial = {name: request.POST.get(name, "") for name in KEPT}
    initial |= {"body": f"{typed}\n\n{text}" if typed else text, "last_seen": str(last)}
    return page.page(request, ticket, form=ReplyForm(initial=initial), kind="reply", has_draft=True)
