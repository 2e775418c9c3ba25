"""Why something was not sent: kept as a code, said in the language of whoever reads."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from helpdesk.accounts.models import User
from tests.chats import whatsapp_channel
from tests.factories import UserFactory
from tickets.delivery.errors import TemporaryDeliveryError
from tickets.delivery.whatsapp_errors import error_of
from tickets.faults import SENTENCES, fault, said
from tickets.models import Delivery

pytestmark = pytest.mark.django_db


def queued(**facts: str) -> Delivery:
    """Return something that is to leave."""
    at = timezone.now()
    row: Delivery = Delivery.objects.create(
        kind="links", to_address="a@example.com", send_after=at, created_at=at, **facts
    )
    return row


def in_both(row: Delivery) -> list[str]:
    """Return the problem as the two languages tell it."""
    words = []
    for language in ("en", "es"):
        with translation.override(language):
            words.append(row.problem)
    return words


def test_a_fault_is_said_in_the_language_of_its_reader() -> None:
    row = queued()
    with translation.override("es"):
        row.mark_failed(error_of(400, {"code": 190, "message": "Session has expired"}).fault)
    row.refresh_from_db()
    assert row.fault == {"code": "whatsapp.190", "facts": {"answer": "190 Session has expired"}}
    english, spanish = in_both(row)
    assert english.startswith("The access token is wrong, has expired or was revoked.")
    assert english.endswith("(190 Session has expired)")
    assert (spanish.endswith("(190 Session has expired)"), spanish == row.last_error, spanish == english) == (
        True,
        True,
        False,
    )


def test_texts_of_before_and_of_bounces_stay_readable() -> None:
    row = queued(last_error="El token venció")
    assert in_both(row) == ["El token venció"] * 2
    row.mark_failed(fault("telegram.account", answer="401"))
    row.note_error("5.1.1 No such user")
    row.refresh_from_db()
    assert (in_both(row), row.fault) == (["5.1.1 No such user"] * 2, {})


def test_trying_again_forgets_the_fault() -> None:
    row = queued()
    row.put_back(TemporaryDeliveryError(fault("whatsapp.away", error="slow")).fault, at=timezone.now())
    row.mark_sent("wamid.1", at=timezone.now())
    row.refresh_from_db()
    assert (row.fault, row.last_error, row.problem) == ({}, "", "")


@pytest.mark.parametrize(
    "row", [{"code": "of.a.later.release", "facts": {}}, {"code": 7}, [], None, {"code": "whatsapp.190", "facts": 3}]
)
def test_a_row_that_nobody_understands_shows_its_text(row: object) -> None:
    assert said(row, "The text") in ("The text", str(row))


def test_every_sentence_is_whole_without_its_facts() -> None:
    assert all(str(fault(code)) for code in SENTENCES)


def test_faults_within_faults_are_said_too() -> None:
    outer = fault("media.gone", error=fault("whatsapp.account", answer="10"))
    with translation.override("en"):
        assert said(outer.kept, "") == "the provider no longer has it (WhatsApp refused our account: 10)"


def test_a_channel_tells_its_fault_in_the_language_of_its_reader(client: Client) -> None:
    channel, at = whatsapp_channel(), timezone.now()
    channel.mark_failing(fault("whatsapp.account", answer="10 No permission"), at=at)
    channel.note_send_failure(fault("whatsapp.window"), at=at)
    admin = UserFactory.create(role="admin")
    client.force_login(admin)

    def shown(language: str) -> list[bool]:
        User.objects.update(language=language)
        text = client.get(f"/settings/channels/{channel.pk}/").text
        return [words in text for words in ("WhatsApp refused our account: 10", "lets only a template through")]

    assert (shown("en"), shown("es")) == ([True, True], [False, False])
