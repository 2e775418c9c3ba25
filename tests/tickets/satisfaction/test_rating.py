"""Taking answers, and telling managers of bad ones."""

import threading
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.db import IntegrityError, connections, transaction

from helpdesk.accounts.models import Membership, Team, User
from tests.factories import TeamFactory, UserFactory
from tests.factories.tickets import NOON
from tests.tickets.satisfaction.solved import DAY, SECOND, solve, solved_ticket
from tickets import history, lifecycle
from tickets.delivery import outbox
from tickets.locking import NotAllowedError
from tickets.models import Delivery, SatisfactionRating, Survey, Ticket
from tickets.satisfaction import asking, rating


def rate(ticket: Ticket, score: int, *, comment: str = "", after: timedelta = DAY, resolution: int = 0) -> None:
    rating.rate(ticket, resolution=resolution, score=score, comment=comment, by=ticket.requester, at=NOON + after)


def told() -> list[str]:
    return list(Delivery.objects.filter(kind="bad_rating").order_by("pk").values_list("to_address", flat=True))


def told_of(ticket: Ticket) -> list[str]:
    return [history.sentence(event) for event in ticket.events.filter(kind="rated")]


@pytest.mark.django_db
def test_an_answer_is_kept_and_told_on_the_ticket() -> None:
    ticket = solved_ticket()
    asking.ask(at=NOON + DAY)
    rate(ticket, 4, comment="Quick", after=2 * DAY)
    given = SatisfactionRating.objects.get()
    assert (given.score, given.comment, given.asked_at, given.answered_at) == (4, "Quick", NOON + DAY, NOON + 2 * DAY)
    assert told_of(ticket) == ["Carol Rojas rated the service 4 of 5: Good"]


@pytest.mark.django_db
def test_the_same_answer_again_changes_nothing() -> None:
    ticket = solved_ticket()
    for _ in range(2):
        rate(ticket, 4, comment="Quick")
    assert SatisfactionRating.objects.get().changed_at is None
    assert len(told_of(ticket)) == 1


@pytest.mark.django_db
def test_an_answer_can_be_changed_for_seven_days() -> None:
    ticket = solved_ticket()
    rate(ticket, 4)
    rate(ticket, 5, after=DAY + 7 * DAY)
    with pytest.raises(NotAllowedError, match="no longer be changed"):
        rate(ticket, 1, after=DAY + 7 * DAY + SECOND)
    given = SatisfactionRating.objects.get()
    assert (given.score, given.answered_at, given.changed_at) == (5, NOON + DAY, NOON + 8 * DAY)
    assert told_of(ticket)[1] == "Carol Rojas changed the rating to 5 of 5: Very good"


@pytest.mark.django_db
def test_an_answer_is_about_one_solution() -> None:
    ticket = solved_ticket()
    rate(ticket, 1)
    lifecycle.set_status(ticket, "open", at=NOON + 2 * DAY, by=None)
    with pytest.raises(NotAllowedError, match="not solved now"):
        rate(ticket, 5)
    solve(ticket, at=NOON + 3 * DAY)
    with pytest.raises(NotAllowedError, match="solved again"):
        rate(ticket, 5, resolution=0)
    rate(ticket, 5, resolution=1, after=4 * DAY)
    assert list(ticket.ratings.order_by("resolution").values_list("resolution", "score")) == [(0, 1), (1, 5)]


@pytest.mark.django_db(transaction=True)
def test_parallel_answers_are_one() -> None:
    ticket = solved_ticket()

    def press() -> None:
        try:
            rate(ticket, 2)
        finally:
            connections.close_all()

    UserFactory.create(role="admin")
    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (SatisfactionRating.objects.count(), len(told_of(ticket)), len(told())) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"score": 0, "answered_at": NOON},
        {"score": 6, "answered_at": NOON},
        {"score": 3},
        {"answered_at": NOON},
        {},
        {"asked_at": NOON, "comment": "No score"},
    ],
)
def test_the_database_refuses_half_answers(columns: dict[str, object]) -> None:
    ticket = solved_ticket()
    with pytest.raises(IntegrityError), transaction.atomic():
        SatisfactionRating.objects.create(ticket=ticket, resolution=0, solved_at=NOON, **columns)


@pytest.fixture
def team() -> Team:
    return TeamFactory.create(name="Store")


@pytest.fixture
def people(team: Team) -> dict[str, User]:
    roles = {"admin": "admin", "manager": "manager", "stranger": "manager", "agent": "agent"}
    made = {
        name: UserFactory.create(role=role, email=f"{name}@desk.test", language="en") for name, role in roles.items()
    }
    for name in ("manager", "agent"):
        Membership.objects.create(user=made[name], team=team)
    return made


@pytest.mark.django_db
def test_the_manager_of_the_team_is_told_once(team: Team, people: dict[str, User]) -> None:
    ticket = solved_ticket(team=team)
    rate(ticket, 2, comment="Nobody <b>called</b> back")
    rate(ticket, 1, after=2 * DAY)
    assert told() == ["manager@desk.test"]
    notice = Delivery.objects.get(kind="bad_rating")
    assert outbox.deliver(notice.pk, at=NOON + 2 * DAY)
    sent = outgoing.outbox[-1]
    assert sent.subject == f"Rating of request #{ticket.number}: 1 of 5: very bad"
    assert f"/agent/tickets/{ticket.number}/" in sent.body
    assert sent.reply_to == []
    assert "Auto-Submitted: auto-generated" in str(sent.message())


@pytest.mark.django_db
def test_what_the_requester_wrote_is_quoted_and_escaped(team: Team, people: dict[str, User]) -> None:
    rate(solved_ticket(team=team), 1, comment="Nobody <b>called</b> back")
    outbox.deliver(Delivery.objects.get(kind="bad_rating").pk, at=NOON + DAY)
    sent = outgoing.outbox[-1]
    assert "> Nobody <b>called</b> back" in sent.body
    assert "Nobody &lt;b&gt;called&lt;/b&gt; back" in sent.alternatives[0][0]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_what_became_a_good_rating_before_the_notice_left_is_not_told(team: Team, people: dict[str, User]) -> None:
    ticket = solved_ticket(team=team)
    for score in (1, 5):
        rate(ticket, score)
    notice = Delivery.objects.get(kind="bad_rating")
    assert (outbox.deliver(notice.pk, at=NOON + DAY), len(outgoing.outbox)) == (False, 0)
    notice.refresh_from_db()
    assert notice.state == "cancelled"


@pytest.mark.django_db
@pytest.mark.parametrize("score", [3, 4, 5])
def test_only_bad_answers_are_told(score: int, team: Team, people: dict[str, User]) -> None:
    rate(solved_ticket(team=team), score)
    assert told() == []


@pytest.mark.django_db
def test_without_a_manager_in_the_team_whoever_sees_the_ticket_is_told(people: dict[str, User]) -> None:
    rate(solved_ticket(team=TeamFactory.create(name="Other")), 1)
    assert told() == ["admin@desk.test"]


@pytest.mark.django_db
def test_without_a_team_every_manager_is_told(people: dict[str, User]) -> None:
    User.objects.filter(email="stranger@desk.test").update(is_active=False)
    rate(solved_ticket(), 1)
    assert told() == ["admin@desk.test", "manager@desk.test"]


@pytest.mark.django_db
@pytest.mark.parametrize(("tells", "expected"), [("admins", ["admin@desk.test"]), ("nobody", [])])
def test_the_settings_say_who_is_told(tells: str, expected: list[str], team: Team, people: dict[str, User]) -> None:
    Survey(pk=1, tells=tells).save()
    rate(solved_ticket(team=team), 1)
    assert told() == expected


@pytest.mark.django_db
def test_a_set_of_ratings_is_summed_up() -> None:
    scores = [5, 5, 4, 3, 2, 1]
    tickets = [solved_ticket(address=f"n{number}@example.com") for number in range(8)]
    asking.ask(at=NOON + DAY)
    for ticket, score in zip(tickets, scores[:-1], strict=False):
        rate(ticket, score)
    unasked = solved_ticket(at=NOON + 2 * DAY, address="direct@example.com")
    rate(unasked, scores[-1], after=3 * DAY)
    found = SatisfactionRating.objects.summary()
    assert (found.asked, found.replied, found.answered) == (8, 5, 6)
    assert found.scores == (1, 1, 1, 1, 2)
    assert (found.good, found.bad, found.share) == (3, 2, 0.5)
    assert found.interval is not None
    assert (round(found.interval.low, 3), round(found.interval.high, 3)) == (0.188, 0.812)
    assert not found.may_rank
    nothing = SatisfactionRating.objects.none().summary()
    assert (nothing.share, nothing.interval) == (None, None)
