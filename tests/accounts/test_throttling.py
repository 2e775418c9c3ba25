"""Counting what must not happen too often."""

from datetime import timedelta

import pytest

from helpdesk.accounts.throttling import Limit
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db

TWICE = Limit("test", 2, timedelta(minutes=10))


def test_a_limit_closes_after_its_times_and_opens_with_the_next_window() -> None:
    assert [TWICE.hit("a", at=NOON) for _ in range(3)] == [True, True, False]
    assert not TWICE.is_open("a", at=NOON)
    assert TWICE.hit("a", at=NOON + timedelta(minutes=10))


def test_subjects_are_counted_apart_and_letter_case_does_not_help() -> None:
    for _ in range(2):
        TWICE.hit("a@example.com", at=NOON)
    assert not TWICE.hit("A@Example.com ", at=NOON)
    assert TWICE.hit("b@example.com", at=NOON)


def test_clearing_forgets() -> None:
    for _ in range(3):
        TWICE.hit("a", at=NOON)
    TWICE.clear("a")
    assert TWICE.is_open("a", at=NOON)
