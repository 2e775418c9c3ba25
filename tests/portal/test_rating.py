"""Rating on the page of a request: looking records nothing, sending records once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from helpdesk.accounts.models import Membership
from tests.factories import ChannelFactory, TeamFactory, TicketFactory, UserFactory
from tests.portal.forms import link_of
from tickets import lifecycle, properties
from tickets.models import AccessLink, Delivery, Participant, Requester, SatisfactionRating, Ticket
from tickets.satisfaction import asking
from tickets.satisfaction import rating as ratings

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NONCE = re.compile(r'name="nonce" value="([^"]+)"')


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def client() -> Client:
    """Return a reader of English, whose words the tests look for."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def ticket() -> Ticket:
    ChannelFactory.create()
    opened = TicketFactory.create(at=now() - 30 * HOUR, language="en")
    lifecycle.set_status(opened, "solved", at=now() - 25 * HOUR, by=None)
    return opened


def path(ticket: Ticket) -> str:
    return f"{link_of(ticket)}rating/"


def nonce_on(client: Client, address: str) -> str:
    found = NONCE.search(client.get(address).content.decode())
    assert found
    return found[1]


def send(client: Client, ticket: Ticket, **fields: Any) -> Any:
    return client.post(path(ticket), {"nonce": nonce_on(client, path(ticket)), "score": "4", "comment": ""} | fields)


def answers() -> list[tuple[int | None, str]]:
    return list(SatisfactionRating.objects.answered().values_list("score", "comment"))


@pytest.mark.parametrize("score", [1, 5])
def test_a_link_of_the_mail_only_chooses_the_face(client: Client, ticket: Ticket, score: int) -> None:
    asking.ask(at=now())
    for _ in range(3):
        client.head(f"{path(ticket)}?score={score}")
        page = client.get(f"{path(ticket)}?score={score}", headers={"Purpose": "prefetch"}).content.decode()
    assert re.findall(r'value="(\d)" checked', page) == [str(score)]
    assert answers() == []
    assert ticket.events.filter(kind="rated").count() == 0


def test_sending_records_the_rating_and_thanks(client: Client, ticket: Ticket) -> None:
    answer = send(client, ticket, score="4", comment="  Quick and\r\nfriendly ")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path(ticket)}?thanks=1")
    assert answers() == [(4, "Quick and\nfriendly")]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Thank you for your rating" in page
    assert "You can change it until" in page
    assert "open it again" not in page


def test_the_page_names_who_solved_it_not_who_has_the_ticket_by_now(client: Client) -> None:
    ChannelFactory.create()
    lucia, omar = (UserFactory.create(name=name) for name in ("Lucía Fernández", "Omar Díaz"))
    ticket = TicketFactory.create(at=now() - 30 * HOUR, language="en", assignee=lucia)
    lifecycle.set_status(ticket, "solved", at=now() - 25 * HOUR, by=None)
    properties.assign(ticket, omar, at=now() - HOUR, by=None)
    for _ in range(2):  # on the page alone, and once it was asked about
        page = client.get(path(ticket)).content.decode()
        assert ("service of Lucía?" in page, "service of Omar?" in page) == (True, False)
        assert asking.ask(at=now()) in {0, 1}


def test_what_was_rated_on_the_page_is_not_asked_about_by_mail(client: Client, ticket: Ticket) -> None:
    page = client.get(link_of(ticket)).content.decode()
    assert "How was our service?" in page
    client.post(path(ticket), {"nonce": NONCE.findall(page)[0], "score": "5"})
    assert asking.ask(at=now()) == 0
    page = client.get(link_of(ticket)).content.decode()
    assert "Your rating" in page
    assert "How was our service?" not in page
    assert Delivery.objects.filter(kind="survey").count() == 0


def test_a_bad_rating_says_who_reads_it_and_offers_to_open_the_request_again(client: Client, ticket: Ticket) -> None:
    UserFactory.create(role="admin")
    page = client.get(send(client, ticket, score="1").headers["Location"]).content.decode()
    assert "A manager of the team reads what you told us." in page
    assert f'action="{link_of(ticket)}reopened/"' in page
    assert f'href="{link_of(ticket)}#answer"' in page


def test_where_nobody_is_told_nothing_is_promised(client: Client, ticket: Ticket) -> None:
    page = client.get(send(client, ticket, score="1").headers["Location"]).content.decode()
    assert "We are sorry. Thank you for telling us." in page
    assert "manager" not in page


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"score": ""}, "Choose one of the five faces."),
        ({"score": "6"}, "Choose one of the five faces."),
        ({"score": "very"}, "Choose one of the five faces."),
        ({"nonce": ""}, "This page was open for a long time."),
        ({"nonce": "0:forged"}, "This page was open for a long time."),
        ({"comment": "x" * 2001}, "2000"),
    ],
)
def test_wrong_input_is_said_and_kept(client: Client, ticket: Ticket, fields: dict[str, str], complaint: str) -> None:
    answer = send(client, ticket, **{"comment": "What I wrote", **fields})
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert fields.get("comment", "What I wrote") in answer.content.decode()
    assert answers() == []


def test_the_nonce_of_another_request_does_not_fit(client: Client, ticket: Ticket) -> None:
    other = TicketFactory.create(address="dave@example.com", at=now() - HOUR)
    lifecycle.set_status(other, "solved", at=now(), by=None)
    assert send(client, ticket, nonce=nonce_on(client, path(other))).status_code == 422
    assert answers() == []


def test_an_old_page_does_not_rate_a_new_solution(client: Client, ticket: Ticket) -> None:
    old = nonce_on(client, path(ticket))
    lifecycle.set_status(ticket, "open", at=now(), by=None)
    reopened = client.post(path(ticket), {"nonce": old, "score": "1"})
    assert (reopened.status_code, "not solved now" in reopened.content.decode()) == (409, True)
    lifecycle.set_status(ticket, "solved", at=now(), by=None)
    assert client.post(path(ticket), {"nonce": old, "score": "1"}).status_code == 409
    assert answers() == []
    assert send(client, ticket, score="5").status_code == 302


def test_after_seven_days_it_is_only_read(client: Client, ticket: Ticket) -> None:
    send(client, ticket, score="2", comment="Slow")
    SatisfactionRating.objects.update(answered_at=now() - ratings.CHANGEABLE - HOUR)
    page = client.get(f"{path(ticket)}?score=5").content.decode()
    assert "Slow" in page
    assert 'name="score"' not in page
    assert "Change the rating" not in page


def test_a_closed_request_can_be_rated_and_an_expired_link_opens_nothing(client: Client, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", closed_at=now() - timedelta(days=29))
    assert send(client, ticket).status_code == 302
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=now() - timedelta(days=31))
    assert client.get(path(ticket)).status_code == 404
    assert client.post(path(ticket), {"score": "1"}).status_code == 404


def test_only_the_requester_rates(client: Client, ticket: Ticket) -> None:
    dave = Requester.for_identity(kind="email", value="dave@example.com", name="Dave")
    Participant.objects.create(ticket=ticket, requester=dave, accepted_at=now())
    address = f"/r/{AccessLink.for_requester(ticket, dave).token}/"
    assert 'name="score"' not in client.get(address).content.decode()
    assert 'name="score"' not in client.get(f"{address}rating/").content.decode()
    assert client.post(f"{address}rating/", {"score": "1", "nonce": "x"}).status_code == 403
    assert answers() == []


def test_an_unsolved_request_is_not_rated(client: Client, ticket: Ticket) -> None:
    lifecycle.set_status(ticket, "open", at=now(), by=None)
    assert 'name="score"' not in client.get(link_of(ticket)).content.decode()
    assert "When it is, you can say here how it went." in client.get(path(ticket)).content.decode()


def test_sending_needs_the_token_of_the_page(ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    nonce = nonce_on(client, path(ticket))
    assert client.post(path(ticket), {"nonce": nonce, "score": "1"}).status_code == 403
    assert answers() == []


def test_a_link_sends_ratings_only_so_often(client: Client, ticket: Ticket) -> None:
    nonce = nonce_on(client, path(ticket))
    sent = [client.post(path(ticket), {"nonce": nonce, "score": str(n % 5 + 1)}) for n in range(21)]
    assert [answer.status_code for answer in sent] == [302] * 20 + [429]


def test_agents_see_the_rating_beside_the_ticket(client: Client, ticket: Ticket) -> None:
    agent = UserFactory.create()
    team = TeamFactory.create()
    Membership.objects.create(user=agent, team=team)
    Ticket.objects.filter(pk=ticket.pk).update(team=team)
    send(client, ticket, score="2", comment="Nobody <b>called</b> back")
    desk = Client()
    desk.force_login(agent)
    page = desk.get(f"/agent/tickets/{ticket.pk}/").content.decode()
    assert "Nobody &lt;b&gt;called&lt;/b&gt; back" in page
    assert "#frown" in page
    expected = {
        "rating:2": True,
        "rating:<=2": True,
        "calificación:>=2": True,
        "rating:>2": False,
        "rating:none": False,
        "rating:7": True,  # left out, and said so
    }
    shown = {
        query: "The oven does not heat" in desk.get("/agent/tickets/", {"view": "all", "q": query}).content.decode()
        for query in expected
    }
    assert shown == expected
