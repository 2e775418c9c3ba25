"""The demo's telephones, with the real server behind both sides: whatever is said goes over HTTP, signed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from channels_inbound import processing
from helpdesk.accounts.models import User
from helpdesk.demophone import load
from helpdesk.demophone.models import PhoneMessage
from tests.factories import UserFactory
from tickets import conversation
from tickets.delivery import outbox
from tickets.files import InboundFile
from tickets.models import Attachment, Channel, Delivery, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture(autouse=True)
def channels(settings: Settings, live_server: LiveServer) -> dict[str, Channel]:
    """Have a demo whose channels lead to this server."""
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    load.install_channels()
    return {channel.kind: channel for channel in Channel.objects.filter(kind__in=("whatsapp", "telegram"))}


@pytest.fixture
def alice() -> User:
    alice: User = UserFactory.create(role="admin")
    return alice


def begin(client: Client, channel: Channel, **more: object) -> None:
    """Write a first message as Rosa."""
    fields = {"channel": channel.pk, "name": "Rosa Huamán", "contact": "51900555012", "text": "No enfría"}
    answer = client.post(reverse("demophone:new"), fields | more)
    assert answer.status_code == 302, answer.text


def settle() -> None:
    """Let everything leave and every report arrive."""
    later = timezone.now() + timedelta(minutes=5)
    outbox.sweep(at=later)
    processing.sweep(at=later)


@pytest.mark.parametrize("kind", ["whatsapp", "telegram"])
def test_the_whole_loop(client: Client, channels: dict[str, Channel], alice: User, kind: str) -> None:
    begin(client, channels[kind])
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.requester.name) == (channels[kind], "Rosa Huamán")
    conversation.reply(ticket, by=alice, body="Vamos mañana", at=timezone.now(), files=(InboundFile("f.png", PNG),))
    settle()
    page = client.get(reverse("demophone:chat", args=[channels[kind].pk, "51900555012"])).text
    assert all(words in page for words in ("No enfría", f"#{ticket.number}", "Vamos mañana"))
    url = reverse("demophone:messages", args=[channels[kind].pk, "51900555012"])
    client.post(url, {"text": "Gracias", "attachment": SimpleUploadedFile("foto.png", PNG, "image/png")})
    answer = Message.objects.latest("pk")
    assert (answer.ticket, answer.body_text, Attachment.objects.filter(message=answer).count()) == (
        ticket,
        "Gracias",
        1,
    )


def test_whatsapp_reports_what_arrived_and_what_was_read(
    client: Client, channels: dict[str, Channel], alice: User
) -> None:
    begin(client, channels["whatsapp"])
    message = conversation.reply(Ticket.objects.get(), by=alice, body="Vamos mañana", at=timezone.now())
    settle()
    assert Delivery.objects.get(message=message).state == "delivered"
    client.post(reverse("demophone:looks", args=[channels["whatsapp"].pk, "51900555012"]))
    assert Delivery.objects.get(message=message).state == "read"


def test_the_vendors_refuse_a_wrong_token(client: Client, channels: dict[str, Channel]) -> None:
    graph = client.post(reverse("demophone:graph", args=["1/messages"]), headers={"Authorization": "Bearer guess"})
    bot = client.post(reverse("demophone:bot", args=["guess", "getMe"]))
    file = client.get(reverse("demophone:bot_file", args=["guess", "1"]))
    assert [answer.status_code for answer in (graph, bot, file)] == [401, 401, 401]


@pytest.mark.parametrize(("name", "arguments"), [("list", []), ("new", []), ("chat", [1, "5"]), ("graph", ["x"])])
def test_nobody_sees_telephones_outside_of_the_demo_or_from_afar(
    client: Client, settings: Settings, name: str, arguments: list[object]
) -> None:
    url = reverse(f"demophone:{name}", args=arguments)
    assert client.get(url, REMOTE_ADDR="203.0.113.9").status_code == 404
    settings.DEMO = False
    assert client.get(url).status_code == 404


def test_an_empty_message_is_not_sent(client: Client, channels: dict[str, Channel]) -> None:
    begin(client, channels["telegram"])
    url = reverse("demophone:messages", args=[channels["telegram"].pk, "51900555012"])
    assert (
        client.post(url, {"text": " "}).status_code,
        PhoneMessage.objects.filter(is_from_customer=True).count(),
    ) == (
        422,
        1,
    )
