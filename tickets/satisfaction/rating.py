"""Taking the answer: one for each time a request was solved, changeable for some days."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tickets.locking import NotAllowedError, locked
from tickets.models import EventKind, Requester, SatisfactionRating, Ticket, TicketEvent
from tickets.satisfaction import telling
from tickets.satisfaction.resolution import resolved_by

CHANGEABLE = timedelta(days=7)


def rate(
    ticket: Ticket, *, resolution: int, score: int, comment: str = "", by: Requester, at: datetime
) -> SatisfactionRating:
    """Keep what a requester says of one solution; the same again changes nothing.

    Raises NotAllowedError when the ticket is not solved that way any more, or the answer is too old to be changed.
    """
    with locked(ticket) as row:
        _check_is_solved(row, resolution)
        found = SatisfactionRating.objects.filter(ticket=row, resolution=resolution).first()
        rating = found or SatisfactionRating(ticket=row, resolution=resolution, **resolved_by(row))
        if (rating.score, rating.comment) == (score, comment):
            return rating
        if not is_open(rating, at=at):
            raise NotAllowedError(_("Your rating can no longer be changed. Thank you for it."))
        before = {"score": rating.score} if rating.score else {}
        _write(rating, score=score, comment=comment, at=at)
        after = {"score": score, "resolution": resolution, "has_comment": bool(comment)}
        TicketEvent.record(row, EventKind.RATED, at=at, by=by, before=before, after=after)
        telling.tell_of(rating, row, at=at)
    return rating


def is_open(rating: SatisfactionRating | None, *, at: datetime) -> bool:
    """Whether an answer may be given, or changed."""
    return rating is None or rating.answered_at is None or at - rating.answered_at <= CHANGEABLE


def of_now(ticket: Ticket) -> SatisfactionRating | None:
    """Return the question or answer about the last time that a ticket was solved."""
    asked = SatisfactionRating.objects.filter(ticket=ticket, resolution=ticket.reopen_count)
    return asked.select_related("assignee").first()


def _check_is_solved(ticket: Ticket, resolution: int) -> None:
    if not ticket.is_finished:
        raise NotAllowedError(_("This request is not solved now. We ask you again when it is."))
    if ticket.reopen_count != resolution:
        raise NotAllowedError(_("The request was opened and solved again. Tell us how it went this time."))


def _write(rating: SatisfactionRating, *, score: int, comment: str, at: datetime) -> None:
    if rating.answered_at is None:
        rating.answered_at = at
    else:
        rating.changed_at = at
    rating.score, rating.comment = score, comment
    rating.save()
