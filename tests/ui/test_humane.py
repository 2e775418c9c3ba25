"""Words for times, lengths, sizes and names. Lima is five hours behind UTC all year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from helpdesk.ui import humane

NOW = datetime(2026, 11, 21, 19, 35, tzinfo=UTC)  # Saturday 14:35 in Lima


@pytest.fixture(autouse=True)
def english_in_lima() -> Iterator[None]:
    """Words are compared in the language of the source."""
    with translation.override("en"), timezone.override("America/Lima"):
        yield


@pytest.mark.parametrize(
    ("moment", "short", "long"),
    [
        (datetime(2026, 11, 21, 19, 5, tzinfo=UTC), "14:05", "today 14:05"),
        (datetime(2026, 11, 21, 5, 0, tzinfo=UTC), "00:00", "today 00:00"),
        (datetime(2026, 11, 21, 4, 59, tzinfo=UTC), "yesterday", "yesterday 23:59"),
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "tomorrow", "tomorrow 10:00"),
        (datetime(2026, 11, 19, 14, 14, tzinfo=UTC), "19 Nov", "19 Nov 09:14"),
        (datetime(2024, 2, 29, 17, 0, tzinfo=UTC), "29 Feb 2024", "29 Feb 2024 12:00"),
    ],
)
def test_moment_is_said_in_the_readers_day(moment: datetime, short: str, long: str) -> None:
    assert (humane.short_when(moment, now=NOW), humane.long_when(moment, now=NOW)) == (short, long)


@pytest.mark.parametrize(
    ("moment", "heading"),
    [
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "today"),
        (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), "Thursday 19 November"),
        (datetime(2025, 11, 19, 12, 0, tzinfo=UTC), "Wednesday 19 November 2025"),
    ],
)
def test_heading_names_the_day(moment: datetime, heading: str) -> None:
    assert humane.day_heading(moment, now=NOW) == heading


def test_another_zone_may_see_another_day() -> None:
    moment = datetime(2026, 11, 21, 4, 59, tzinfo=UTC)
    with timezone.override("Europe/Madrid"):
        assert humane.long_when(moment, now=NOW) == "today 05:59"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "less\xa0than\xa01\xa0min"),
        (timedelta(seconds=59), "less\xa0than\xa01\xa0min"),
        (timedelta(minutes=34, seconds=50), "34\xa0min"),
        (timedelta(hours=1), "1\xa0h"),
        (timedelta(hours=1, minutes=52), "1\xa0h\xa052\xa0min"),
        (timedelta(hours=23, minutes=59), "23\xa0h\xa059\xa0min"),
        (timedelta(days=2, hours=4, minutes=59), "2\xa0d\xa04\xa0h"),
        (timedelta(days=3, minutes=10), "3\xa0d"),
        (-timedelta(minutes=34), "34\xa0min"),
    ],
)
def test_duration_keeps_its_two_largest_units(length: timedelta, words: str) -> None:
    assert humane.duration(length) == words


def test_working_time_is_never_said_in_days() -> None:
    lengths = [timedelta(minutes=30), timedelta(hours=4), timedelta(hours=27), timedelta(minutes=100)]
    assert [humane.working_time(length) for length in lengths] == [
        "30\xa0min",
        "4\xa0h",
        "27\xa0h",
        "1\xa0h\xa040\xa0min",
    ]


def test_numbers_and_dates_are_written_as_each_language_does() -> None:
    day = datetime(2026, 11, 20, 14, 35, tzinfo=UTC)
    with translation.override("es"):
        spanish = [humane.file_size(1_887_437), humane.day_heading(day, now=NOW - timedelta(days=30))]
        spanish.append(humane.day(day, now=NOW - timedelta(days=30)))
    assert spanish == ["1.8 MB", "viernes 20 de noviembre", "20 nov"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (812, "812 B"),
        (999, "999 B"),
        (1024, "1 KB"),
        (65_000, "63 KB"),
        (1_048_575, "1 MB"),
        (1_887_437, "1.8 MB"),
        (20 * 1024 * 1024, "20 MB"),
        (3 * 1024**3, "3 GB"),
    ],
)
def test_file_size_is_short(count: int, words: str) -> None:
    assert humane.file_size(count) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rosa Huamán", "RH"),
        ("María del Carmen Ríos", "MC"),
        ("Ñusta", "Ñ"),
        ("rosa.huaman@correo.example", "RH"),
        ("(sin nombre)", "SN"),
        ("+51 900", "59"),
        ("", "?"),
    ],
)
def test_initials_are_one_or_two_letters(name: str, letters: str) -> None:
    assert humane.initials(name) == letters


def test_hue_depends_on_the_name_only() -> None:
    assert humane.hue("Rosa Huamán") == humane.hue(" rosa huamán ")
    assert {humane.hue(f"person {number}") for number in range(200)} == set(range(1, 9))


@pytest.mark.parametrize(
    ("left", "began", "tone", "percent", "text"),
    [
        (timedelta(minutes=-34), timedelta(hours=-2), "bad", 100, "34\xa0min overdue"),
        (timedelta(minutes=26), timedelta(hours=-2), "warn", 82, "26\xa0min left"),
        (timedelta(hours=5), timedelta(hours=-5), "neutral", 50, "5\xa0h left"),
        (timedelta(hours=2), timedelta(hours=-18), "warn", 90, "2\xa0h left"),
        (timedelta(hours=2), None, "neutral", 0, "2\xa0h left"),
        (timedelta(0), timedelta(0), "warn", 100, "less\xa0than\xa01\xa0min left"),
    ],
)
def test_deadline_is_judged(left: timedelta, began: timedelta | None, tone: str, percent: int, text: str) -> None:
    state = humane.due(NOW + left, now=NOW, started_at=None if began is None else NOW + began)
    assert (state.tone, state.percent, state.text) == (tone, percent, text)
