"""Canned answers for one ticket: which there are, and their words with this ticket's values."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Desk, User
from helpdesk.lib.placeholders import MissingValueError, fill
from tickets.locking import NotAllowedError
from tickets.models import CannedAnswer, Ticket

MOST_SHOWN = 200

# What answers may name. A link to the request is not among them: mails carry it below, and in a text it would be kept
# readable in the database, where tokens never are.
VARIABLES = {
    "requester.first_name": gettext_lazy("the requester's first name"),
    "requester.name": gettext_lazy("the requester's whole name"),
    "ticket.number": gettext_lazy("the number of the ticket"),
    "ticket.subject": gettext_lazy("the subject of the ticket"),
    "agent.first_name": gettext_lazy("your first name"),
    "agent.name": gettext_lazy("your whole name"),
    "desk.name": gettext_lazy("the company's name"),
}


def for_ticket(ticket: Ticket, user: User) -> list[CannedAnswer]:
    """Return the answers that somebody may use here: in the ticket's language and of its category first."""
    fits = Case(
        When(language=ticket.language, category=ticket.category_id, then=Value(0)),
        When(language=ticket.language, category=None, then=Value(1)),
        When(language=ticket.language, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = CannedAnswer.objects.usable_by(user).order_by(fits, "position", "title", "pk")
    return list(rows[:MOST_SHOWN])


def text_for(answer: CannedAnswer, ticket: Ticket, user: User) -> str:
    """Return the words with the values of a ticket. Raises NotAllowedError when a value is missing."""
    try:
        return fill(answer.body, values_of(ticket, user))
    except MissingValueError as error:
        meanings = ", ".join(str(VARIABLES.get(name, name)) for name in error.names)
        raise NotAllowedError(
            _("“%(title)s” needs what this ticket does not have: %(values)s. Add it, or choose another answer.")
            % {"title": answer.title, "values": meanings}
        ) from error


def values_of(ticket: Ticket, user: User) -> Mapping[str, str]:
    """Return what the variables stand for; "" where there is nothing."""
    name = ticket.requester.name.strip()
    return {
        "requester.first_name": name.split(" ")[0],
        "requester.name": name,
        "ticket.number": str(ticket.number),
        "ticket.subject": ticket.subject,
        "agent.first_name": user.get_short_name(),
        "agent.name": user.name,
        "desk.name": Desk.current().name,
    }
