"""The demo's data cannot be told from what the product itself would have written."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Q
from django.utils import translation
from pytest_django import Settings

from helpdesk.accounts.models import Desk, User
from tests.factories import TicketFactory
from tests.tickets.demo.replay import answers_of, replay, ticks_of
from tickets.demo import load, stage
from tickets.demo.script import Script
from tickets.models import (
    Attachment,
    Delivery,
    EventKind,
    Identity,
    Message,
    Requester,
    SearchDocument,
    SLASegment,
    SLATimer,
    Ticket,
    TicketEvent,
)
from tickets.models.ticket import NO_DEADLINE
from tickets.states import FINISHED, holder_of

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)  # 16:00 in Lima
HISTORY = ("kind", "at", "user_id", "requester_id", "cause")


@pytest.fixture
def demo(settings: Settings) -> None:
    """The demo is on, with what tickets itself adds."""
    settings.DEMO = True
    settings.DEMO_LOADERS = []


def fill(count: int = 60, seed: int = 1, until: str = "2026-11-18") -> None:
    """Load the demo."""
    call_command("load_demo", tickets=count, seed=seed, until=date.fromisoformat(until), verbosity=0)


# -- the same rows as through intake, conversation, lifecycle and properties --------------------------------------


def picture(ticket: Ticket) -> dict[str, Any]:
    """Return everything about a ticket except its keys."""
    skip = {"number", "version"}
    columns = {f.attname: getattr(ticket, f.attname) for f in ticket._meta.concrete_fields if f.attname not in skip}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(vector) FROM tickets_searchdocument WHERE ticket_id = %s", [ticket.number]
        )
        words = cursor.fetchone()[0]
    return {
        "ticket": columns,
        "tags": sorted(tag.name for tag in ticket.tags.all()),
        "messages": [
            (
                *(m.kind, m.author_user_id, m.author_requester_id, m.channel_id, m.body_text, m.subject, m.created_at),
                *(m.matched_by, m.fingerprint, bool(m.rfc_message_id), m.is_pending, m.is_automatic),
                *((a.blob_id, a.name, a.content_type) for a in m.attachments.all()),
            )
            for m in ticket.messages.all()
        ],
        "events": sorted(
            (e.at, e.kind, e.user_id, e.requester_id, e.cause, plain(e.before), plain(e.after))
            for e in ticket.events.all()
        ),
        "segments": sorted(
            ((s.during.lower, s.during.upper, s.holder) for s in ticket.sla_segments.all()), key=lambda row: row[0]
        ),
        "timers": list(
            ticket.sla_timers.order_by("metric", "cycle").values_list(
                *("metric", "cycle", "started_at", "target_minutes", "due_at", "met_at", "breached_at"),
                "by_policy_change",
            )
        ),
        "deliveries": [
            (d.kind, d.channel_id, d.requester_id, d.to_address, d.send_after, d.created_at)
            for d in ticket.deliveries.order_by("created_at", "pk")
        ],
        "words": words,
        "ratings": ratings_of(ticket),
    }


def ratings_of(ticket: Ticket) -> list[Any]:
    """Return what the requester was asked and said."""
    columns = ("resolution", "solved_at", "assignee_id", "team_id", "channel_id", "asked_at", "score", "comment")
    return list(ticket.ratings.order_by("resolution").values_list(*columns, "answered_at", "changed_at", "told_at"))


def plain(values: dict[str, Any]) -> str:
    """Return what an event holds, without the keys of messages and deliveries."""
    return str({name: value for name, value in values.items() if name not in {"message", "delivery"}})


def test_every_row_equals_what_the_products_own_doors_write(
    demo: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    scripts: list[Script] = []
    original = stage.Play.__init__

    def remember(self: stage.Play, world: Any, script: Script) -> None:
        scripts.append(script)
        original(self, world, script)

    monkeypatch.setattr(stage.Play, "__init__", remember)
    fill(50, seed=7)
    bulk_tickets = list(Ticket.objects.order_by("number"))
    expected = [picture(ticket) for ticket in bulk_tickets]
    ticks = [ticks_of(list(ticket.events.all())) for ticket in bulk_tickets]
    answers = [answers_of(ticket) for ticket in bulk_tickets]
    for model in (Attachment, Delivery, Message, SLATimer, SLASegment, SearchDocument, TicketEvent, Ticket):
        model._default_manager.all().delete()

    assert {e["ticket"]["status"] for e in expected} >= {"new", "open", "waiting_customer", "solved", "closed"}
    for script, want, when, said in zip(scripts, expected, ticks, answers, strict=True):
        with translation.override("es"):  # names in the history are in the language of the moment
            number = replay(script, ticks=when, answers=said).pk
        got = picture(Ticket.objects.get(pk=number))
        for part, value in want.items():
            assert got[part] == value, (part, script)


# -- promises that hold for every ticket, however many ---------------------------------------------------------------


def test_invariants_hold(demo: None) -> None:
    fill(150)
    assert Ticket.objects.count() == 150
    created = Count("events", filter=Q(events__kind=EventKind.CREATED))
    assert set(Ticket.objects.annotate(n=created).values_list("n", flat=True)) == {1}
    assert SearchDocument.objects.count() == 150
    assert not Delivery.objects.exclude(state__in=("sent", "failed")).exists()  # nothing of it may leave now
    assert not Message.objects.filter(created_at__gt=WEDNESDAY).exists()
    for ticket in Ticket.objects.prefetch_related("sla_segments", "sla_timers", "messages"):
        last = [s.holder for s in ticket.sla_segments.all() if s.during.upper is None]
        assert last == [holder_of(ticket.status)]
        owed = [t.due_at for t in ticket.sla_timers.all() if t.met_at is None and t.due_at]
        assert ticket.due_at == min(owed, default=None)
        assert ticket.queue_at == (ticket.due_at or NO_DEADLINE)
        assert ticket.activity_at == max(m.created_at for m in ticket.messages.all() if m.kind != "note")
        assert (ticket.solved_at is not None) == (ticket.status in FINISHED)


def test_nothing_is_left_for_the_sweep(demo: None) -> None:
    fill(150)
    assert SLATimer.objects.overdue(WEDNESDAY).count() == 0


def test_sequences_are_past_the_keys_that_were_used(demo: None) -> None:
    fill(20)
    before = Requester.objects.latest("pk").pk
    assert Requester.objects.create(name="New").pk > before
    numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 20))
    assert numbers[0] >= load.FIRST_NUMBER
    assert TicketFactory.create().number == numbers[-1] + 1


def test_the_desk_looks_alive(demo: None) -> None:
    fill(320)
    by_status = dict(Ticket.objects.values_list("status").annotate(n=Count("pk")))
    assert set(by_status) >= {"new", "open", "waiting_customer", "waiting_third_party", "solved", "closed", "spam"}
    active = Ticket.objects.active()
    assert 25 <= active.count() <= 90
    assert active.filter(due_at__lt=WEDNESDAY).count() >= 3
    hour = WEDNESDAY.replace(hour=22)
    assert active.filter(due_at__gte=WEDNESDAY, due_at__lt=hour).count() >= 3
    assert active.filter(assignee=None).count() >= 5
    agent = User.objects.get(email="agent@mesa.test")
    assert Ticket.objects.unsolved().filter(assignee=agent).count() >= 5
    kinds = set(Ticket.objects.values_list("channel__kind", flat=True))
    assert kinds == {"email", "web_form", "phone", "in_person"}
    assert 0.08 <= Ticket.objects.filter(language="en").count() / 320 <= 0.25
    assert Attachment.objects.count() >= 20
    sizes = Ticket.objects.annotate(n=Count("messages")).values_list("n", flat=True)
    assert (min(sizes), max(sizes) >= 8) == (1, True)
    breached = SLATimer.objects.exclude(breached_at=None).count()
    assert 0.05 <= breached / SLATimer.objects.count() <= 0.4


def words() -> list[Any]:
    """Return what can be read of all tickets, in order."""
    return [
        list(Ticket.objects.order_by("number").values_list("subject", "status", "created_at", "requester__name")),
        list(Message.objects.order_by("pk").values_list("body_text", "created_at")),
        list(Identity.objects.order_by("pk").values_list("value", flat=True)),
    ]


def test_the_same_seed_gives_the_same_desk(demo: None) -> None:
    seen = []
    for _ in range(2):
        fill(40, seed=3)
        seen.append(words())
        for model in (Attachment, Delivery, Message, SLATimer, SLASegment, SearchDocument, TicketEvent, Ticket):
            model._default_manager.all().delete()
        Identity.objects.all().delete()
        Requester.objects.all().delete()
    assert seen[0] == seen[1]
    fill(40, seed=4)
    assert words() != seen[0]


# -- the command -----------------------------------------------------------------------------------------------------


def test_without_the_demo_it_refuses() -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        fill()
    assert User.objects.count() == 0


def test_a_desk_in_use_is_left_alone(demo: None) -> None:
    fill(5)
    with pytest.raises(CommandError, match="already"):
        fill(5)
    call_command("load_demo", if_empty=True)
    assert Ticket.objects.count() == 5


def test_three_people_can_sign_in_and_the_rest_cannot(demo: None) -> None:
    fill(5)
    can = {u.email: u.role for u in User.objects.all() if u.check_password("mesa-demo")}
    assert can == {"admin@mesa.test": "admin", "manager@mesa.test": "manager", "agent@mesa.test": "agent"}
    assert User.objects.count() == 9
    assert (Desk.current().name, Desk.current().is_set_up) == ("Casa Lumbre", True)


def test_without_an_end_the_data_ends_at_the_hour_that_has_begun(demo: None) -> None:
    call_command("load_demo", tickets=20, verbosity=0)
    assert Ticket.objects.filter(activity_at__gt=datetime.now(UTC)).count() == 0
