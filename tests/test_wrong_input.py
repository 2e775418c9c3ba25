"""What goes wrong gets a clear answer, and nothing is lost: the outages and odd requests that cross several parts.

Beside each part's own tests: bad sign-in in tests/accounts, large files and forged links in tests/portal and
tests/tickets/views, the broker's absence seen from one task in tests/lib.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbound import processing
from channels_inbound.models import InboundPayload
from helpdesk.accounts import mail as account_mail
from helpdesk.accounts.models import User
from tests.factories import ChannelFactory, TeamFactory, TicketFactory, UserFactory
from tests.mails import raw_mail, stored
from tests.portal.forms import answer, link_of, request_fields, send
from tickets.delivery import outbox
from tickets.models import Channel, Delivery, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def entered(user: User) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


# -- numbers that are not one's own -------------------------------------------------------------------------------


def test_a_foreign_ticket_looks_exactly_like_one_that_does_not_exist() -> None:
    bob = entered(UserFactory.create(teams=[TeamFactory.create(name="Billing")]))
    foreign = TicketFactory.create(team=TeamFactory.create(name="Care"))
    pages = [bob.get(reverse("tickets:detail", args=[number])) for number in (foreign.number, 99_999)]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.text) for page in pages]
    assert texts[0] == texts[1]


def test_a_number_too_large_for_the_database_is_not_found_either() -> None:
    ada = entered(UserFactory.create(role="admin"))
    paths = [reverse("tickets:detail", args=[2**63]), reverse("tickets:replies", args=[10**30])]
    assert [ada.get(paths[0]).status_code, ada.post(paths[1], {"body": "x"}).status_code] == [404, 404]


def test_a_search_for_a_number_too_large_finds_nothing() -> None:
    ada = entered(UserFactory.create(role="admin"))
    assert ada.get(reverse("tickets:queue"), {"view": "all", "q": f"#{10**30}"}).status_code == 200


# -- mail that cannot be read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"   \n\n", b"\x00" * 500, b"%PDF-1.7 \xff\xfe\xfd", b"From:\n\nno sender"])
def test_unreadable_mail_waits_in_the_raw_inbox_with_its_reason_and_its_bytes(raw: bytes) -> None:
    payload = stored(ChannelFactory.create(), raw)
    processing.process_payload(payload.pk, at=timezone.now())
    payload.refresh_from_db()

    ada = entered(UserFactory.create(role="admin"))
    inbox, page = (ada.get(reverse("settings:inbox")), ada.get(reverse("settings:payload", args=[payload.pk])))
    assert (payload.state, Ticket.objects.count()) == ("held", 0)
    assert reverse("settings:payload", args=[payload.pk]) in inbox.text
    assert payload.reason in page.text
    assert ada.get(reverse("settings:payload_source", args=[payload.pk])).content == raw


# -- the database is away -----------------------------------------------------------------------------------------


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every new connection to a socket where nobody listens."""
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"user": "postgres"})


PUBLIC = ("/", "/requests/new/", "/requests/find/", "/r/some-token/", "/agent/tickets/", "/accounts/login/")
FORMS = ("/requests/new/", "/requests/find/", "/r/some-token/replies/", "/accounts/login/")


@pytest.mark.parametrize(("method", "path"), [("GET", path) for path in PUBLIC] + [("POST", path) for path in FORMS])
def test_without_database_every_page_says_so_in_both_languages(no_database: None, method: str, path: str) -> None:
    client = Client(headers={"cookie": "session=abcdefghijklmnopqrstuvwxyz012345"})
    client.raise_request_exception = False  # the error page, as a server shows it
    connection.close()
    fields = request_fields(password="secret-secret")
    response = client.post(path, fields) if method == "POST" else client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "15")
    assert "No se perdió nada" in response.text
    assert "Nothing was lost" in response.text
    assert "Traceback" not in response.text


def test_a_pipe_without_database_keeps_the_mail_at_the_senders_server(no_database: None, tmp_path: Path) -> None:
    """75 is EX_TEMPFAIL of sysexits(3): the MTA tries again."""
    letter = tmp_path / "one.eml"
    letter.write_bytes(raw_mail())
    connection.close()
    with pytest.raises(CommandError) as refused:
        call_command("ingest_email", str(letter))
    assert refused.value.returncode == 75


# -- the broker is away -------------------------------------------------------------------------------------------


def test_a_form_is_a_ticket_at_once_and_its_confirmation_leaves_later(broker_away: None, client: Client) -> None:
    ChannelFactory.create()
    page = client.get(send(client).headers["Location"])
    number = Ticket.objects.get().number
    assert f'<b class="num">{number}</b>' in page.text
    assert (Delivery.objects.get().state, mail.outbox) == ("queued", [])

    assert outbox.sweep(at=timezone.now()) == 1
    assert [letter.to for letter in mail.outbox] == [["rosa@example.com"]]


def test_an_agent_replies_and_notes_and_the_reply_leaves_later(broker_away: None) -> None:
    ticket = TicketFactory.create()
    Delivery.objects.all().delete()
    alice = entered(UserFactory.create(role="admin"))
    url = [reverse(f"tickets:{name}", args=[ticket.number]) for name in ("replies", "notes")]
    assert alice.post(url[0], {"body": "It comes at six.", "status": "solved"}).status_code == 302
    assert alice.post(url[1], {"body": "The driver knows."}).status_code == 302
    assert [message.kind for message in ticket.messages.order_by("pk")] == ["request", "reply", "note"]
    assert mail.outbox == []

    assert outbox.sweep(at=timezone.now() + timedelta(minutes=1)) == 1
    assert "It comes at six." in str(mail.outbox[0].body)
    assert "The driver knows." not in str(mail.outbox[0].message())


def test_a_requester_answers_on_the_page(broker_away: None, client: Client) -> None:
    ticket = TicketFactory.create()
    assert answer(client, ticket).status_code == 302
    assert "It is the lower door." in client.get(link_of(ticket)).text


def test_mail_from_a_pipe_waits_for_the_sweeper(broker_away: None, tmp_path: Path) -> None:
    ChannelFactory.create()
    letter = tmp_path / "one.eml"
    letter.write_bytes(raw_mail())
    call_command("ingest_email", str(letter), verbosity=0)
    assert (InboundPayload.objects.get().state, Ticket.objects.count()) == ("waiting", 0)

    processing.sweep(at=timezone.now())
    assert (InboundPayload.objects.get().state, Message.objects.count()) == ("accepted", 1)
    assert Channel.objects.get(kind="email").last_message_at is not None


def test_a_link_for_a_new_password_leaves_later(broker_away: None, client: Client) -> None:
    UserFactory.create(email="alice@desk.test")
    assert client.post(reverse("accounts:password_reset"), {"email": "alice@desk.test"}).status_code == 302
    assert mail.outbox == []
    account_mail.sweep(at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["alice@desk.test"]]
