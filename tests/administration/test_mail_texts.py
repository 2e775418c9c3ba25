"""The words of the automatic mails: edited, checked, previewed, used, and taken back."""

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from helpdesk.accounts import mail as account_mail
from helpdesk.accounts.models import Desk, LinkPurpose, MailText
from helpdesk.letters.kinds import KINDS, LANGUAGES
from tests.chats import telegram_channel
from tests.factories import TicketFactory, UserFactory
from tickets.delivery import chat
from tickets.delivery.compose import compose
from tickets.models import Delivery, Identity
from tickets.notifications import acknowledge

pytestmark = pytest.mark.django_db
ACK = "/settings/mails/acknowledgement/es/"
OWN = {
    "subject": "Ya está [#{{ ticket.number }}]",
    "body": "Gracias por escribir a {{ desk.name }}.\n\n[Ver]({{ request.link }})",
}


def test_the_list_says_where_each_is_used_and_which_are_ours(browser: Client) -> None:
    MailText.objects.create(kind="reset", language="en", subject="x", body="{{ reset.link }}")
    lines = browser.get("/settings/mails/").context["lines"]
    assert [line.kind.slug for line in lines] == sorted(KINDS, key=lambda slug: KINDS[slug].is_chat)
    assert [line.own for line in lines if line.own] == [["en"]]
    assert all(line.kind.used for line in lines)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_can_be_opened_and_previewed_in_both_languages(browser: Client, kind: str, language: str) -> None:
    page = browser.get(f"/settings/mails/{kind}/{language}/")
    assert (page.status_code, page.context["form"]["body"].value() != "") == (200, True)
    assert browser.get(f"/settings/mails/{kind}/{language}/previews/").status_code == 200
    unchanged = {field.name: field.value() for field in page.context["form"]}
    assert ("subject" in unchanged) == (not KINDS[kind].is_chat)
    assert browser.post(f"/settings/mails/{kind}/{language}/", unchanged).status_code == 302


@pytest.mark.parametrize("address", ["nothing/es", "reset/de", "reset/es/nothing"])
def test_what_there_is_not_is_not_found(browser: Client, address: str) -> None:
    assert browser.get(f"/settings/mails/{address}/").status_code == 404


def test_own_words_are_used_in_their_language_only(browser: Client) -> None:
    Desk.objects.update_or_create(pk=1, defaults={"name": "Casa <Lumbre>"})
    assert browser.post(ACK, OWN).status_code == 302
    ticket = TicketFactory.create()
    delivery = Delivery.objects.get()
    mail = compose(delivery)
    assert mail.subject == f"Ya está [#{ticket.number}]"
    assert str(mail.body).startswith("Gracias por escribir a Casa <Lumbre>.\n\nVer:\nhttp")
    assert "Gracias por escribir a Casa &lt;Lumbre&gt;." in str(mail.alternatives[0][0])
    delivery.ticket.language = "en"  # type: ignore[union-attr]
    assert compose(delivery).subject == f"We received your request [#{ticket.number}]"


def test_own_words_are_used_in_chats_too(browser: Client) -> None:
    Desk.objects.update_or_create(pk=1, defaults={"name": "Casa <Lumbre>"})
    address = "/settings/mails/chat_acknowledgement/es/"
    body = "¡Hola! {{ desk.name }} ya tiene su caso {{ ticket.number }}.\n\n[Véalo]({{ request.link }})"
    shown = browser.post(f"{address}previews/", {"body": body})
    assert "¡Hola! Casa &lt;Lumbre&gt; ya tiene su caso 4786." in shown.text
    assert browser.post(address, {"body": body}).status_code == 302
    ticket = TicketFactory.create(channel=telegram_channel())
    Identity.objects.create(requester=ticket.requester, kind="telegram", value="42", display="42")
    delivery = acknowledge(ticket, ticket.messages.get(), at=timezone.now())
    assert delivery is not None
    said = chat.text_of(delivery)
    assert said.startswith(f"¡Hola! Casa <Lumbre> ya tiene su caso {ticket.number}.\n\nVéalo:\nhttp")
    ticket.language = "en"
    assert "we received your request" in chat.text_of(delivery)


def test_own_words_go_to_people_of_the_workspace_too(browser: Client) -> None:
    nora = UserFactory.create(name="Nora Salas", language="en")
    form = {"subject": "Hola {{ person.name }}", "body": "Entre: {{ invitation.link }} ({{ link.hours }})"}
    assert browser.post("/settings/mails/invitation/en/", form).status_code == 302
    row = account_mail.queue_link(nora.email, LinkPurpose.INVITATION, at=timezone.now())
    account_mail.send(row.pk, at=timezone.now())
    mail = outbox.outbox[-1]
    assert mail.subject == "Hola Nora"
    assert mail.body.startswith("Entre: http")
    assert "(24 hours)" in mail.body


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "Hola {{ requester.name }}"}, "body"),
        ({"body": "{{ 7*7 }}"}, "body"),
        ({"subject": "{{ request.link }}"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"body": " "}, "body"),
        ({"subject": "x" * 300}, "subject"),
    ],
)
def test_wrong_words_are_refused_in_place_and_kept(browser: Client, changes: dict[str, str], field: str) -> None:
    answer = browser.post(ACK, OWN | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Ya está" in answer.text or "Gracias" in answer.text
    assert MailText.objects.count() == 0


def test_a_mail_without_what_it_is_sent_for_is_refused(browser: Client) -> None:
    answer = browser.post("/settings/mails/reset/es/", {"subject": "x", "body": "Hola"})
    assert answer.context["form"].errors["body"] == ["Without {{ reset.link }} this text is of no use. Put it back."]


def test_the_preview_shows_what_is_typed_with_invented_values(browser: Client) -> None:
    answer = browser.post(f"{ACK}previews/", OWN)
    assert answer.context["subject"] == "Ya está [#4786]"
    assert "Gracias por escribir a Mesa." in answer.context["text"]
    assert 'sandbox srcdoc="&lt;!doctype html&gt;' in answer.text
    assert (answer["X-Frame-Options"], "frame-ancestors 'self'" in answer["Content-Security-Policy"]) == (
        "SAMEORIGIN",
        True,
    )
    wrong = browser.post(f"{ACK}previews/", OWN | {"body": "{{ x }}"})
    assert (wrong.status_code, "There is no variable {{ x }} here." in wrong.text) == (422, True)
    assert MailText.objects.count() == 0


def test_the_first_words_come_back(browser: Client) -> None:
    browser.post(ACK, OWN)
    assert browser.post(f"{ACK}resets/").status_code == 302
    TicketFactory.create()
    assert compose(Delivery.objects.get()).subject.startswith("Recibimos su solicitud")


def test_a_line_break_in_a_name_or_subject_begins_no_header(browser: Client) -> None:
    Desk.objects.update_or_create(pk=1, defaults={"name": "Casa\r\nBcc: evil@example.com"})
    MailText.objects.create(kind="acknowledgement", language="es", subject="{{ desk.name }}\nBcc: x@y.z", body="x")
    TicketFactory.create()
    mail = compose(Delivery.objects.get())
    assert mail.subject == "Casa Bcc: evil@example.com Bcc: x@y.z"
    assert mail.message()["Bcc"] is None
