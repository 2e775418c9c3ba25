"""Announcing work to the workers after the commit. The row is the record; the announcement is only a hint.

Decision: when the broker is away nothing is raised and nothing is kept in memory. The sweepers of `helpdesk.celery`
find every row whose turn has come within 30 seconds of the broker's return, so a lost announcement is a delay only.
"""

import logging
import time
from functools import partial
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

PAUSE_SECONDS = 10.0

logger = logging.getLogger(__name__)


class _Silence:
    """After a failure, a few seconds without trying: a broker that hangs must not slow down every request."""

    until = 0.0


def enqueue(task: Any, *args: int, countdown: float | None = None) -> None:
    """Publish a Celery task once the transaction commits.

    With the broker away nothing is raised: the sweepers of `helpdesk.celery` find the row within 30 seconds.
    """
    transaction.on_commit(partial(_publish, task, args, countdown))


def _publish(task: Any, args: tuple[int, ...], countdown: float | None) -> None:
    if time.monotonic() < _Silence.until:
        return
    try:
        task.apply_async(args=args, countdown=countdown)
    except (OperationalError, RedisError, OSError) as error:
        _Silence.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not answer, a sweeper will do it later: %s", error)
