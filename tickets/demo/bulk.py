"""Writing very many rows at once: keys handed out in blocks, COPY, and the search index filled set by set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from tickets.demo.stage import Play
from tickets.models import (
    Attachment,
    Delivery,
    Message,
    SatisfactionRating,
    SLASegment,
    SLATimer,
    Ticket,
    TicketEvent,
)
from tickets.search import MAX_TEXT, VECTOR

BLOCK = 2_000
CHUNK = 1_000  # tickets written at a time
MANY = 5_000  # from here on it pays to build the index of the search afterwards
ORDER = (Ticket, Message, TicketEvent, SLASegment, SLATimer, Delivery, Attachment, SatisfactionRating)

FILL_SEARCH = f"""
INSERT INTO tickets_searchdocument (ticket_id, vector)
SELECT number, {VECTOR % {"title": "title", "text": "text"}}
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS words (number, title, text)
"""  # noqa: S608 -- no value is put into the text


class Ids:
    """Primary keys from the tables' own sequences, taken in blocks: safe beside other writers.

    `step` leaves room behind each key for the copies of its row; `first` is the first key of each table.
    """

    def __init__(self, tickets: int, *, step: int = 1) -> None:
        self.step = step
        self.first: dict[type[models.Model], int] = {}
        self._sizes: dict[type[models.Model], int] = {Ticket: tickets}  # exactly: the next number follows the last
        self._blocks: dict[type[models.Model], list[int]] = defaultdict(list)

    def __call__(self, model: type[models.Model]) -> int:
        """Return the next key of a table."""
        block = self._blocks[model]
        if not block:
            block.extend(reversed(_take(model, self._sizes.get(model, BLOCK), step=self.step)))
            self.first.setdefault(model, block[-1])
        return block.pop()


def _take(model: type[models.Model], count: int, *, step: int) -> list[int]:
    options = model._meta
    sequence = [f'"{options.db_table}"', options.pk.column]
    with connection.cursor() as cursor:
        if step > 1:  # nobody else takes keys meanwhile: the sequence is altered until the transaction ends
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", sequence)
            name = cursor.fetchone()[0]
            cursor.execute(f"ALTER SEQUENCE {name} INCREMENT BY {step}")
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [*sequence, count])
        keys = [row[0] for row in cursor.fetchall()]
        if step > 1:
            cursor.execute(f"ALTER SEQUENCE {name} INCREMENT BY 1")
            cursor.execute("SELECT setval(%s, %s)", [name, keys[-1] + step - 1])
    return keys


def copy(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Write rows as they are, keys included, with COPY. Constraints hold; defaults of `pre_save` do not apply."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = attrgetter(*(field.attname for field in fields))
    documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as out,
    ):
        for row in rows:
            line = list(values(row))
            for place in documents:
                line[place] = Jsonb(line[place])
            out.write_row(line)


def write(plays: Iterable[Play], ids: Ids) -> int:
    """Write played tickets in chunks; return how many."""
    total = 0
    remaining = iter(plays)
    while chunk := list(islice(remaining, CHUNK)):
        _write_chunk(chunk, ids)
        total += len(chunk)
    return total


def _write_chunk(plays: Sequence[Play], ids: Ids) -> None:
    rows: dict[type[models.Model], list[Any]] = defaultdict(list)
    tagged = Ticket.tags.through
    for play in plays:
        segments, timers = play.ledger.rows(ids)
        rows[Ticket].append(play.ticket)
        rows[Message] += play.rows.messages
        rows[TicketEvent] += play.rows.events
        rows[SLASegment] += segments
        rows[SLATimer] += timers
        rows[Delivery] += play.rows.deliveries
        rows[Attachment] += play.rows.attachments
        rows[SatisfactionRating] += play.ratings.given
        rows[tagged] += [tagged(id=ids(tagged), ticket_id=play.ticket.pk, tag_id=tag.pk) for tag in play.tags]
    for model in (*ORDER, tagged):
        copy(model, rows[model])
    _fill_search(plays)


def _fill_search(plays: Sequence[Play]) -> None:
    texts = [" ".join(message.body_text[:MAX_TEXT] for message in play.rows.messages) for play in plays]
    with connection.cursor() as cursor:
        cursor.execute(FILL_SEARCH, [[play.ticket.pk for play in plays], [play.title for play in plays], texts])
