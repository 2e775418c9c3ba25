"""Announcing work to the workers after the commit. The row is the record; the announcement is only a hint.

Decision: when the broker is away nothing is raised and nothing is kept in memory. The sweepers of `helpdesk.celery`
find every row whose turn has come within 30 seconds of the broker's return, so a lost announcement is a delay only.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

PAUSE_SECONDS = 10.0

_Announced = dict[tuple[Any, float | None], list[int]]
_together: ContextVar[_Announced | None] = ContextVar("together", default=None)

logger = logging.getLogger(__name__)


class _Silence:
    """After a failure, a few seconds without trying: a broker that hangs must not slow down every request."""

    until = 0.0


def enqueue(task: Any, *args: int, countdown: float | None = None) -> None:
    """Publish a Celery task once the transaction commits.

    With the broker away nothing is raised: the sweepers of `helpdesk.celery` find the row within 30 seconds.
    """
    transaction.on_commit(partial(_announce, task, args, countdown))


def enqueue_now(task: Any, *args: int) -> None:
    """Publish a Celery task for what is committed already; asks no database. As harmless as `enqueue`."""
    _publish(task, args, None)


@contextmanager
def together() -> Iterator[None]:
    """Publish what is announced inside at the end, all ids for one task at once: publishing takes as long as a mail.

    For tasks that take any number of ids. What a crash leaves unpublished is the sweepers', as ever.
    """
    waiting: _Announced = {}
    outer = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(outer)
        for (task, countdown), ids in waiting.items():
            _publish(task, tuple(ids), countdown)


def _announce(task: Any, args: tuple[int, ...], countdown: float | None) -> None:
    waiting = _together.get()
    if waiting is None:
        _publish(task, args, countdown)
    else:
        waiting.setdefault((task, countdown), []).extend(args)


def _publish(task: Any, args: tuple[int, ...], countdown: float | None) -> None:
    if time.monotonic() < _Silence.until:
        return
    try:
        task.apply_async(args=args, countdown=countdown)
    except (OperationalError, RedisError, OSError) as error:
        _Silence.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not answer, a sweeper will do it later: %s", error)
