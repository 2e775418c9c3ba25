"""Delivery reports, complaints, and people who only write about them."""

import pytest

from channels_inbound.email.parsed import BouncedRecipient
from tests.channels_inbound.email.samples import mail, parsed


def test_a_report_names_each_recipient_that_failed_or_waits() -> None:
    read = parsed("dsn")
    assert read.is_bounce is True
    assert read.bounced_recipients == (
        BouncedRecipient("nadie@cliente.example", "failed", "5.1.1", "smtp; 550 5.1.1 No such user"),
        BouncedRecipient("lento@cliente.example", "delayed", "4.4.1"),
    )
    assert [one.is_permanent for one in read.bounced_recipients] == [True, False]
    assert read.bounced_message_id == "t7.m9.firma@mesa.example"
    assert (read.is_automatic, read.automatic_reason) == (True, "bounce")


def test_an_old_daemon_without_a_report_is_understood() -> None:
    read = parsed("qmail_bounce")
    assert read.is_bounce is True
    assert read.bounced_recipients == (BouncedRecipient("nadie@viejo.example", "failed", "5.1.1"),)
    assert read.bounced_message_id == "t8.m2.firma@mesa.example"


def test_failed_recipients_of_exim_are_read() -> None:
    read = mail("X-Failed-Recipients: a@example.com, b@example.com")
    assert [one.addr for one in read.bounced_recipients] == ["a@example.com", "b@example.com"]


def test_a_complaint_is_no_bounce() -> None:
    read = parsed("complaint")
    assert (read.is_complaint, read.is_bounce, read.automatic_reason) == (True, False, "complaint")
    assert read.bounced_message_id == "t9.m1.firma@mesa.example"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Mail delivery failed", "Hi, my message could not be delivered to ana@example.com. What can I do?"),
        ("Correo devuelto", "No se pudo entregar mi correo, dice usuario desconocido."),
        ("Undeliverable: Offer", "What does this mean?"),
    ],
)
def test_a_person_who_writes_about_a_bounce_is_a_person(subject: str, body: str) -> None:
    read = mail("From: Luis <luis@example.com>", f"Subject: {subject}", body=body)
    assert (read.is_bounce, read.is_automatic) == (False, False)


def test_a_person_behind_exchange_is_a_person() -> None:
    read = parsed("exchange_person")
    assert (read.is_bounce, read.is_automatic) == (False, False)


def test_a_report_of_success_is_automatic_but_no_bounce() -> None:
    body = (
        "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nAction: delivered\n--b--"
    )
    read = mail(
        "From: postmaster@example.com",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        body=body,
    )
    assert (read.is_bounce, read.is_automatic) == (False, True)


def test_a_list_server_that_refuses_a_post_is_understood() -> None:
    fields = ("From: vecinos-admin@listas.example", "X-MLServer: fml", "Message-ID: <1@listas.example>")
    read = mail(*fields, "Subject: You ayuda@desk.test are not member (vecinos ML)", body="Read the guide first.")
    assert (read.is_bounce, read.is_automatic) == (True, True)


def test_other_mail_of_a_list_is_automatic_but_no_bounce() -> None:
    fields = ("From: vecinos-admin@listas.example", "List-Id: <vecinos.listas.example>")
    read = mail(*fields, "Subject: Welcome", body="You are now a member. Whoever is not a member cannot write.")
    assert (read.is_bounce, read.is_automatic) == (False, True)


@pytest.mark.parametrize(
    "body",
    [
        "*****\nSu mensaje no se ha podido entregar a\nnadie@cliente.example\n*****",
        "--- Non-Delivery Report ---\nThe email below could not be delivered to the following user:\n\n"
        '"Nadie" <nadie@cliente.example>\n\nOld message:\n\nHola',
    ],
)
def test_a_gateway_that_only_names_the_address_is_understood(body: str) -> None:
    read = mail("From: <correo@pasarela.example>", "Subject: Re: Horno: delivery failed", body=body)
    assert read.is_bounce is True
    assert [one.addr for one in read.bounced_recipients] == ["nadie@cliente.example"]


@pytest.mark.parametrize(
    "body",
    [
        "My mail could not be delivered.\nana@cliente.example says she never got it.\nana@cliente.example",
        "nadie@cliente.example\nYour message could not be delivered to this address.",
        "Hola\nYour message could not be delivered to\nnadie@cliente.example",
    ],
)
def test_a_person_who_pastes_a_part_of_a_report_is_a_person(body: str) -> None:
    read = mail("From: Luis <luis@example.com>", "Subject: Delivery failed", body=body)
    assert (read.is_bounce, read.is_automatic) == (False, False)
