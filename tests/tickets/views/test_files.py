"""Files of messages as agents get them."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.models import User
from tests.factories import inbound_message
from tests.tickets.views.conftest import Enter
from tickets import conversation, intake
from tickets.files import InboundFile
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


@pytest.fixture
def browser(enter: Enter, alice: User) -> Client:
    """An agent's browser."""
    return enter(alice)


def received(ticket: Ticket, name: str, content: bytes) -> str:
    """Return where a file that came in by mail is handed out."""
    intake.receive(inbound_message(ticket=ticket, files=(InboundFile(name, content),)))
    return reverse("tickets:attachment", args=[ticket.pk, Attachment.objects.get().pk])


@pytest.mark.parametrize("show", ["", "1"])
def test_no_cache_keeps_a_file(browser: Client, ticket: Ticket, show: str) -> None:
    answer = browser.get(received(ticket, "door.png", PNG), {"show": show})
    assert answer["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown_small_beside_its_message(browser: Client, ticket: Ticket) -> None:
    url = received(ticket, "door.png", PNG)
    assert f'<img src="{url}?show=1" alt="door.png"' in browser.get(ticket.get_absolute_url()).text
    answer = browser.get(url, {"show": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"] == 'inline; filename="door.png"'


def test_a_drawing_that_can_run_scripts_is_only_downloaded(browser: Client, ticket: Ticket) -> None:
    answer = browser.get(received(ticket, "logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'), {"show": "1"})
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="logo.svg"'


def test_a_file_that_the_storage_lost_is_not_found(browser: Client, ticket: Ticket) -> None:
    url = received(ticket, "door.png", PNG)
    default_storage.delete(Attachment.objects.get().blob.storage_name)
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "It is in the composer again."),
        (("plan.txt",), "attach its 1 file again."),
        (("plan.txt", "list.txt"), "attach its 2 files again."),
    ],
)
def test_undo_says_that_files_must_be_attached_again(
    browser: Client, alice: User, ticket: Ticket, names: tuple[str, ...], words: str
) -> None:
    files = tuple(InboundFile(name, name.encode()) for name in names)
    reply = conversation.reply(ticket, by=alice, body="Too early", at=timezone.now(), files=files)
    answer = browser.post(reverse("tickets:undo", args=[ticket.pk, reply.pk]), follow=True)
    assert words in answer.text
