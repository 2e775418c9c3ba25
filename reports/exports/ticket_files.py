"""A list of tickets as a file."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from helpdesk.administration import audit
from reports.exports import limits, ticket_rows
from reports.exports.answers import Format, PieceByPiece, download, pieces_of
from reports.exports.sheets import Sheet
from tickets.models import Ticket
from tickets.queues.listing import Listing
from tickets.sla.calendars import desk_zone


def hand_out(listing: Listing, kind: Format) -> PieceByPiece:
    """Answer with the tickets of a list as its reader sees them, and write down that they were handed out.

    Raises RefusedError.
    """
    limits.count_one(listing.user, at=listing.at)
    numbers, zone = ticket_rows.numbers_of(listing, most=limits.MOST_TICKETS), desk_zone()
    if numbers is None:
        most = {"most": number_format(limits.MOST_TICKETS, force_grouping=True)}
        raise limits.RefusedError(_("A file holds at most %(most)s tickets: narrow the list first.") % most)
    shown = ticket_rows.columns(zone.key)
    title = f"{_('Tickets')} · {listing.view.name}"
    sheet = Sheet(title, [column.header for column in shown], ticket_rows.rows_of(numbers, shown), zone)
    facts = {"Format": kind.upper(), "Tickets": len(numbers), "Search": listing.query.raw}
    verb = audit.Verb.EXPORTED
    audit.record(by=listing.user, subject=Ticket(), label=title, after=facts, verb=verb, at=listing.at)
    return download(pieces_of([sheet], kind), kind, name=f"{title} {listing.at.astimezone(zone):%Y-%m-%d}")
