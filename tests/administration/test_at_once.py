"""What two administrators add at the same moment, or one with two presses."""

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Role
from tests.administration.changes import CHANGES
from tests.factories import UserFactory

AT_ONCE = 3
ADDING = (
    "person_new",
    "teams",
    "category_new",
    "policy_new",
    "calendar_new",
    "topic_new",
    "meaning_new",
    "channel_new",
)


def pressed(client: Client, path: str, data: dict[str, Any]) -> list[int]:
    """Send the same form several times at once; return the answers."""
    together, answers = threading.Barrier(AT_ONCE), [0][:0]

    def press() -> None:
        browser = Client(raise_request_exception=False)
        browser.cookies = client.cookies
        together.wait()
        answers.append(browser.post(path, data).status_code)
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_of_equal_forms_one_is_saved_and_the_others_say_why_not(client: Client) -> None:
    client.force_login(UserFactory.create(role=Role.ADMIN))
    changes = {name: CHANGES[name]() for name in ADDING}
    answers = {
        name: pressed(client, reverse(f"settings:{name}", args=change.args), change.good)
        for name, change in changes.items()
    }
    assert answers == {name: [302, 422, 422] for name in ADDING}
