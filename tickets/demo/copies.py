"""Repeating what was played, inside PostgreSQL: a million tickets in minutes, for measuring.

Each ticket is repeated with everything that belongs to it: a requester of its own with other addresses, the moments
`APART` earlier each time, its own keys (those between two played ones, see `bulk.Ids`), Message-IDs and search words.
What is not like the product's own: the words are the same, business time that was measured is kept, and Message-IDs
of replies find their ticket as foreign ones do, since only Python can sign them.
"""

from datetime import timedelta

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models

from tickets.demo.bulk import ORDER, Ids
from tickets.models import (
    Delivery,
    FactsProgress,
    Identity,
    Message,
    Requester,
    SearchDocument,
    Ticket,
    TicketEvent,
    TicketFacts,
)

APART = timedelta(seconds=7)
MOST = 1_000  # three digits make a telephone number of each
REPEATED: tuple[type[models.Model], ...] = (Requester, Identity, *ORDER, Ticket.tags.through, TicketFacts)
TABLES: tuple[type[models.Model], ...] = (*REPEATED, SearchDocument)

EARLIER = f"make_interval(secs => {APART.seconds} * n)"
OTHER_ID = "CASE {0} WHEN '' THEN '' ELSE n || '.' || {0} END"
OTHER_HANDLE = "CASE kind WHEN 'email' THEN n || '.' || {0} ELSE {0} || lpad(n::text, 3, '0') END"
OTHER_KEY = "CASE WHEN {0} ? '{1}' THEN jsonb_build_object('{1}', ({0} ->> '{1}')::bigint + n) ELSE '{{}}' END"
OTHER_TEXT = "CASE WHEN {0} ->> '{1}' <> '' THEN jsonb_build_object('{1}', n || '.' || ({0} ->> '{1}')) ELSE '{{}}' END"
OTHER_TIME = (
    "CASE WHEN {0} ->> '{1}' IS NULL THEN '{{}}' ELSE jsonb_build_object('{1}', to_char((({0} ->> '{1}')::timestamptz"
    f" - {EARLIER}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00')) END"
)
FILL_SEARCH = f"""
WITH played AS MATERIALIZED (
    SELECT DISTINCT ON (ticket_id) ticket_id, kind, value, coalesce(ts_delete(vector, tsvector_to_array(
        to_tsvector('mesa_es', value) || to_tsvector('mesa_en', value))), vector) AS others
    FROM tickets_searchdocument JOIN tickets_ticket ON number = ticket_id
    LEFT JOIN tickets_identity identity
        ON identity.requester_id = tickets_ticket.requester_id AND vector @@ plainto_tsquery('mesa_es', value)
    WHERE ticket_id >= %s ORDER BY ticket_id, kind
)
INSERT INTO tickets_searchdocument (ticket_id, vector)
SELECT ticket_id + n, others || coalesce(
    setweight(to_tsvector('mesa_es', words) || to_tsvector('mesa_en', words), 'A'), '')
FROM played, generate_series(1, %s) AS n, LATERAL (SELECT {OTHER_HANDLE.format("value")} AS words) written
"""  # noqa: S608 -- fixed texts


def _json(column: str, *parts: str) -> str:
    return " || ".join([column, *parts])


OTHERS = {
    (Ticket, "queue_at"): f"CASE WHEN due_at IS NULL THEN queue_at ELSE due_at - {EARLIER} END",
    (Identity, "value"): OTHER_HANDLE.format("value"),
    (Identity, "display"): OTHER_HANDLE.format("display"),
    (Message, "rfc_message_id"): OTHER_ID.format("rfc_message_id"),
    (Message, "fingerprint"): (
        "CASE fingerprint WHEN '' THEN '' ELSE"
        " left(encode(sha256((n || fingerprint)::bytea), 'hex'), length(fingerprint)) END"
    ),
    (Delivery, "rfc_message_id"): OTHER_ID.format("rfc_message_id"),
    (Delivery, "to_address"): "CASE WHEN requester_id IS NULL THEN to_address ELSE n || '.' || to_address END",
    (Delivery, "context"): _json(
        "context",
        OTHER_TEXT.format("context", "in_reply_to"),
        OTHER_KEY.format("context", "rating"),
        OTHER_TIME.format("context", "reopens_until"),
    ),
    (TicketEvent, "after"): _json(
        "after",
        OTHER_KEY.format("after", "message"),
        OTHER_KEY.format("after", "delivery"),
        OTHER_TEXT.format("after", "to"),
        OTHER_TIME.format("after", "due_at"),
    ),
}


def multiply(ids: Ids, copies: int) -> None:
    """Repeat all that was played with these keys, so that there is everything `copies` times."""
    with connection.cursor() as cursor:
        cursor.execute(FILL_SEARCH, [ids.first[Ticket], copies - 1])
        for model in REPEATED:
            cursor.execute(_statement(model), [ids.first.get(_owner(model), 1), copies - 1])
    FactsProgress.objects.update(event_id=TicketEvent.objects.latest("pk").pk)


def _owner(model: type[models.Model]) -> type[models.Model]:
    """Return whose keys a table has: its own, or those of the tickets."""
    key = model._meta.pk
    return Ticket if key.related_model is Ticket else model


def _statement(model: type[models.Model]) -> str:
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} "  # noqa: S608 -- names of ours
        f"FROM (SELECT * FROM {table} WHERE {key} >= %s ORDER BY {key}) played, generate_series(1, %s) AS n"
    )


def _value(model: type[models.Model], field: "models.Field[object, object]") -> str:
    """Return what a column of a repetition holds, as SQL over the played row and `n`."""
    column = connection.ops.quote_name(str(field.column))
    other = OTHERS.get((model, str(field.column)))
    if other:
        return other
    if field.primary_key or field.related_model in REPEATED:
        return f"{column} + n"
    if isinstance(field, models.DateTimeField):
        return f"{column} - {EARLIER}"
    if isinstance(field, DateTimeRangeField):
        return f"tstzrange(lower({column}) - {EARLIER}, upper({column}) - {EARLIER})"
    return column
