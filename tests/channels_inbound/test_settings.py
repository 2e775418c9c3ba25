"""The settings of channels and the raw inbox, for administrators only."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels_inbound.models import InboundPayload, PayloadState
from tests.factories import ChannelFactory, UserFactory
from tests.factories.tickets import NOON
from tests.imap_server import free_port
from tests.mails import raw_mail, stored
from tests.portal.forms import send
from tickets.models import Channel

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Ayuda",
    "address": "ayuda@casa.example",
    "is_active": "on",
    "plus_addresses": "on",
    "imap_host": "127.0.0.1",
    "imap_security": "none",
    "imap_password": "hunter2-secret",
    "folders": "INBOX",
    "start_from": "now",
    "after_fetch": "keep",
}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory.create(role="admin"))
    return client


@pytest.fixture
def held() -> InboundPayload:
    payload = stored(ChannelFactory.create(), raw_mail(subject="Strange <b>mail</b>"))
    payload.hold("A person must look.", at=NOON)
    return payload


def every_url(payload: InboundPayload) -> list[str]:
    plain = [reverse(f"settings:{name}") for name in ("channels", "channel_new", "channel_checks", "inbox")]
    channel = [reverse(f"settings:{name}", args=[payload.channel_id]) for name in ("channel", "channel_check")]
    names = ("payload", "payload_source", "payload_replays", "payload_discards")
    return plain + channel + [reverse(f"settings:{name}", args=[payload.pk]) for name in names]


@pytest.mark.parametrize("role", ["light", "agent", "manager"])
def test_others_are_refused(client: Client, held: InboundPayload, role: str) -> None:
    client.force_login(UserFactory.create(role=role))
    posts = ("checks", "replays", "discards")
    answers = {
        client.post(u).status_code if u.strip("/").endswith(posts) else client.get(u).status_code
        for u in every_url(held)
    }
    assert answers == {403}


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("settings:channels")).status_code == 302


def test_the_list_shows_health_and_what_to_do(admin: Client, held: InboundPayload) -> None:
    held.channel.mark_failing("The server refused the password. Enter it again.", at=NOON)
    page = admin.get(reverse("settings:channels")).content.decode()
    assert "The server refused the password. Enter it again." in page


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_channels(
    admin: Client,
) -> None:

    counts = []
    for _n in range(3):
        ChannelFactory.create_batch(3)
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse("settings:channels"))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_a_mailbox_is_added_and_its_password_never_shown(admin: Client) -> None:
    response = admin.post(reverse("settings:channel_new"), FORM)
    assert response.status_code == 302
    channel = Channel.objects.get()
    assert channel.secrets == {"imap_password": "hunter2-secret"}
    page = admin.get(reverse("settings:channel", args=[channel.pk])).content.decode()
    assert "hunter2-secret" not in page
    assert "Leave it empty to keep it" in page


def test_an_empty_password_keeps_the_stored_one(admin: Client) -> None:
    admin.post(reverse("settings:channel_new"), FORM)
    channel = Channel.objects.get()
    admin.post(reverse("settings:channel", args=[channel.pk]), FORM | {"imap_password": "", "name": "Soporte"})
    channel.refresh_from_db()
    assert (channel.name, channel.secrets) == ("Soporte", {"imap_password": "hunter2-secret"})


@pytest.mark.parametrize("change", [{"imap_host": "localhost"}, {"imap_user": "eve"}, {"address": "b@casa.example"}])
@pytest.mark.parametrize("page", ["channel", "channel_check"])
def test_another_server_or_user_does_not_get_the_stored_password(
    admin: Client, change: dict[str, str], page: str
) -> None:
    admin.post(reverse("settings:channel_new"), FORM)
    url = reverse(f"settings:{page}", args=[Channel.objects.get().pk])
    response = admin.post(url, FORM | {"imap_password": ""} | change, headers={"HX-Request": "true"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["imap_password"])
    check = response.content.decode().partition('id="check"')[2]
    assert "Enter the password again." in check


def test_another_sending_server_does_not_get_the_stored_password(admin: Client) -> None:
    sending = FORM | {
        "smtp_host": "127.0.0.1",
        "smtp_user": "ayuda",
        "smtp_password": "s3cret",
        "smtp_security": "none",
    }
    admin.post(reverse("settings:channel_new"), sending)
    url = reverse("settings:channel", args=[Channel.objects.get().pk])
    moved = sending | {"imap_password": "", "smtp_password": "", "smtp_host": "localhost"}
    response = admin.post(url, moved)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["smtp_password"])
    assert admin.post(url, moved | {"smtp_user": ""}).status_code == 302
    assert Channel.objects.get().secrets == {"imap_password": "hunter2-secret"}


def test_a_token_for_the_old_server_goes_when_a_password_for_the_new_one_comes(admin: Client) -> None:
    admin.post(reverse("settings:channel_new"), FORM | {"imap_password": "", "imap_token": "old-token"})
    url = reverse("settings:channel", args=[Channel.objects.get().pk])
    assert admin.post(url, FORM | {"imap_host": "localhost", "imap_password": "new"}).status_code == 302
    assert Channel.objects.get().secrets == {"imap_password": "new"}


def test_wrong_settings_are_shown_again_with_what_was_typed(admin: Client) -> None:
    response = admin.post(reverse("settings:channel_new"), FORM | {"imap_host": "imap.far.example", "folders": "Mine"})
    assert response.status_code == 422
    assert 'value="Mine"' in response.content.decode()
    assert Channel.objects.count() == 0


def test_testing_the_connection_saves_nothing_and_names_the_fault(admin: Client) -> None:
    response = admin.post(reverse("settings:channel_checks"), FORM | {"imap_port": str(free_port())})
    assert "IMAP: " in response.content.decode()
    assert "takes no connection on this port. Check name and port, or wait" in response.content.decode()
    assert Channel.objects.count() == 0


def test_held_payloads_are_listed_with_sender_and_reason(admin: Client, held: InboundPayload) -> None:
    page = admin.get(reverse("settings:inbox")).content.decode()
    assert "Strange &lt;b&gt;mail&lt;/b&gt;" in page
    assert "A person must look." in page
    assert "Strange" not in admin.get(reverse("settings:inbox"), {"state": "accepted"}).content.decode()


def test_a_payload_is_shown_and_downloaded_as_it_arrived(admin: Client, held: InboundPayload) -> None:
    page = admin.get(reverse("settings:payload", args=[held.pk])).content.decode()
    assert "Message-ID: &lt;first@example.com&gt;" in page
    raw = admin.get(reverse("settings:payload_source", args=[held.pk]))
    assert (raw.content, raw.headers["Content-Type"]) == (held.raw, "application/octet-stream")


def test_a_held_payload_is_processed_again(admin: Client, held: InboundPayload) -> None:
    admin.post(reverse("settings:payload_replays", args=[held.pk]))
    held.refresh_from_db()
    assert held.state == PayloadState.WAITING


def test_a_held_payload_is_discarded_for_a_reason(admin: Client, held: InboundPayload) -> None:
    url = reverse("settings:payload_discards", args=[held.pk])
    assert admin.post(url, {"reason": ""}).status_code == 422
    admin.post(url, {"reason": "Advertising"})
    held.refresh_from_db()
    assert (held.state, held.reason.rpartition(": ")[2]) == (PayloadState.DISCARDED, "Advertising")


@pytest.mark.parametrize("before", ["x", "²", "9" * 40, "-1"])
def test_a_wrong_page_address_is_no_fault(admin: Client, held: InboundPayload, before: str) -> None:
    assert admin.get(reverse("settings:inbox"), {"before": before, "state": "nonsense"}).status_code == 200


def test_a_form_is_listed_by_who_wrote_and_about_what(admin: Client) -> None:
    ChannelFactory.create(kind="web_form")
    send(Client(), name="Rosa Huamán", email="rosa@correo.example", subject="No enfría")
    page = admin.get(reverse("settings:inbox"), {"state": "all"}).content.decode()
    assert "Rosa Huamán &lt;rosa@correo.example&gt;" in page
    assert ">No enfría</a>" in page


def test_a_form_that_cannot_be_read_is_listed_by_its_id(admin: Client) -> None:
    channel = ChannelFactory.create(kind="web_form")
    for position, raw in enumerate((b"{}", b"[]", b"\xff", b'{"shape": 1}')):
        InboundPayload.store(channel=channel, raw=raw, at=NOON, external_id=f"form-{position}", source="form")
    page = admin.get(reverse("settings:inbox"), {"state": "all"}).content.decode()
    assert page.count(">form-") == 4
