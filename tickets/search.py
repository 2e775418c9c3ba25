"""Finding tickets by their words, in both languages' stems, accents ignored; inside PostgreSQL."""

from django.db.models import Q, QuerySet

from helpdesk.lib import prepared
from helpdesk.lib.kept import Among
from helpdesk.lib.numbers import whole_number
from tickets.models import SearchDocument, Ticket
from tickets.models.ticket import TicketQuerySet

FEW = 2000  # hits that are looked up one by one; of more than that, one in a few hundred tickets has the words
MAX_TEXT = 20_000  # characters of one message that are indexed
MAX_WORDS, MAX_BYTES = 20_000, 800_000  # of one ticket; PostgreSQL refuses a tsvector above 1 MB

ADD_SQL = """
INSERT INTO tickets_searchdocument (ticket_id, vector) VALUES (%(ticket)s, {vector})
ON CONFLICT (ticket_id) DO UPDATE SET vector = CASE
    WHEN length(tickets_searchdocument.vector) > %(words)s
        OR octet_length(tickets_searchdocument.vector::text) > %(bytes)s THEN tickets_searchdocument.vector
    ELSE tickets_searchdocument.vector || EXCLUDED.vector END
"""
VECTOR = (
    "setweight(to_tsvector('mesa_es', %(title)s) || to_tsvector('mesa_en', %(title)s), 'A')"
    " || setweight(to_tsvector('mesa_es', %(text)s) || to_tsvector('mesa_en', %(text)s), 'C')"
)
QUERY = "(websearch_to_tsquery('mesa_es', %s) || websearch_to_tsquery('mesa_en', %s))"


def index(ticket: Ticket, *, title: str = "", text: str = "") -> None:
    """Add words to what a ticket is found by, in the transaction that brings them."""
    values: dict[str, int | str] = {"ticket": ticket.pk, "title": title[:2000], "text": text[:MAX_TEXT]}
    values |= {"words": MAX_WORDS, "bytes": MAX_BYTES}
    with prepared.cursor() as cursor:
        cursor.execute(ADD_SQL.format(vector=VECTOR), values)


def search(tickets: TicketQuerySet, text: str) -> TicketQuerySet:
    """Narrow a set of tickets to those that contain the words; `#123` or `123` also finds the number.

    PostgreSQL cannot know how rare words are together, and would walk every ticket of a list to find none. So the few
    that contain rare words are read first; common ones are found soon by walking the list in its order.
    """
    text = text.replace("\x00", "").strip()[:200]
    if not text:
        return tickets
    found = list(_matching(text).values_list("ticket_id", flat=True)[: FEW + 1])
    number = _number(text)
    if len(found) <= FEW:
        return tickets.filter(Among("number", [*found, *number]))
    return tickets.filter(Q(pk__in=_matching(text).values("ticket_id")) | Q(pk__in=number))


def _number(text: str) -> list[int]:
    number = whole_number(text.removeprefix("#"))
    return [] if number is None else [number]


def _matching(text: str) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.extra(where=[f"vector @@ {QUERY}"], params=[text, text])  # noqa: S610 -- parameters
