"""What people see and do where a file is missing: on the ticket, in the settings, in the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from channels_inbound.chats import missing
from helpdesk.accounts.models import User
from tests.channels_inbound.chats.conftest import Commit, Vendors, bring, leave, reply, there, turn
from tests.chats import GRAPH, whatsapp_body, whatsapp_message
from tests.factories import UserFactory
from tickets.models import AccessLink, Channel, Message, MissingFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_confirmations")]


def tries() -> int:
    """Return how often it was tried."""
    return MissingFile.objects.get().tries


def is_due() -> bool:
    """Whether the file is tried at once."""
    return MissingFile.objects.due(timezone.now()).exists()


def settings_of(whatsapp: Channel, **changes: str) -> dict[str, str]:
    """Return the form of a number as it stands."""
    config = whatsapp.config
    kept = {"name": whatsapp.name, "phone_number_id": config["phone_number_id"], "is_active": "on"}
    return kept | {"verify_token": config["verify_token"], "base_url": config["base_url"]} | changes


@pytest.mark.usefixtures("row", "alice")
def test_settings_that_were_mended_bring_it_at_once(whatsapp: Channel, client: Client) -> None:
    url = reverse("settings:channel", args=[whatsapp.pk])
    client.post(url, settings_of(whatsapp))
    untouched = is_due()
    assert client.post(url, settings_of(whatsapp, access_token="EAAG-new")).status_code == 302
    assert (untouched, is_due()) == (False, True)


@pytest.mark.usefixtures("row", "alice")
def test_a_connection_that_works_brings_it_at_once(whatsapp: Channel, client: Client, vendors: Vendors) -> None:
    url = reverse("settings:channel_check", args=[whatsapp.pk])
    vendors.router.get(url__regex=rf"^{GRAPH}/{whatsapp.config['phone_number_id']}").respond(json={})
    client.post(url, settings_of(whatsapp, access_token="EAAG-other"))  # what is tried here is not saved
    tried = is_due()
    client.post(url, settings_of(whatsapp))
    assert (tried, is_due()) == (False, True)


def test_a_message_that_leaves_again_brings_it_at_once(
    photo: Message, row: MissingFile, whatsapp: Channel, alice: User
) -> None:
    whatsapp.mark_failing("away", at=timezone.now())
    photo.ticket.refresh_from_db()
    leave(reply(photo.ticket, alice))
    assert MissingFile.objects.due(timezone.now() + timedelta(seconds=30)).exists()


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(("language", "words"), [("en", "it could not be downloaded"), ("es", "no se pudo descargar")])
def test_the_ticket_says_so_in_the_language_of_its_reader(
    photo: Message, row: MissingFile, client: Client, alice: User, language: str, words: str
) -> None:
    User.objects.update(language=language)
    page = client.get(photo.ticket.get_absolute_url()).text
    with translation.override(language):
        assert (words in page, row.why in page) == (True, True)
    assert reverse("missing_files:fetches", args=[photo.ticket_id, row.pk]) in page


def test_the_button_fetches_it_in_the_background(
    photo: Message, row: MissingFile, client: Client, alice: User, vendors: Vendors
) -> None:
    url = reverse("missing_files:fetches", args=[photo.ticket_id, row.pk])
    part = client.post(url, headers={"HX-Request": "true"}).text
    assert (tries(), "It is being fetched." in part, "delay:3s" in part) == (2, True, True)
    there(vendors)
    assert client.post(url).status_code == 302
    part = client.get(reverse("tickets:message_files", args=[photo.ticket_id, photo.pk])).text
    assert ("Image.jpg" in part, "missing" in part, "hx-get" in part) == (True, False, False)
    assert client.post(url).status_code == 302  # a second press: nothing is waited for any more
    assert "Image.jpg" in client.get(photo.ticket.get_absolute_url()).text


@pytest.mark.parametrize("role", ["light", "stranger", "nobody"])
def test_only_who_may_answer_there_presses_it(photo: Message, row: MissingFile, client: Client, role: str) -> None:
    if role != "nobody":
        photo.ticket.team = None if role == "light" else _other_team()
        photo.ticket.save()
        client.force_login(UserFactory.create(role="light" if role == "light" else "agent"))
    url = reverse("missing_files:fetches", args=[photo.ticket_id, row.pk])
    assert (client.post(url).status_code, tries()) == ({"light": 403, "stranger": 404, "nobody": 302}[role], 1)


def _other_team() -> Any:
    from tests.factories import TeamFactory  # noqa: PLC0415

    return TeamFactory.create()


def test_a_forged_button_reaches_no_other_ticket(
    photo: Message, row: MissingFile, client: Client, alice: User, whatsapp: Channel, commit: Commit
) -> None:
    other = bring(whatsapp, whatsapp_body(whatsapp_message(9, sender="51900555099")), commit).ticket
    client.post(reverse("missing_files:fetches", args=[other.pk, row.pk]))
    assert (client.get(reverse("missing_files:fetches", args=[other.pk, row.pk])).status_code, tries()) == (405, 1)


@pytest.mark.usefixtures("alice")
def test_the_page_asks_once_more_only_where_a_file_is_missing(
    photo: Message,
    client: Client,
    vendors: Vendors,
    row: MissingFile,
) -> None:
    url = photo.ticket.get_absolute_url()
    client.get(url)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    lacking = count()
    there(vendors)
    missing.sweep(at=turn(row))
    assert lacking == count() + 1


@pytest.mark.usefixtures("alice")
def test_channels_and_metrics_tell_how_many_files_wait(row: MissingFile, whatsapp: Channel, client: Client) -> None:
    words = "1 file of customers could not be fetched yet."
    pages = [reverse("settings:channels"), reverse("settings:channel", args=[whatsapp.pk])]
    assert [words in client.get(page).text for page in pages] == [True, True]
    assert 'mesa_missing_files{state="waiting"} 1' in client.get("/metrics").text


def test_the_customer_is_told_too(photo: Message, row: MissingFile, client: Client) -> None:
    link = AccessLink.for_requester(photo.ticket, photo.ticket.requester)
    page = reverse("requests:status", args=[link.token])
    waiting = client.get(page, headers={"Accept-Language": "en"}).text
    MissingFile.objects.update(next_try_at=None)
    lost = client.get(page, headers={"Accept-Language": "en"}).text
    assert ("“Image.jpg” has not reached us yet." in waiting, "“Image.jpg” did not reach us." in lost) == (True, True)
