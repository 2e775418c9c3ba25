"""Customers who want no messages that they did not ask for: BAJA or STOP, and ALTA or START again (domain rules 5.11).

It holds for one kind of chat. Templates, questions how it went and notices of closing no longer leave by it; answers
in a conversation that the customer goes on with still do.
"""

import re
import unicodedata
from datetime import datetime

from helpdesk.accounts.models import User
from tickets.locking import locked
from tickets.models import EventKind, Identity, Requester, Ticket, TicketEvent

# A whole message, without accents, signs and capitals: a word inside a sentence is no wish.
# The last two are what Meta writes on the button of its templates.
ENDS = frozenset(
    {"baja", "darme de baja", "dar de baja", "stop", "unsubscribe", "stop promotions", "detener promociones"}
)
BEGINS = frozenset({"alta", "darme de alta", "dar de alta", "start", "subscribe"})
LONGEST = 40


def wish_of(text: str) -> bool | None:
    """Return True when a message asks for no more, False when it takes that back, None when it says anything else."""
    if len(text) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = " ".join(re.sub(r"[^a-z]+", " ", plain).split())
    return True if words in ENDS else False if words in BEGINS else None


def is_out(requester_id: int, kind: str) -> bool:
    """Whether a person wants no unsolicited messages by this kind of chat."""
    return Identity.objects.filter(requester=requester_id, kind=kind, opted_out_at__isnull=False).exists()


def note(requester: Requester, kind: str, *, out: bool, at: datetime) -> bool:
    """Write a wish down, for every handle of the person on this kind of chat; False when it was known."""
    handles = Identity.objects.filter(requester=requester, kind=kind, opted_out_at__isnull=out)
    return bool(handles.update(opted_out_at=at if out else None))


def tell(ticket: Ticket, kind: str, *, out: bool, by: User | Requester | None, at: datetime) -> None:
    """Tell of a wish in the history of the ticket on which it was said."""
    TicketEvent.record(ticket, EventKind.OPT_OUT, at=at, by=by, after={"out": out, "channel": kind})


def lift(ticket: Ticket, kind: str, *, by: User, at: datetime) -> None:
    """Let unsolicited messages go to the requester again: they told an agent so."""
    with locked(ticket) as row:
        if note(row.requester, kind, out=False, at=at):
            tell(row, kind, out=False, by=by, at=at)
