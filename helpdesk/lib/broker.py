"""One connection pool to the broker (Redis protocol) for heartbeats and counts: short waits, no long retries."""

from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as BrokerConnectionError
from redis.retry import Retry

QUEUE = "celery"  # Celery's default queue is a Redis list of this name


@cache
def client() -> redis.Redis:
    """Return the shared client. It tries twice at once (a pooled connection may be stale), then raises RedisError.

    redis-py's own default waits and retries for seconds, which a page must not.
    """
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=1,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 1, supported_errors=(BrokerConnectionError,)),
        decode_responses=True,
    )


def queue_length() -> int:
    """Return how many tasks wait for a worker."""
    return int(client().llen(QUEUE))
