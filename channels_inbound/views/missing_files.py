"""Files of chat messages that are not here: asking for one at once."""

from datetime import datetime

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from channels_inbound import tasks
from helpdesk.lib.enqueue import enqueue_now
from tickets import timeline
from tickets.models import MissingFile, Ticket
from tickets.views.access import AgentRequest, find_ticket, may_answer

SOON = 3  # seconds until the page looks whether it has come


@require_POST
@may_answer
def fetches(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Try to fetch a file now. It comes in the background: a provider may take its time."""
    ticket, now = find_ticket(request.user, number), timezone.now()
    row = MissingFile.objects.waiting().filter(message__ticket=ticket, pk=pk).first()
    if row:
        MissingFile.objects.filter(pk=row.pk).hurry(at=now)
        enqueue_now(tasks.fetch_missing_file, row.pk)
    if row and request.htmx:
        return _files(request, ticket, row, at=now)
    flash.info(request, _("It is being fetched. Look again in a moment.") if row else _("It is no longer waited for."))
    return redirect(ticket.get_absolute_url() + (f"#m{row.message_id}" if row else ""))


def _files(request: AgentRequest, ticket: Ticket, row: MissingFile, *, at: datetime) -> HttpResponse:
    said = timeline.message_of(ticket, row.message_id, request.user, at=at)
    return render(request, "tickets/_files.html", {"ticket": ticket, "said": said, "soon": SOON})
