"""The page of a request: read it, answer, take a file, say that it is solved or that it is not."""

from django.contrib import messages as flash
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbound.requests.access import with_link
from channels_inbound.requests.page import RequestPage
from channels_inbound.requests.rating import blank_form
from channels_inbound.web_form import receiving
from channels_inbound.web_form.forms import AnswerForm
from channels_inbound.web_form.refusals import prepare_again
from helpdesk.lib.client_address import client_address
from tickets import lifecycle
from tickets.conversation import released_messages
from tickets.downloads import file_response
from tickets.models import AccessLink, Attachment, Message
from tickets.states import Status
from tickets.threading import follow_merges, takes_part


@require_safe
@with_link
def status(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """Show the request. Changes nothing, so that mail scanners may open links as they like."""
    return _page(request, link, AnswerForm(request, at=timezone.now()))


@require_POST
@with_link
def replies(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """Take an answer in. After the days in which it would reopen the request, it begins a new one."""
    form = AnswerForm(request, at=timezone.now())
    if form.is_valid():
        submission = form.submission(ticket=link.ticket_id, requester=link.requester_id)
        payload = receiving.submit(submission, form.files_to_send, visitor=client_address(request), at=form.at)
        if payload:
            return _after_answer(request, link, receiving.message_of(payload))
    return _page(request, link, form, status=prepare_again(form, visitor=client_address(request)))


@require_safe
@with_link
def attachment(_request: HttpRequest, link: AccessLink, attachment: int) -> FileResponse:
    """Hand out a file of a message that the reader may read."""
    readable = released_messages(link.ticket, at=timezone.now())
    found = Attachment.objects.filter(pk=attachment, message__in=readable).select_related("blob").first()
    if found is None:
        raise Http404
    return file_response(found)


@require_POST
@with_link
def solve(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """Let the requester say that it is solved."""
    if RequestPage(link, at=timezone.now()).can_solve:
        lifecycle.set_status(link.ticket, Status.SOLVED, at=timezone.now(), by=link.requester, cause="requester")
        flash.success(request, _("Thank you for telling us. The request is solved."))
    return redirect("requests:status", link.token)


@require_POST
@with_link
def reopen(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """Let the requester open it again while the desk allows it."""
    if RequestPage(link, at=timezone.now()).can_reopen:
        lifecycle.set_status(link.ticket, Status.OPEN, at=timezone.now(), by=link.requester, cause="requester")
        flash.success(request, _("The request is open again. Tell us what is missing."))
    return redirect("requests:status", link.token)


def _page(request: HttpRequest, link: AccessLink, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    page = RequestPage(link, at=form.at, whole="all" in request.GET)
    context = {"page": page, "form": form, "token": link.token}
    if page.may_rate:
        context["rating_form"] = blank_form(link, page.rating)
    return render(request, "portal/status.html", context, status=status)


def _after_answer(request: HttpRequest, link: AccessLink, message: Message | None) -> HttpResponse:
    if message is None:
        flash.success(request, _("Your answer arrived. It will be shown here in a moment."))
        return redirect("requests:status", link.token)
    if message.ticket_id == follow_merges(link.ticket).pk != link.ticket_id:
        flash.success(request, _("Your answer arrived."))
        return redirect("requests:status", _best_link(message, link).token)
    if message.ticket_id != link.ticket_id:
        flash.success(request, _("We opened a new request that follows the earlier one."))
        return redirect("requests:status", AccessLink.for_requester(message.ticket, link.requester).token)
    flash.success(request, _("Your answer arrived."))
    return redirect(f"{reverse('requests:status', args=[link.token])}#message-{message.pk}")


def _best_link(message: Message, link: AccessLink) -> AccessLink:
    """Lead to the request that this one was merged into; whoever takes no part in it stays where they are."""
    if not takes_part(message.ticket, link.requester):
        return link
    return AccessLink.for_requester(message.ticket, link.requester)
