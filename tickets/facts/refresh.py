"""Keeping the facts in step with the events. Idempotent, and safe to run beside itself: one at a time reads on.

Events are appended by many transactions at once, so one may appear behind those already read. Therefore the last
`OVERLAP` are looked at again each time, and a ticket is stale when it has another number of events than its facts
were read from: nothing needs to be marked, so nothing can be marked wrongly.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, F, Max, Q

from tickets.facts.history import Event, History, Reply, facts_of
from tickets.models import (
    EventKind,
    FactsProgress,
    Message,
    MessageKind,
    SLATimer,
    Ticket,
    TicketEvent,
    TicketFacts,
)
from tickets.sla.calendars import default_policy, terms_of

OVERLAP, STEP, BATCH = 5_000, 20_000, 500
TOLD = (EventKind.STATUS, EventKind.REOPENED, EventKind.TEAM, EventKind.ASSIGNEE)
READ = (
    *("status", "team", "assignee", "channel", "category", "priority"),
    *("created_at", "first_replied_at", "first_solved_at", "sla_policy__revision", "sla_policy__calendar__time_zone"),
)
KEPT = [field.name for field in TicketFacts._meta.concrete_fields if not field.primary_key]


def refresh() -> int:
    """Read the events that came since the last time; return how many tickets' facts were written."""
    written, more = 0, True
    while more:
        with transaction.atomic():
            progress = _next_to_read()
            if progress is None:
                return written
            newest = _newest_event()
            until = min(newest, progress.event_id + STEP)
            written += _write_stale(progress.event_id - OVERLAP, until)
            progress.event_id, more = until, until < newest
            progress.save(update_fields=["event_id"])
    return written


def rebuild() -> int:
    """Write the facts of every ticket anew, business time by today's calendars; return how many."""
    newest = _newest_event()
    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    for chunk in _chunks(keys):
        with transaction.atomic():
            write(chunk, anew=True)
    FactsProgress.objects.update_or_create(pk=1, defaults={"event_id": newest})
    return len(keys)


def repair() -> int:
    """Look through all tickets for facts that are missing or stale; return how many were written."""
    counted = Ticket.objects.annotate(seen=Count("events"))
    stale = counted.filter(Q(facts=None) | ~Q(facts__events=F("seen"))).order_by("pk")
    keys = list(stale.values_list("pk", flat=True))
    for chunk in _chunks(keys):
        with transaction.atomic():
            write(chunk)
    return len(keys)


def write(keys: Sequence[int], *, anew: bool = False) -> None:
    """Write the facts of these tickets, in a constant number of queries."""
    rows = [facts_of(history) for history in _histories(keys, {} if anew else TicketFacts.objects.in_bulk(keys))]
    TicketFacts.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket"], update_fields=KEPT)


def _newest_event() -> int:
    return TicketEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _next_to_read() -> FactsProgress | None:
    """Return the mark, locked; None while another process holds it."""
    FactsProgress.objects.bulk_create([FactsProgress(pk=1)], ignore_conflicts=True)
    return FactsProgress.objects.select_for_update(skip_locked=True).filter(pk=1).first()


def _write_stale(after: int, until: int) -> int:
    touched = TicketEvent.objects.filter(pk__gt=after, pk__lte=until).values("ticket")
    counted = Ticket.objects.filter(pk__in=touched).annotate(seen=Count("events"))
    keys = list(counted.filter(Q(facts=None) | ~Q(facts__events=F("seen"))).values_list("pk", flat=True))
    for chunk in _chunks(keys):
        write(chunk)
    return len(keys)


def _chunks(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _histories(keys: Sequence[int], kept: dict[int, TicketFacts]) -> Iterable[History]:
    # Counted first: what happens meanwhile is read too but not counted, so these facts are stale and read once more.
    counted = TicketEvent.objects.filter(ticket__in=keys).order_by().values_list("ticket_id")
    counts = dict(counted.annotate(seen=Count("pk")))
    tickets = Ticket.objects.filter(pk__in=keys).select_related("sla_policy__calendar").only(*READ)
    standard = default_policy()
    histories = {
        ticket.pk: History(
            ticket, terms_of(ticket.sla_policy or standard).hours, counts.get(ticket.pk, 0), kept.get(ticket.pk)
        )
        for ticket in tickets
    }
    for key, *values in (
        TicketEvent.objects.filter(ticket__in=keys, kind__in=TOLD)
        .order_by("at", "pk")
        .values_list("ticket_id", "kind", "at", "user_id", "before", "after")
    ):
        histories[key].events.append(Event(*values))
    _add_messages(histories, keys)
    for timer in SLATimer.objects.filter(ticket__in=keys):
        histories[timer.ticket_id].timers.append(timer)
    return histories.values()


def _add_messages(histories: dict[int, History], keys: Sequence[int]) -> None:
    """Add the replies of people, and whether the first thing said came from an answering machine."""
    said: dict[int, list[tuple[str, bool, int | None, Reply]]] = defaultdict(list)
    messages = Message.objects.filter(ticket__in=keys).order_by("created_at", "pk")
    for key, kind, automatic, author, at in messages.values_list(
        "ticket_id", "kind", "is_automatic", "author_user_id", "created_at"
    ):
        said[key].append((kind, automatic, author, Reply(at, author or 0)))
    for key, told in said.items():
        histories[key].opened_by_automatic_mail = told[0][1]
        histories[key].replies = [reply for kind, _a, author, reply in told if kind == MessageKind.REPLY and author]
