"""For how long records of readers are kept, as an administrator chooses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledge.models import SearchLog, Upkeep
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/settings/knowledge/records/"


@pytest.fixture
def admin() -> Client:
    """An administrator's browser."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(UserFactory.create(role="admin", language="en"))
    return browser


def test_the_page_tells_what_is_kept_and_changes_it(admin: Client) -> None:
    SearchLog.objects.create(query="x y", language="en", hits=0, source="form", at=timezone.now() - timedelta(days=3))
    page = admin.get(PAGE).text
    assert ("Readings and uses in replies" in page, 'value="400"' in page) == (True, True)
    assert admin.post(PAGE, {"keep_days": 60}).status_code == 302
    assert Upkeep.current().keep_days == 60
    assert [admin.post(PAGE, {"keep_days": days}).status_code for days in ("29", "1826", "", "x")] == [422] * 4


def test_no_period_is_offered_of_which_a_part_is_gone(admin: Client) -> None:
    page = reverse("knowledge:statistics")
    assert "?days=365" in admin.get(page).text
    admin.post(PAGE, {"keep_days": 60})
    text = admin.get(page, {"days": "90"}).text
    assert tuple(f'href="?days={days}"' in text for days in (30, 90, 365)) == (True, False, False)
