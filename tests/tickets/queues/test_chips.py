"""Filters are shown in the reader's words, not in the codes that reports write."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory
from tickets.queues import chips, grammar
from tickets.queues import help as help_texts

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)


def said(text: str) -> list[str]:
    """Return how a search's filters are shown."""
    return chips.in_words(grammar.parse(text).terms, today=lambda: TODAY)


def test_keys_become_names() -> None:
    user, team = UserFactory.create(name="Ana Quispe"), TeamFactory.create(name="Cobranzas")
    category, channel = CategoryFactory.create(name="Delivery"), ChannelFactory.create(name="Mail")
    search = f"assignee:#{user.pk} team:#{team.pk} category:=#{category.pk} channel:#{channel.pk} solver:#{user.pk}"
    with CaptureQueriesContext(connection) as captured:
        assert said(search) == ["Ana Quispe", "Cobranzas", "Delivery", "Mail", "Ana Quispe"]
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        assert said("created:today status:open") == ["18 Nov", "open"]
    assert len(captured) == 0
    assert said(f"replied:#{user.pk},2026-11-01..2026-11-18") == ["Ana Quispe, 1 Nov – 18 Nov"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("created:2026-11-18", "18 Nov"),
        ("created:2025-11-18", "18 Nov 2025"),
        ("created:..2026-11-18", "until 18 Nov"),
        ("created:2026-11-18..", "from 18 Nov on"),
        ("reopened:si", "yes"),
        ("sla:first.breached", "First response, Missed"),
        ("sla:cumplido", "Met"),
        ("contact:mas", "needed more"),
        ("counted:yes", "yes"),
        ("status:open", "open"),
        ("created:never", "never"),
        ("team:#999", "#999"),
        ("from:rosa", "rosa"),
    ],
)
def test_codes_become_words_and_the_rest_stays_as_typed(text: str, words: str) -> None:
    assert said(text) == [words]


def test_every_filter_is_explained_with_an_example_that_works() -> None:
    assert set(help_texts.FILTERS) == set(grammar.KEYS)
    for entry in help_texts.entries():
        query = grammar.parse(entry.example)
        assert (len(query.terms), query.unknown) == (1, ())
