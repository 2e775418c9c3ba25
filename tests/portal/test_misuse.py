"""What programs do to a public form, and people who press twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels_inbound import processing
from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.web_form import limits
from channels_inbound.web_form.stamp import new_stamp
from tests.factories import ChannelFactory
from tests.portal.forms import request_fields, send, typed_stamp
from tickets.models import Delivery, Ticket

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def upload(name: str = "door.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/html")


def test_the_trap_discards_visibly_and_tells_the_program_nothing(client: Client) -> None:
    answer = send(client, sitio_web="https://spam.example")

    payload = InboundPayload.objects.get()
    assert answer.status_code == 302
    assert Ticket.objects.count() == 0
    assert (payload.state, payload.reason != "") == (PayloadState.DISCARDED, True)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_what_the_trap_caught_can_be_replayed(client: Client) -> None:
    send(client, sitio_web="my browser filled this in", attachments=[upload()])
    payload = InboundPayload.objects.get()
    now = datetime.now(UTC)
    assert payload.replay(at=now)
    assert processing.process_payload(payload.pk, at=now)
    assert Ticket.objects.get().messages.get().attachments.count() == 1


@pytest.mark.parametrize("age", [timedelta(0), timedelta(seconds=1), timedelta(hours=25)])
def test_a_form_that_comes_back_too_fast_or_too_late_is_shown_again(client: Client, age: timedelta) -> None:
    stamp = new_stamp(at=datetime.now(UTC) - age).token
    answer = send(client, stamp=stamp)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "We saw a dent in the lower door." in page
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("stamp", ["", "forged", "WyJhIiwgMV0:x", None])
def test_a_forged_stamp_is_replaced_and_the_text_stays(client: Client, stamp: str | None) -> None:
    answer = send(client, stamp=stamp)
    assert answer.status_code == 422
    assert "We saw a dent in the lower door." in answer.content.decode()


def test_a_second_press_changes_nothing_and_confirms_the_same(client: Client) -> None:
    fields = request_fields()
    first = client.post("/requests/new/", fields)
    second = client.post("/requests/new/", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1


def test_another_text_from_the_same_form_is_another_request(client: Client) -> None:
    stamp = typed_stamp()
    send(client, stamp=stamp)
    send(client, stamp=stamp, body="And the light does not work.")
    assert Ticket.objects.count() == 2


def test_one_address_may_send_ten_an_hour(client: Client) -> None:
    answers = [send(client, subject=f"Number {n}").status_code for n in range(11)]
    assert answers == [302] * 10 + [429]
    refused = send(client, subject="Number 12")
    assert "We saw a dent in the lower door." in refused.content.decode()


def test_one_place_causes_at_most_twenty_mails_an_hour(client: Client) -> None:
    ChannelFactory.create()
    answers = [send(client, email=f"victim{n}@example{n}.com").status_code for n in range(25)]
    assert answers == [302] * 20 + [429] * 5
    assert Delivery.objects.count() == 20
    other = client.post("/requests/new/", request_fields(email="x@example.org"), REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302


def test_wrong_forms_are_limited_too(client: Client) -> None:
    for _ in range(limits.CORRECTIONS_FROM.times):
        limits.CORRECTIONS_FROM.hit("127.0.0.1", at=datetime.now(UTC))
    answer = send(client, email="", attachments=[upload()])
    assert answer.status_code == 429
    assert 'name="kept"' not in answer.content.decode()


def test_what_is_kept_for_corrections_is_limited_by_size(client: Client) -> None:
    limits.KEPT_KILOBYTES_FROM.hit("127.0.0.1", at=datetime.now(UTC), amount=limits.KEPT_KILOBYTES_FROM.times - 1)
    first = send(client, email="", attachments=[upload()])
    second = send(client, email="", attachments=[upload(data=PNG + b"1")])
    assert (first.status_code, second.status_code) == (422, 422)
    pages = [answer.content.decode() for answer in (first, second)]
    assert ['name="kept"' in page for page in pages] == [True, False]
    assert [list(answer.context["form"].errors) for answer in (first, second)] == [["email"], ["email", "attachments"]]
    assert send(client, attachments=[upload()]).status_code == 302


def test_the_confirmation_shows_the_number_and_nobodys_data(client: Client) -> None:
    ChannelFactory.create()
    page = client.get(send(client).headers["Location"])
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<b class="num">{Ticket.objects.get().number}</b>' in text
    assert "rosa@example.com" not in text
    assert "Rosa" not in text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("guess", ["guessed", "%00", "a" * 2000])
def test_a_guessed_confirmation_leads_to_the_page_for_links(client: Client, guess: str) -> None:
    answer = client.get(f"/requests/sent/{guess}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/requests/find/")


def test_a_confirmation_ends_after_a_day(client: Client) -> None:
    address = send(client).headers["Location"]
    InboundPayload.objects.update(received_at=datetime.now(UTC) - timedelta(hours=25))
    assert client.get(address).status_code == 302


def test_nobody_is_told_to_be_slower_while_something_is_missing(client: Client) -> None:
    stamp = new_stamp(at=datetime.now(UTC)).token
    assert send(client, stamp=stamp, subject="").context["form"].errors.keys() == {"subject"}
    assert send(client, stamp=stamp).context["form"].errors.keys() == {"__all__"}
