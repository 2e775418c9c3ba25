"""Writing very many rows at once: keys handed out in blocks, COPY, and the search index filled set by set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from tickets.demo.stage import Play
from tickets.models import (
    Attachment,
    Delivery,
    Message,
    SatisfactionRating,
    SearchDocument,
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
    """Primary keys from the tables' own sequences, taken in blocks: safe beside other writers."""

    def __init__(self, tickets: int) -> None:
        self._sizes: dict[type[models.Model], int] = {Ticket: tickets}  # exactly: the next number follows the last
        self._blocks: dict[type[models.Model], list[int]] = defaultdict(list)

    def __call__(self, model: type[models.Model]) -> int:
        """Return the next key of a table."""
        block = self._blocks[model]
        if not block:
            block.extend(reversed(_take(model, self._sizes.get(model, BLOCK))))
        return block.pop()


def _take(model: type[models.Model], count: int) -> list[int]:
    options = model._meta
    key = options.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{options.db_table}"', key.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Write rows as they are, keys included, with COPY. Constraints hold; defaults of `pre_save` do not apply."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as out,
    ):
        for row in rows:
            out.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])


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


class SearchIndexAside:
    """While very many documents are written, do without their index, and build it once at the end."""

    def __init__(self, count: int) -> None:
        self.is_worth_it = count >= MANY
        self.definition = ""

    def __enter__(self) -> None:
        if not self.is_worth_it:
            return
        name = SearchDocument._meta.indexes[0].name
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            self.definition = cursor.fetchone()[0]
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")

    def __exit__(self, *_error: object) -> None:
        if self.definition and not _error[0]:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is built while checks are pending
                cursor.execute(self.definition)
