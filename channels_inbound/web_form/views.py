"""The public form for a new request, and the page that confirms it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from channels_inbound.models import InboundPayload
from channels_inbound.web_form import receiving
from channels_inbound.web_form.forms import RequestForm
from channels_inbound.web_form.refusals import prepare_again
from helpdesk.lib.client_address import client_address
from tickets.models import ChannelKind, Delivery, DeliveryKind, Ticket

SHOWN_FOR = timedelta(hours=24)  # how long a confirmation can be looked at again


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it in."""
    form = RequestForm(request, at=timezone.now(), initial=_named(request))
    if request.method != "POST":
        return render(request, "portal/new.html", {"form": form})
    if form.is_valid() or form.is_trapped:
        take = receiving.discard if form.is_trapped else receiving.submit
        payload = take(form.submission(), form.files_to_send, visitor=client_address(request), at=form.at)
        if payload:
            return redirect("requests:sent", payload.external_id)
    status = prepare_again(form, visitor=client_address(request))
    return render(request, "portal/new.html", {"form": form}, status=status)


def _named(request: HttpRequest) -> dict[str, str]:
    """Return what the address names: a category, the article that somebody comes from, what they searched for."""
    return {name: request.GET.get(name, "").replace("\x00", "") for name in ("category", "article", "subject")}


@require_safe
def sent(request: HttpRequest, submission: str) -> HttpResponse:
    """Confirm with the number. The address is as unguessable as the form's nonce, and the page names nobody."""
    payload = (
        InboundPayload.objects.filter(channel__kind=ChannelKind.WEB_FORM, external_id=submission.replace("\x00", ""))
        .filter(received_at__gte=timezone.now() - SHOWN_FOR)
        .select_related("message__ticket")
        .first()
    )
    if payload is None:
        return redirect("requests:find")
    ticket = payload.message.ticket if payload.message else None
    context = {"ticket": ticket, "link_is_mailed": ticket is None or _link_is_mailed(ticket)}
    response = render(request, "portal/sent.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _link_is_mailed(ticket: Ticket) -> bool:
    return Delivery.objects.filter(ticket=ticket, kind=DeliveryKind.ACKNOWLEDGEMENT).exists()
