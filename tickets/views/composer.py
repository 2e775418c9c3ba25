"""Writing on a ticket: replies, notes, drafts, taking a reply back, sending a failed one again."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from helpdesk.ui.humane import time_of_day
from tickets import conversation
from tickets.conversation import NewMessagesError
from tickets.delivery import outbox
from tickets.forms.composer import DraftForm, MessageForm, NoteForm, ReplyForm, TemplateForm
from tickets.locking import NotAllowedError
from tickets.models import Draft, Message, Ticket
from tickets.views import page
from tickets.views.access import AgentRequest, find_ticket, may_answer, signed_in


@require_POST
@may_answer
def replies(request: AgentRequest, number: int) -> HttpResponse:
    """Send a reply, and leave the ticket in the state that the button says."""
    ticket = find_ticket(request.user, number)
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, ticket, form, kind="reply")
    try:
        conversation.reply(ticket, by=request.user, at=timezone.now(), **form.verb_arguments())
    except NewMessagesError as news:
        return _again(request, ticket, form, kind="reply", status=409, news=news.messages)
    except NotAllowedError as error:
        return _again(request, ticket, form, kind="reply", problem=str(error))
    return _written(request, ticket)


@require_POST
@may_answer
def template(request: AgentRequest, number: int) -> HttpResponse:
    """Send an approved template: what still reaches the customer when the channel's window is closed."""
    ticket = find_ticket(request.user, number)
    form = TemplateForm(request.POST, channel=ticket.channel)
    if not form.is_valid():
        return page.refuse(request, ticket, str(next(iter(form.errors.values()))[0]), status=422)
    chosen, submission = form.cleaned_data["template"], form.cleaned_data["submission"]
    try:
        conversation.reply(
            ticket, by=request.user, body=chosen.text, at=timezone.now(), template=chosen, submission=submission
        )
    except NotAllowedError as error:
        shown = {"problem": str(error), "sent_template": chosen}
        return page.page(request, page.fresh(ticket, request.user), status=422, **shown)
    return page.back_to(request, ticket)


@require_POST
@signed_in
def notes(request: AgentRequest, number: int) -> HttpResponse:
    """Add an internal note."""
    ticket = find_ticket(request.user, number)
    form = NoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, ticket, form, kind="note")
    conversation.add_note(ticket, by=request.user, at=timezone.now(), **form.verb_arguments())
    return _written(request, ticket)


@require_POST
@signed_in
def draft(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what has been typed; an emptied composer forgets it. Answers with the words to show."""
    ticket = find_ticket(request.user, number)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("The draft is too long to keep."), status=422, content_type="text/plain; charset=utf-8")
    kind, body = form.cleaned_data["kind"], form.cleaned_data["body"].replace("\x00", "")
    own = Draft.objects.filter(ticket=ticket, user=request.user, kind=kind)
    if not body.strip():
        own.delete()
        return HttpResponse("", content_type="text/plain; charset=utf-8")
    Draft.objects.update_or_create(ticket=ticket, user=request.user, kind=kind, defaults={"body": body})
    words = _("Draft saved %(time)s") % {"time": time_of_day(timezone.now())}
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@require_POST
@may_answer
def undo(request: AgentRequest, number: int, message: int) -> HttpResponse:
    """Take a reply back before it leaves; it stands in the composer again."""
    ticket = find_ticket(request.user, number)
    row = get_object_or_404(Message, ticket=ticket, pk=message)
    files = row.attachments.count()  # a draft keeps no files, and they go with the message
    try:
        conversation.undo_reply(row, by=request.user, at=timezone.now())
    except NotAllowedError as error:
        flash.error(request, str(error))
    else:
        flash.success(request, _taken_back(files))
    return page.back_to(request, ticket)


@require_POST
@may_answer
def retry_delivery(request: AgentRequest, number: int, delivery: int) -> HttpResponse:
    """Send once more what could not be sent."""
    ticket = find_ticket(request.user, number)
    row = get_object_or_404(ticket.deliveries, pk=delivery)
    if outbox.try_again(row, at=timezone.now()):
        flash.success(request, _("It will be sent again in a moment."))
    return page.back_to(request, ticket)


def _taken_back(files: int) -> str:
    if not files:
        return _("The reply was taken back. It is in the composer again.")
    words = ngettext(
        "The reply was taken back. Its text is in the composer again; attach its %(count)s file again.",
        "The reply was taken back. Its text is in the composer again; attach its %(count)s files again.",
        files,
    )
    return words % {"count": files}


def _written(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    """Answer with the new message and an empty composer; in a list's context a solved ticket leads on to the next."""
    if not request.htmx:
        return page.back_to(request, ticket)
    changed = page.fresh(ticket, request.user)
    answer = page.update(request, changed, template="tickets/_written.html", **_empty(request, changed))
    return trigger_client_event(answer, "composer:sent")


def _empty(request: AgentRequest, ticket: Ticket) -> dict[str, Any]:
    last = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first() or 0
    return page.composer(request, ticket, last) | {"was_sent": True}


def _again(
    request: AgentRequest,
    ticket: Ticket,
    form: MessageForm,
    *,
    kind: str,
    status: int = 422,
    **extra: Any,
) -> HttpResponse:
    """Give the composer back with everything that was typed, and say why nothing was sent."""
    ticket = page.fresh(ticket, request.user)
    last = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first() or 0
    form.data = request.POST.copy()  # what was typed stays, but the newest message is on the screen now
    form.data["last_seen"] = str(last)
    context = {"form": form, "kind": kind, "has_draft": True, **extra}
    if request.htmx:
        return page.update(request, ticket, template="tickets/_written.html", status=status, **context)
    return page.page(request, ticket, status=status, **context)
