"""Counts and sessions do not pile up."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from helpdesk.accounts.models import Throttle
from helpdesk.accounts.tasks import forget_expired
from helpdesk.accounts.throttling import Limit

pytestmark = pytest.mark.django_db
HOURLY = Limit("test", 3, timedelta(hours=1))


def test_counts_whose_window_is_over_are_forgotten_and_others_stay() -> None:
    now = timezone.now()
    HOURLY.hit("old", at=now - timedelta(hours=2))
    HOURLY.hit("new", at=now)

    forget_expired()

    assert list(Throttle.objects.values_list("key", flat=True)) == ["test:new"]


def test_sessions_that_ended_are_forgotten() -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(minutes=1)), ("alive", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)

    forget_expired()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
