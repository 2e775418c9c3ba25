"""Asking for links: the same for everybody, whoever is known here."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import ChannelFactory, RequesterFactory, TicketFactory
from tests.portal.forms import without_tokens
from tickets.delivery.compose import compose
from tickets.models import Delivery, DeliveryState

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str, number: str = "") -> tuple[int, str, str]:
    """Return the status of the answer, where it leads and what is read there."""
    first = client.post("/requests/find/", {"email": email, "number": number})
    return first.status_code, first.headers["Location"], without_tokens(client.get(first.headers["Location"]))


@pytest.fixture(autouse=True)
def mailbox() -> None:
    ChannelFactory.create()


def test_a_known_address_gets_a_mail(client: Client) -> None:
    TicketFactory.create()
    Delivery.objects.all().delete()
    ask(client, " Carol@Example.com ")
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.to_address, delivery.state) == ("links", "Carol@Example.com", DeliveryState.QUEUED)


def test_a_letter_that_folds_to_anothers_is_the_other_letter(client: Client) -> None:
    TicketFactory.create(address="karl@example.com")
    Delivery.objects.all().delete()
    ask(client, "\u212aarl@example.com")  # the Kelvin sign, whose small letter is k
    assert Delivery.objects.get().to_address == "Karl@example.com"


def test_an_unknown_address_gets_nothing(client: Client) -> None:
    ask(client, "nobody@example.com")
    assert not Delivery.objects.exclude(state=DeliveryState.CANCELLED).exists()


def test_a_person_without_requests_gets_nothing(client: Client) -> None:
    RequesterFactory.create(email="idle@example.com")
    ask(client, "idle@example.com")
    assert not Delivery.objects.exclude(state=DeliveryState.CANCELLED).exists()


def test_both_are_answered_alike(client: Client) -> None:
    TicketFactory.create()
    assert ask(client, "carol@example.com") == ask(Client(), "nobody@example.com")


def test_a_number_is_answered_alike_whoevers_it_is(client: Client) -> None:
    own, foreign = TicketFactory.create(), TicketFactory.create(address="dan@example.com")
    numbers = (str(own.pk), f"#{foreign.pk}", "999999999", "")
    assert len({ask(Client(), address, n) for n in numbers for address in ("carol@example.com", "x@example.com")}) == 1


@pytest.mark.parametrize("shape", ["{}", "#{}", " # {} "])
def test_the_link_of_the_number_comes_first(client: Client, shape: str) -> None:
    first, *_later = [TicketFactory.create() for _ in range(12)]
    ask(client, "carol@example.com", shape.format(first.pk))
    listed = re.findall(r"^#(\d+)", str(compose(Delivery.objects.get(kind="links")).body), re.MULTILINE)
    assert (listed[0], len(listed)) == (str(first.pk), 10)


def test_the_number_of_somebody_elses_request_shows_nothing_of_it(client: Client) -> None:
    own, foreign = TicketFactory.create(), TicketFactory.create(address="dan@example.com")
    ask(client, "carol@example.com", str(foreign.pk))
    listed = re.findall(r"^#(\d+)", str(compose(Delivery.objects.get(kind="links")).body), re.MULTILINE)
    assert listed == [str(own.pk)]


@pytest.mark.parametrize("number", ["CL-20418", "12a", "-1", "1" * 13])
def test_what_is_no_number_is_explained(client: Client, number: str) -> None:
    answer = client.post("/requests/find/", {"email": "carol@example.com", "number": number})
    assert (answer.status_code, 'id="id_number_error"' in answer.content.decode()) == (422, True)
    assert not Delivery.objects.filter(kind="links").exists()


def test_both_take_the_same_work(client: Client) -> None:
    TicketFactory.create()
    ask(client, "warm@example.com")
    work = []
    for address in ("carol@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/requests/find/", {"email": address})
        work.append([re.sub(r"'[^']*'(::\S+)?|NULL|\b\d+\b", "?", query["sql"]) for query in queries])
    assert work[0] == work[1]


def test_an_address_gets_at_most_three_mails_an_hour_and_nobody_sees_it(client: Client) -> None:
    TicketFactory.create()
    Delivery.objects.all().delete()
    answers = {ask(client, "carol@example.com") for _ in range(5)}
    assert len(answers) == 1
    assert Delivery.objects.filter(state=DeliveryState.QUEUED).count() == 3


def test_one_place_asks_at_most_twenty_times_an_hour(client: Client) -> None:
    answers = [client.post("/requests/find/", {"email": f"{n}@example.com"}).status_code for n in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "x@example.com\r\nBcc: y@example.com", "a\x00@example.com"])
def test_an_incomplete_address_is_explained(client: Client, address: str) -> None:
    answer = client.post("/requests/find/", {"email": address})
    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()


def test_looking_sends_nothing(client: Client) -> None:
    assert client.get("/requests/find/?email=carol@example.com").status_code == 200
    assert client.get("/requests/find/?sent=1").status_code == 200
    assert Delivery.objects.count() == 0


def test_a_post_without_csrf_token_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/requests/find/", {"email": "carol@example.com"})
    assert answer.status_code == 403
