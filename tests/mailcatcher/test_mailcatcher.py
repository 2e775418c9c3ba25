"""The demo's mail: caught, shown to this machine only, and answered as a customer."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from helpdesk.mailcatcher.models import KEPT, CaughtMail
from tests.factories import ChannelFactory, TicketFactory
from tests.factories.tickets import NOON
from tickets.delivery import outbox
from tickets.models import Delivery, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "helpdesk.mailcatcher.backend.CatcherBackend"


@pytest.fixture
def caught() -> CaughtMail:
    """Return the caught confirmation of a new ticket."""
    ChannelFactory.create()
    TicketFactory.create()
    outbox.deliver(Delivery.objects.get(kind="acknowledgement").pk, at=NOON)
    return CaughtMail.objects.get()


def test_what_would_leave_is_listed(client: Client, caught: CaughtMail) -> None:
    page = client.get(reverse("mailcatcher:list")).content.decode()
    assert caught.subject in page
    assert "carol@example.com" in page


def test_a_mail_is_shown_with_its_html_in_a_sandbox(client: Client, caught: CaughtMail) -> None:
    page = client.get(reverse("mailcatcher:detail", args=[caught.pk])).content.decode()
    assert 'sandbox="allow-same-origin allow-popups' in page
    assert "Auto-Submitted: auto-replied" in page
    frame = client.get(reverse("mailcatcher:html", args=[caught.pk]))
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]
    assert "<script" not in frame.content.decode()
    raw = client.get(reverse("mailcatcher:source", args=[caught.pk]))
    assert raw.content == bytes(caught.raw)


def test_the_customers_answer_comes_to_the_ticket(
    client: Client, caught: CaughtMail, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    url = reverse("mailcatcher:answers", args=[caught.pk])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, {"body": "It heats again."})
    assert response.status_code == 302
    ticket = Ticket.objects.get()
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert (message.body_text, message.matched_by) == ("It heats again.", "plus_address")


def test_a_sender_with_accents_is_shown_as_a_mail_program_would(client: Client) -> None:
    """The header on its way is encoded (RFC 2047)."""
    sender = "=?utf-8?q?Luc=C3=ADa_=28Casa_Lumbre=29?= <ayuda@desk.test>"
    EmailMessage("Hola", "Buenos días", sender, ["carol@example.com"]).send()
    assert CaughtMail.objects.get().sender == "Lucía (Casa Lumbre) <ayuda@desk.test>"


def test_a_new_mail_opens_a_ticket(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ChannelFactory.create()
    form = {"name": "Rosa", "email": "rosa@example.com", "subject": "Nevera", "body": "No enfría, ¿qué hago?"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mailcatcher:new"), form)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.requester.address) == ("Nevera", "rosa@example.com")


def test_an_empty_answer_is_shown_again(client: Client, caught: CaughtMail) -> None:
    response = client.post(reverse("mailcatcher:answers", args=[caught.pk]), {"body": ""})
    assert response.status_code == 422


def test_without_a_mailbox_nothing_breaks(client: Client) -> None:
    form = {"name": "Rosa", "email": "rosa@example.com", "subject": "x", "body": "y"}
    assert client.post(reverse("mailcatcher:new"), form).status_code == 302
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("meta", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_other_machines_see_nothing(client: Client, caught: CaughtMail, meta: dict[str, str]) -> None:
    urls = [reverse("mailcatcher:list"), reverse("mailcatcher:new")]
    urls += [reverse(f"mailcatcher:{name}", args=[caught.pk]) for name in ("detail", "html", "source")]
    assert {client.get(url, **meta).status_code for url in urls} == {404}  # type: ignore[arg-type]


def test_without_the_demo_there_are_no_such_pages(client: Client, caught: CaughtMail, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get(reverse("mailcatcher:list")).status_code == 404


def test_only_the_newest_are_kept() -> None:
    CaughtMail.objects.bulk_create(
        CaughtMail(sender="a", recipients=["b"], subject=str(n), raw=b"") for n in range(KEPT + 20)
    )
    CaughtMail.prune()
    assert CaughtMail.objects.count() == KEPT
    assert CaughtMail.objects.order_by("pk")[0].subject == "20"
