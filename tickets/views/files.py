"""Files and originals of messages: only for those who see the ticket, and harmless in the browser."""

import re
from typing import cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from tickets.downloads import HARMLESS, file_response
from tickets.models import Attachment, Message
from tickets.views.access import AgentRequest, find_ticket, signed_in

# The original letter: no script, nothing from outside; it may be framed by our own page only.
LETTER_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
CID = re.compile(r'(<img\b[^>]*?\bsrc=")cid:([^"]*)(")', re.IGNORECASE)


@require_safe
@signed_in
def attachment(request: AgentRequest, number: int, attachment: int) -> FileResponse:
    """Download a file; images whose bytes are images may be shown in place with `?show=1`."""
    ticket = find_ticket(request.user, number)
    file = get_object_or_404(Attachment.objects.select_related("blob"), pk=attachment, message__ticket=ticket)
    return file_response(file, inline=bool(request.GET.get("show")))


@require_safe
@xframe_options_sameorigin
@signed_in
def message_html(request: AgentRequest, number: int, message: int) -> HttpResponse:
    """Show the original of a message in its frame. It was sanitised at intake; this policy is the second wall."""
    ticket = find_ticket(request.user, number)
    row = get_object_or_404(Message.objects.prefetch_related("attachments"), ticket=ticket, pk=message)
    if not row.body_html:
        raise Http404
    answer = render(request, "tickets/letter.html", {"letter": _with_images(row), "language": ticket.language})
    answer["Content-Security-Policy"] = LETTER_POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@require_safe
@signed_in
def source(request: AgentRequest, number: int, message: int) -> HttpResponse:
    """Give the message exactly as it came in, as a file."""
    ticket = find_ticket(request.user, number)
    row = get_object_or_404(Message.objects.select_related("payload"), ticket=ticket, pk=message)
    payload = getattr(row, "payload", None)
    if payload is None:
        raise Http404
    answer = HttpResponse(cast("bytes", payload.raw), content_type="application/octet-stream", headers=HARMLESS)
    ending = "eml" if row.channel.kind == "email" else "txt"
    answer["Content-Disposition"] = f'attachment; filename="message-{row.pk}.{ending}"'
    return answer


def _with_images(message: Message) -> str:
    """Point the letter's own images (`cid:`, RFC 2392) to its attachments."""
    images = {file.content_id.lower(): file for file in message.attachments.all() if file.content_id and file.is_image}

    def address(found: re.Match[str]) -> str:
        file = images.get(found[2].lower())
        if file is None:
            return f"{found[1]}data:,{found[3]}"
        url = reverse("tickets:attachment", args=[message.ticket_id, file.pk])
        return f"{found[1]}{escape(url)}?show=1{found[3]}"

    return CID.sub(address, message.body_html)
