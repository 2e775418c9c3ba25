"""Adding a number or a bot: explained, checked, tried against the vendor, its secrets never shown again."""

import json
from io import StringIO
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbound import webhooks
from helpdesk.accounts.models import ConfigChange
from helpdesk.lib.broker import client as broker
from tests.channels_inbound.chats.conftest import Vendors
from tests.chats import BOT_TOKEN, GRAPH, PHONE_ID, TELEGRAM, post, signature, telegram_channel, whatsapp_channel
from tests.factories import UserFactory
from tickets.models import Channel

pytestmark = pytest.mark.django_db
WHATSAPP = {
    "name": "Ventas",
    "is_active": "on",
    "phone_number_id": PHONE_ID,
    "access_token": "EAAG-secret",
    "app_secret": "app-secret",
    "verify_token": "",
    "base_url": GRAPH,
}
TELEGRAM_FORM = {"name": "Bot", "is_active": "on", "bot_token": BOT_TOKEN, "secret_token": "", "base_url": TELEGRAM}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory.create(role="admin"))
    return client


def new(admin: Client, kind: str, **values: str) -> Any:
    """Fill in the form of a new channel."""
    fields = WHATSAPP if kind == "whatsapp" else TELEGRAM_FORM
    return admin.post(reverse("settings:channel_new", args=[kind]), fields | values)


def test_a_number_is_added_and_its_page_says_what_to_enter_at_meta(admin: Client) -> None:
    answer = new(admin, "whatsapp")
    channel = Channel.objects.get(kind="whatsapp")
    assert (answer.status_code, answer["Location"]) == (302, reverse("settings:channel", args=[channel.pk]))
    assert channel.secrets == {"access_token": "EAAG-secret", "app_secret": "app-secret"}
    assert len(channel.config["verify_token"]) >= 24
    page = admin.get(reverse("settings:channel", args=[channel.pk])).text
    assert f"http://testserver/hooks/whatsapp/{channel.pk}/" in page
    assert channel.config["verify_token"] in page
    assert "EAAG-secret" not in page
    assert "app-secret" not in page


def test_what_is_added_takes_webhooks_at_once(admin: Client) -> None:
    new(admin, "whatsapp")
    raw = b'{"object": "whatsapp_business_account", "entry": []}'
    proof = {"X-Hub-Signature-256": signature(raw, "app-secret")}
    assert post(Channel.objects.get(kind="whatsapp"), raw, proof=proof).status_code == 200


def test_a_bot_is_added_with_a_secret_of_its_own(admin: Client) -> None:
    new(admin, "telegram")
    channel = Channel.objects.get(kind="telegram")
    assert set(channel.secrets) == {"bot_token", "secret_token"}
    assert len(channel.secrets["secret_token"]) >= 32
    page = admin.get(reverse("settings:channel", args=[channel.pk])).text
    assert channel.secrets["secret_token"] not in page
    assert BOT_TOKEN not in page


def test_empty_secrets_stay_as_they_were(admin: Client) -> None:
    channel = whatsapp_channel()
    url = reverse("settings:channel", args=[channel.pk])
    changed = WHATSAPP | {"name": "Otra", "access_token": "", "app_secret": "", "verify_token": "mine"}
    assert admin.post(url, changed).status_code == 302
    before = channel.secrets
    channel.refresh_from_db()
    assert (channel.name, channel.secrets, channel.config["verify_token"]) == ("Otra", before, "mine")


WRONG: dict[str, tuple[str, dict[str, str], str]] = {
    "no id": ("whatsapp", {"phone_number_id": "+51 900 555 012"}, "Enter the id: digits only"),
    "no token": ("whatsapp", {"access_token": ""}, "Fill in this field."),
    "no secret": ("whatsapp", {"app_secret": ""}, "Fill in this field."),
    "http": ("whatsapp", {"base_url": "http://graph.test"}, "begins with https://"),
    "no address": ("whatsapp", {"base_url": "javascript:alert(1)"}, "begins with https://"),
    "a user in it": ("whatsapp", {"base_url": "https://x@graph.test"}, "begins with https://"),
    "half a bracket": ("whatsapp", {"base_url": "https://[graph"}, "begins with https://"),
    "no bot token": ("telegram", {"bot_token": "hello"}, "A token looks like"),
    "a blank in the secret": ("telegram", {"secret_token": "a b"}, "Letters, digits"),
}


@pytest.mark.parametrize(("kind", "values", "words"), WRONG.values(), ids=WRONG)
def test_wrong_values_are_named_in_place(admin: Client, kind: str, values: dict[str, str], words: str) -> None:
    answer = new(admin, kind, **values)
    assert (answer.status_code, words in answer.text, Channel.objects.count()) == (422, True, 0)


def test_a_number_is_one_channels_only(admin: Client) -> None:
    whatsapp_channel()
    answer = new(admin, "whatsapp")
    assert (answer.status_code, "Another channel has this number." in answer.text) == (422, True)


def test_a_token_goes_to_no_other_server_than_it_was_given_for(admin: Client) -> None:
    channel = whatsapp_channel()
    url = reverse("settings:channel", args=[channel.pk])
    answer = admin.post(url, WHATSAPP | {"access_token": "", "app_secret": "", "base_url": "https://evil.example"})
    assert (answer.status_code, "The address of the API is another one now." in answer.text) == (422, True)


def test_the_check_asks_whatsapp_for_the_number(admin: Client, vendors: Vendors) -> None:
    url = reverse("settings:channel_checks", args=["whatsapp"])
    facts = {"display_phone_number": "+51 1 555 0100", "verified_name": "Casa Lumbre"}
    asked = vendors.router.get(f"{GRAPH}/{PHONE_ID}").respond(json=facts)
    assert "WhatsApp knows the number +51 1 555 0100 (Casa Lumbre)" in admin.post(url, WHATSAPP).text
    assert asked.calls.last.request.headers["Authorization"] == "Bearer EAAG-secret"
    asked.respond(401, json={"error": {"code": 190, "message": "Token expired"}})
    assert "Enter a new one in the channel&#x27;s settings. (190 Token expired)" in admin.post(url, WHATSAPP).text
    assert Channel.objects.count() == 0


def test_the_webhook_of_a_bot_is_registered_and_checked(admin: Client, vendors: Vendors) -> None:
    channel = telegram_channel()
    ours = f"http://testserver/hooks/telegram/{channel.pk}/"
    told = vendors.router.post(url__regex=r"/setWebhook$").respond(json={"ok": True, "result": True})
    vendors.router.post(url__regex=r"/getMe$").respond(json={"ok": True, "result": {"username": "casa_bot"}})
    seen = vendors.router.post(url__regex=r"/getWebhookInfo$").respond(json={"ok": True, "result": {"url": ""}})
    check = reverse("settings:channel_check", args=[channel.pk])
    page = admin.post(check, TELEGRAM_FORM | {"bot_token": ""}).text
    assert "Telegram knows the bot @casa_bot." in page
    assert "Telegram does not bring updates here yet." in page
    seen.respond(json={"ok": True, "result": {"url": ours}})
    page = admin.post(reverse("settings:channel_webhook", args=[channel.pk]), follow=True).text
    assert "Telegram brings updates here." in page
    assert json.loads(told.calls.last.request.content) == {
        "url": ours,
        "secret_token": channel.secrets["secret_token"],
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }


def test_a_vendor_that_does_not_answer_is_named_and_its_token_is_not(admin: Client, vendors: Vendors) -> None:
    vendors.router.post(url__regex=r"/getMe$").mock(side_effect=httpx.ConnectError("refused"))
    page = admin.post(reverse("settings:channel_checks", args=["telegram"]), TELEGRAM_FORM).text
    assert "Telegram does not answer (ConnectError)." in page
    assert "AA-bot" not in page


def test_templates_are_listed_changed_and_removed(admin: Client) -> None:
    channel = whatsapp_channel()
    url = reverse("settings:channel_templates", args=[channel.pk])
    management = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    rows = {"form-0-name": "still_there", "form-0-language": "es", "form-0-body": "Hola {{1}}"}
    assert admin.post(url, management | rows).status_code == 302
    channel.refresh_from_db()
    kept = {"name": "still_there", "language": "es", "body": "Hola {{1}}", "asks": False}
    assert channel.config["templates"] == [kept]
    assert "Hola {{1}}" in admin.get(url).text
    wrong = admin.post(url, management | rows | {"form-0-name": "Still there?"})
    assert (wrong.status_code, "Small letters" in wrong.text) == (422, True)
    assert admin.post(url, management | rows | {"form-0-asks": "on"}).status_code == 302
    written = ConfigChange.objects.latest("pk").after
    assert written == {"Templates": ["still_there (es), asks how it went: Hola {{1}}"]}
    gone = management | rows | {"form-INITIAL_FORMS": "1", "form-0-DELETE": "on"}
    assert admin.post(url, gone).status_code == 302
    channel.refresh_from_db()
    assert channel.config["templates"] == []


def test_every_change_is_written_down_without_its_secrets(admin: Client) -> None:
    new(admin, "whatsapp")
    new(admin, "telegram")
    written = json.dumps([[change.before, change.after] for change in ConfigChange.objects.all()])
    assert ConfigChange.objects.count() == 2
    assert not any(secret in written for secret in ("EAAG-secret", "app-secret", BOT_TOKEN))


def test_the_list_offers_each_kind_and_shows_a_fault(admin: Client) -> None:
    channel = telegram_channel()
    Channel.objects.update(failing_since="2026-11-18T12:00Z", last_error="Telegram refused our bot: 401")
    page = admin.get(reverse("settings:channels")).text
    assert all(words in page for words in ("Add a mailbox", "Add WhatsApp", "Add Telegram"))
    assert (
        "Telegram refused our bot: 401<br>What customers write still arrives; answers wait and are sent again." in page
    )
    assert reverse("settings:channel", args=[channel.pk]) in page


def test_the_command_adds_both_and_prints_where_webhooks_go() -> None:
    def add(kind: str, *given: str) -> Any:
        out = StringIO()
        call_command("channel", "add", kind, "--name", "Ventas", "--set", *given, stdout=out)
        assert "secret-" not in out.getvalue()
        return json.loads(out.getvalue())

    one = add(
        "whatsapp", f"phone_number_id={PHONE_ID}", "access_token=secret-a", "app_secret=secret-b", "verify_token=v"
    )
    two = add("telegram", "bot_token=123:secret-c", "secret_token=secret-d")
    assert one["webhook_url"] == f"http://testserver/hooks/whatsapp/{one['id']}/"
    assert (one["slug"], one["config"]["verify_token"], one["secrets"]) == (
        "ventas",
        "v",
        ["access_token", "app_secret"],
    )
    assert (two["slug"], two["webhook_url"]) == ("ventas-2", f"http://testserver/hooks/telegram/{two['id']}/")
    with pytest.raises(CommandError, match="phone_number_id"):
        add("whatsapp", "access_token=x", "app_secret=y")


def test_a_wrong_app_secret_shows_on_the_page_of_the_channel(admin: Client) -> None:
    channel = whatsapp_channel()
    page = reverse("settings:channel", args=[channel.pk])
    broker().delete(webhooks.FORGED_KEY)
    assert "Last refused webhook" not in admin.get(page).text
    post(channel, {}, proof={"X-Hub-Signature-256": "sha256=0"})
    assert "If nothing arrives, enter the app secret again." in admin.get(page).text


def test_the_page_tells_of_the_last_webhook_and_of_what_did_not_leave(admin: Client) -> None:
    channel = telegram_channel()
    page = reverse("settings:channel", args=[channel.pk])
    assert "None yet" in admin.get(page).text
    channel.note_send_failure("The customer blocked the bot", at=timezone.now())
    assert "The customer blocked the bot" in admin.get(page).text


def test_a_fault_of_the_settings_before_is_none_of_the_new_ones(admin: Client) -> None:
    channel = telegram_channel()
    channel.mark_failing("Telegram refused our bot: 401", at=timezone.now())
    page = reverse("settings:channel", args=[channel.pk])
    assert admin.post(page, TELEGRAM_FORM | {"bot_token": BOT_TOKEN}).status_code == 302
    channel.refresh_from_db()
    assert (channel.failing_since, channel.last_error) == (None, "")
