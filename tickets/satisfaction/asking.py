"""Asking requesters how it went, some hours after their request was solved. Several workers may sweep at once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from helpdesk.lib import rows
from tickets import notifications
from tickets.locking import locked
from tickets.models import (
    Delivery,
    DeliveryKind,
    EventKind,
    Message,
    MessageKind,
    SatisfactionRating,
    Survey,
    Ticket,
    TicketEvent,
)
from tickets.models.ticket import TicketQuerySet
from tickets.satisfaction import way_out
from tickets.satisfaction.resolution import resolved_by

BATCH = 200
# Later nobody remembers. It also keeps a desk that begins to ask from writing to everybody it ever helped.
LATEST = timedelta(days=3)


def ask(*, at: datetime) -> int:
    """Ask about every request that was solved long enough ago, once each; return about how many."""
    survey = Survey.current()
    if not survey.asks:
        return 0
    numbers = due(survey, at=at).order_by("solved_at", "pk").values_list("pk", flat=True)[:BATCH]
    return sum(_ask_about(number, survey, at=at) for number in list(numbers))


def due(survey: Survey, *, at: datetime) -> TicketQuerySet:
    """Return the requests whose turn it is.

    Not what was opened again, merged or is spam (no finished state), not what only machines wrote, not what was
    asked about or rated already, nobody whom no way reaches, nobody who was asked lately.
    """
    solved_until = at - timedelta(hours=survey.after_hours)
    quiet_since = at - timedelta(days=survey.quiet_days)
    ratings = SatisfactionRating.objects.all()
    this_time = ratings.filter(ticket=OuterRef("pk"), resolution=OuterRef("reopen_count"))
    lately = ratings.filter(ticket__requester=OuterRef("requester"), asked_at__gt=quiet_since)
    written = Message.objects.filter(
        ticket=OuterRef("pk"), kind=MessageKind.REQUEST, is_automatic=False, is_pending=False
    )
    return Ticket.objects.finished().filter(
        way_out.is_due(solved_until=solved_until, at=at),
        way_out.is_open(at),
        ~Exists(this_time),
        ~Exists(lately),
        Exists(written),
        solved_at__gt=solved_until - LATEST,
    )


@transaction.atomic
def _ask_about(number: int, survey: Survey, *, at: datetime) -> bool:
    """Ask about one, unless another worker has the ticket or its requester in hand, or it is no longer due.

    Who asks holds the requester too, and looks again with a new snapshot: two requests of one person are not both
    asked about.
    """
    held = Ticket.objects.select_related("requester", "channel").filter(pk=number)
    ticket = held.select_for_update(skip_locked=True, no_key=True, of=("self", "requester")).first()
    if ticket is None or not due(survey, at=at).filter(pk=number).exists():
        return False
    with locked(ticket):
        delivery = _question(ticket, at=at)
        SatisfactionRating.objects.create(
            ticket=ticket,
            resolution=ticket.reopen_count,
            channel=delivery.channel,
            asked_at=at,
            **resolved_by(ticket),
        )
        TicketEvent.record(ticket, EventKind.RATING_ASKED, at=at, cause="time", after={"to": delivery.to_address})
        rows.insert(delivery)
    notifications.announce(delivery)
    return True


def _question(ticket: Ticket, *, at: datetime) -> Delivery:
    """Return the message that asks, in the thread of what the requester wrote last."""
    written = ticket.messages.filter(kind=MessageKind.REQUEST, is_automatic=False, is_pending=False)
    last = written.order_by("-pk").only("rfc_message_id").first()
    channel, address, template = way_out.chosen(ticket, at=at)
    context = {"in_reply_to": last.rfc_message_id if last else "", "resolution": ticket.reopen_count}
    return Delivery(
        kind=DeliveryKind.SURVEY,
        ticket=ticket,
        channel=channel,
        requester=ticket.requester,
        to_address=address,
        context=context | (template.context if template else {}),
        send_after=at,
        created_at=at,
    )
