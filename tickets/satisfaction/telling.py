"""Telling managers of a bad rating, once."""

from datetime import datetime

from helpdesk.accounts.models import Role, User
from helpdesk.lib import rows
from tickets import notifications
from tickets.mailboxes import mail_channel
from tickets.models import Delivery, DeliveryKind, SatisfactionRating, Survey, Ticket, Told


def tell_of(rating: SatisfactionRating, ticket: Ticket, *, at: datetime) -> None:
    """Queue a mail to each manager concerned. A rating that gets better or worse later is not told again."""
    if not rating.is_bad or rating.told_at is not None:
        return
    told = [_queue(person, rating, ticket, at=at) for person in listeners(ticket, Survey.current())]
    if told:
        rating.told_at = at
        rating.save(update_fields=["told_at"])


def listeners(ticket: Ticket, survey: Survey) -> list[User]:
    """Return who hears of it: managers of its team; without any, every manager who sees the ticket."""
    if survey.tells == Told.NOBODY:
        return []
    if survey.tells == Told.ADMINS:
        return list(User.objects.active().filter(role=Role.ADMIN).order_by("pk"))
    managers = User.objects.active().filter(role__in=(Role.MANAGER, Role.ADMIN)).order_by("pk")
    of_team = list(managers.filter(teams=ticket.team_id)) if ticket.team_id else []
    return of_team or [person for person in managers if _sees(person, ticket)]


def _sees(person: User, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()


def _queue(person: User, rating: SatisfactionRating, ticket: Ticket, *, at: datetime) -> Delivery:
    """Put the mail into the outbox.

    It names no ticket: an answer to it is not one to the requester, and so finds no way onto the ticket.
    """
    delivery = Delivery(
        kind=DeliveryKind.BAD_RATING,
        channel=mail_channel(ticket.channel),
        to_address=person.email,
        context={"rating": rating.pk, "language": person.language, "name": person.get_short_name()},
        send_after=at,
        created_at=at,
    )
    rows.insert(delivery)
    notifications.announce(delivery)
    return delivery
