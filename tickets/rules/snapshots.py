"""Taking the snapshot that conditions look at."""

from collections.abc import Iterable

from helpdesk.lib.words import folded
from tickets.models import Ticket
from tickets.rules.conditions import Field, Snapshot, names_of


def snapshot_of(ticket: Ticket, *, text: str, senders: Iterable[str]) -> Snapshot:
    """Return the ticket as it is now, with the text of its first message and the handles it came from.

    Reads nothing from the database when the channel and the category of the ticket are there.
    """
    category = ticket.category
    return Snapshot(
        subject=folded(ticket.subject),
        body=folded(text),
        facts={
            Field.CHANNEL: frozenset({str(ticket.channel_id), ticket.channel.kind}),
            Field.CATEGORY: _keys(category.pk, category.parent_id) if category else frozenset(),
            Field.SENDER: frozenset(name for sender in senders for name in names_of(sender)),
            Field.ORGANISATION: _keys(ticket.organisation_id),
            Field.LANGUAGE: frozenset({ticket.language}),
        },
    )


def _keys(*keys: int | None) -> frozenset[str]:
    return frozenset(str(key) for key in keys if key)
