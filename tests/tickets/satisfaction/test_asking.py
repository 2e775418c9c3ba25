"""Who is asked how it went, when, and who is not."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives
from django.db import connections

from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.tickets import NOON
from tests.tickets.satisfaction.solved import DAY, SECOND, solve, solved_ticket
from tickets import lifecycle, properties
from tickets.delivery import outbox
from tickets.locking import locked
from tickets.models import AccessLink, Delivery, Message, SatisfactionRating, Survey, Ticket
from tickets.satisfaction import asking, rating
from tickets.satisfaction.asking import LATEST


def surveys() -> int:
    return Delivery.objects.filter(kind="survey").count()


@pytest.mark.django_db
def test_a_question_is_asked_a_day_after_solving_and_once() -> None:
    ticket = solved_ticket()
    assert asking.ask(at=NOON + DAY - SECOND) == 0
    assert asking.ask(at=NOON + DAY) == 1
    assert asking.ask(at=NOON + DAY + SECOND) == 0
    assert asking.ask(at=NOON + 40 * DAY) == 0
    asked = SatisfactionRating.objects.get()
    assert (asked.ticket, asked.resolution, asked.asked_at, asked.score) == (ticket, 0, NOON + DAY, None)
    assert ticket.events.filter(kind="rating_asked").count() == 1


@pytest.mark.django_db
def test_nobody_is_asked_about_what_was_solved_long_ago() -> None:
    solved_ticket()
    assert asking.ask(at=NOON + DAY + LATEST) == 0
    assert asking.ask(at=NOON + DAY + LATEST - SECOND) == 1


@pytest.mark.django_db
def test_the_settings_say_whether_and_after_how_many_hours() -> None:
    solved_ticket()
    survey = Survey(pk=1, asks=False, after_hours=2)
    survey.save()
    assert asking.ask(at=NOON + timedelta(hours=2)) == 0
    survey.asks = True
    survey.save()
    assert asking.ask(at=NOON + timedelta(hours=2) - SECOND) == 0
    assert asking.ask(at=NOON + timedelta(hours=2)) == 1


def reopen(ticket: Ticket) -> None:
    lifecycle.set_status(ticket, "open", at=NOON + timedelta(hours=1), by=None)


def spam(ticket: Ticket) -> None:
    lifecycle.set_status(ticket, "spam", at=NOON + timedelta(hours=1), by=None)


def merge(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="merged", merged_into=TicketFactory.create())


def only_machines(ticket: Ticket) -> None:
    Message.objects.filter(ticket=ticket).update(is_automatic=True)


def only_uninvited(ticket: Ticket) -> None:
    Message.objects.filter(ticket=ticket).update(is_pending=True)


def dead_address(ticket: Ticket) -> None:
    ticket.requester.identities.update(undeliverable_at=NOON)


def no_address(ticket: Ticket) -> None:
    ticket.requester.identities.update(kind="phone", value="+51987654321")


def rated_already(ticket: Ticket) -> None:
    rating.rate(ticket, resolution=0, score=5, by=ticket.requester, at=NOON + timedelta(hours=1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "happened", [reopen, spam, merge, only_machines, only_uninvited, dead_address, no_address, rated_already]
)
def test_not_asked(happened: Callable[[Ticket], None]) -> None:
    happened(solved_ticket())
    assert asking.ask(at=NOON + DAY) == 0
    assert surveys() == 0


@pytest.mark.django_db
def test_what_time_closed_meanwhile_is_asked_about() -> None:
    ticket = solved_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", closed_at=NOON + timedelta(hours=3))
    assert asking.ask(at=NOON + DAY) == 1


@pytest.mark.django_db
def test_nobody_is_asked_twice_in_thirty_days() -> None:
    solved_ticket()
    solved_ticket()
    solved_ticket(address="dave@example.com")
    assert asking.ask(at=NOON + DAY) == 2  # one of Carol's two, and Dave's
    later = NOON + 30 * DAY
    solved_ticket(at=later - SECOND)
    assert asking.ask(at=later + DAY - SECOND) == 0
    assert asking.ask(at=later + DAY) == 1


@pytest.mark.django_db
def test_what_is_solved_again_is_asked_about_again() -> None:
    Survey(pk=1, quiet_days=0).save()
    ticket = solved_ticket()
    asking.ask(at=NOON + DAY)
    rating.rate(ticket, resolution=0, score=2, by=ticket.requester, at=NOON + DAY)
    lifecycle.set_status(ticket, "open", at=NOON + 2 * DAY, by=None)
    solve(ticket, at=NOON + 3 * DAY)
    assert asking.ask(at=NOON + 4 * DAY) == 1
    assert list(ticket.ratings.order_by("resolution").values_list("resolution", "score")) == [(0, 2), (1, None)]


@pytest.mark.django_db
def test_the_answer_belongs_to_who_solved_it() -> None:
    alice, bob, team, other = UserFactory.create(), UserFactory.create(), TeamFactory.create(), TeamFactory.create()
    ticket = TicketFactory.create(at=NOON - DAY, assignee=alice, team=team)
    solve(ticket, by=alice)
    properties.assign(ticket, bob, at=NOON + timedelta(hours=1), by=bob)
    properties.set_team(ticket, other, at=NOON + timedelta(hours=1), by=bob)
    asking.ask(at=NOON + DAY)
    asked = SatisfactionRating.objects.get()
    assert (asked.assignee, asked.team, asked.solved_at) == (alice, team, NOON)


@pytest.mark.django_db
def test_the_mail_asks_with_five_links_and_no_word_of_the_sender() -> None:
    ticket = solved_ticket(subject="Buy cheap watches")
    asking.ask(at=NOON + DAY)
    outbox.deliver(Delivery.objects.get(kind="survey").pk, at=NOON + DAY)
    sent = outgoing.outbox[-1]
    assert isinstance(sent, EmailMultiAlternatives)
    page = AccessLink.for_requester(ticket, ticket.requester).url + "rating/?score="
    raw = str(sent.message().as_bytes(), "utf-8")
    html = str(sent.alternatives[0][0])
    assert sent.subject == f"How did we do? [#{ticket.number}]"
    assert "Auto-Submitted: auto-generated" in raw
    assert [f"{page}{score}" in str(sent.body) for score in range(1, 6)] == [True] * 5
    assert [f'href="{page}{score}"' in html for score in range(1, 6)] == [True] * 5
    assert "watches" not in raw


@pytest.mark.django_db
@pytest.mark.parametrize("happened", [reopen, rated_already])
def test_a_question_that_waited_does_not_leave_when_it_makes_no_sense_any_more(
    happened: Callable[[Ticket], None],
) -> None:
    ticket = solved_ticket()
    asking.ask(at=NOON + DAY)
    question = Delivery.objects.get(kind="survey")
    happened(ticket)
    assert not outbox.deliver(question.pk, at=NOON + DAY)
    question.refresh_from_db()
    assert question.state == "cancelled"


@pytest.mark.django_db
def test_a_sweep_asks_with_a_number_of_queries_for_each_question_only(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(3):
        dead_address(solved_ticket(address=f"n{number}@example.com"))
    Survey.current()
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        asking.ask(at=NOON + DAY)


@pytest.mark.django_db(transaction=True)
def test_parallel_sweeps_ask_each_person_once() -> None:
    for number in range(6):
        for _request in range(2):
            solved_ticket(address=f"n{number}@example.com")
    counts: list[int] = []

    def sweep() -> None:
        try:
            counts.append(asking.ask(at=NOON + DAY))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = list(SatisfactionRating.objects.values_list("ticket__requester", flat=True))
    assert (sum(counts), len(asked), len(set(asked)), surveys()) == (6, 6, 6, 6)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_in_somebodys_hand_is_left_for_the_next_sweep() -> None:
    ticket = solved_ticket()
    with locked(ticket):
        found: list[int] = []

        def sweep() -> None:
            try:
                found.append(asking.ask(at=NOON + DAY))
            finally:
                connections.close_all()

        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join()
        assert found == [0]
    assert asking.ask(at=NOON + DAY) == 1
