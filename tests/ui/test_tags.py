"""What the tags draw: words for everybody, marks for the eye, nothing that needs JavaScript."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.utils import timezone, translation

from helpdesk.ui import vocabulary
from tickets.models import ChannelKind, DeliveryState
from tickets.priority import Priority
from tickets.states import Status


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_icon_without_label_is_hidden_from_assistive_technology() -> None:
    assert (
        draw('{% icon "mail" %}') == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#mail"/></svg>'
    )


def test_icon_with_label_speaks_and_escapes() -> None:
    assert 'role="img" aria-label="&lt;b&gt;"' in draw('{% icon "mail" label=words %}', words="<b>")


def test_avatar_escapes_the_name() -> None:
    drawn = draw("{% avatar person %}", person=SimpleNamespace(name='"><script>'))
    assert "<script>" not in drawn


def test_avatar_of_nobody_says_so() -> None:
    assert 'aria-label="Unassigned"' in draw("{% avatar None %}")


def test_avatar_beside_a_name_stays_silent() -> None:
    drawn = draw('{% avatar "Rosa Huamán" decorative=True %}')
    assert 'aria-hidden="true">RH</span>' in drawn
    assert "title" not in drawn


@pytest.mark.parametrize(
    ("known", "needed"),
    [
        (vocabulary.STATUSES, Status.values),
        (vocabulary.PRIORITIES, [str(value) for value in Priority.values]),
        (vocabulary.CHANNELS, ChannelKind.values),
        (vocabulary.DELIVERIES, DeliveryState.values),
    ],
)
def test_every_value_of_the_database_has_a_sign(known: dict[str, vocabulary.Sign], needed: list[str]) -> None:
    assert [value for value in needed if value not in known] == []


def test_status_chip_joins_shape_colour_and_word() -> None:
    drawn = draw('{% status_chip "solved" "" %}')
    assert ("tone-good" in drawn, "#circle-check" in drawn, drawn.endswith("Solved</span>")) == (True, True, True)


def test_priority_mark_is_named() -> None:
    assert 'aria-label="Priority: Urgent"' in draw("{% priority_icon 1 %}")


def test_moment_carries_its_instant_and_the_exact_words() -> None:
    moment = timezone.now()
    drawn = draw('{% when moment "long" css="t-at" %}', moment=moment)
    assert f'<time class="t-at" datetime="{moment.isoformat(timespec="seconds")}" title="' in drawn
    assert ">today " in drawn


def test_no_moment_draws_nothing() -> None:
    assert draw("{% when None %}{% ring None %}") == ""


def test_overdue_ring_says_it_in_words() -> None:
    drawn = draw("{% ring due %}", due=timezone.now() - timedelta(minutes=34, seconds=5))
    assert '<span class="vh">34\xa0min overdue</span>' in drawn
    assert "tone-bad" in drawn


def test_paused_ring_promises_no_time() -> None:
    assert "Paused" in draw("{% ring due paused=True %}", due=timezone.now())


@pytest.mark.parametrize(
    ("late", "words"),
    [(timedelta(hours=-1), "late, in 2\xa0h"), (timedelta(hours=1), "in 2\xa0h")],
)
def test_met_clock_tells_late_from_timely(late: timedelta, words: str) -> None:
    now = timezone.now()
    drawn = draw("{% clock 'Reply' due began met_at=met %}", due=now + late, began=now - timedelta(hours=2), met=now)
    assert f"Reply: {words}<" in drawn


def test_alert_frames_its_content() -> None:
    drawn = draw('{% alert "bad" role="alert" %}<b>{{ words }}</b>{% endalert %}', words="<x>")
    assert drawn.startswith('<div class="alert tone-bad" role="alert"><svg')
    assert "<b>&lt;x&gt;</b>" in drawn


@pytest.mark.parametrize(
    ("extra", "address"),
    [
        ("undo=/agent/tickets/7/status/", "/agent/tickets/7/status/"),
        ("undo=https://elsewhere.example/", ""),
        ("undo=//elsewhere.example/", ""),
        ("other", ""),
        ("", ""),
    ],
)
def test_only_an_own_address_takes_back(extra: str, address: str) -> None:
    message = Message(constants.SUCCESS, "Done", extra_tags=extra)
    assert draw("{{ message|undo_url }}", message=message) == address
