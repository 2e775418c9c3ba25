"""Announcing work: after the commit, and never an error of the broker's in a request."""

import pytest
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from helpdesk.lib.enqueue import enqueue, together

done: list[int] = []
calls: list[tuple[int, ...]] = []


@shared_task
def note(*numbers: int) -> None:
    done.extend(numbers)
    calls.append(numbers)


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()
    calls.clear()


@pytest.mark.django_db
def test_a_task_is_published_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(note, 7)
        assert done == []
    assert done == [7]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_transaction_that_failed_is_not_published() -> None:
    with transaction.atomic():
        enqueue(note, 7)
        transaction.set_rollback(True)
    assert done == []


@pytest.mark.django_db(transaction=True)
def test_what_is_announced_together_is_published_at_the_end_as_one_task() -> None:
    with together():
        for number in (7, 8):
            with transaction.atomic():
                enqueue(note, number)
        enqueue(note, 9, countdown=5)
        assert calls == []
    assert calls == [(7, 8), (9,)]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_a_fault_is_published_all_the_same() -> None:
    def fails() -> None:
        with together():
            enqueue(note, 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert calls == [(7,)]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_raises_nothing(broker_away: None, caplog: pytest.LogCaptureFixture) -> None:
    enqueue(note, 7)
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The broker does not answer, a sweeper will do it later"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_is_left_alone_for_a_while(broker_away: None, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(5):
        enqueue(note, number)
    assert len(caplog.records) == 1


def test_the_broker_really_is_away_in_these_tests(broker_away: None) -> None:
    with pytest.raises(OperationalError):
        note.apply_async(args=(7,))
