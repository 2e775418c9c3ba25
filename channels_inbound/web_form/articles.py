"""The article that somebody read before they wrote: told to the agent, and counted."""

from datetime import datetime

from channels_inbound.models import InboundPayload
from channels_inbound.web_form.submission import read_submission
from knowledge import usage
from knowledge.models import Translation, UseKind
from tickets.models import EventKind, Message, TicketEvent


def note(payload: InboundPayload, message: Message, *, at: datetime) -> None:
    """Write down on the ticket which article did not help, so that nobody answers with it again."""
    submission = read_submission(payload.raw)
    rows = Translation.objects.readable_by(None).filter(slug=submission.article) if submission.article else []
    row = min(rows, key=lambda each: each.language != submission.language, default=None)
    if row is None:
        return
    read = {"title": row.title, "url": row.get_absolute_url()}
    TicketEvent.record(message.ticket, EventKind.ARTICLE_READ, at=at, by=message.author_requester, after=read)
    usage.record(row, UseKind.STILL_NEEDED_HELP, at=at, ticket=message.ticket_id)
