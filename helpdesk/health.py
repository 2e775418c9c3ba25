"""Is it alive, is it ready: for supervisors, load balancers and people who are asked to look."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from helpdesk.channel_checks import Facts, channel_checks, is_content
from helpdesk.lib import heartbeat
from helpdesk.lib.broker import client
from helpdesk.metrics import may_read


@dataclass(frozen=True)
class Check:
    """One part, with the reason when it does not work. English: it is read by machines and in logs."""

    ok: bool
    reason: str = ""


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as this process answers anything; asks no other part."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, broker, worker and beat all work, else 503; each is named with its reason.

    A mailbox of somebody else's server that fails is named too, but turns nothing red: the answer is "degraded".
    """
    checks = {"database": database(), "broker": broker(), "worker": sign_of("worker"), "beat": sign_of("beat")}
    ready = all(check.ok for check in checks.values())
    channels = _channels(request) if checks["database"].ok else {}
    body = {
        "status": ("ok" if is_content(channels) else "degraded") if ready else "failed",
        "checks": {name: {"ok": check.ok, "reason": check.reason} for name, check in checks.items()},
        "channels": channels,
    }
    return JsonResponse(body, status=200 if ready else 503)


def _channels(request: HttpRequest) -> dict[str, Facts]:
    try:
        return channel_checks(at=timezone.now(), in_full=may_read(request))
    except DatabaseError:  # it went away since the check above
        return {}


def database() -> Check:
    """The database answers and has the tables of this version."""

    def ask() -> Check:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Check(ok=True) if _is_migrated() else Check(ok=False, reason="migrations are missing: run migrate")

    return _attempt(ask, DatabaseError)


def broker() -> Check:
    """The broker answers."""
    return _attempt(lambda: Check(ok=bool(client().ping())), RedisError)


def sign_of(name: str) -> Check:
    """A worker, or beat, gave a sign in the last seconds."""

    def ask() -> Check:
        alive = heartbeat.is_beating(name)
        return Check(ok=alive, reason="" if alive else f"no sign for {heartbeat.EXPIRES_SECONDS} seconds")

    return _attempt(ask, RedisError)


def _attempt(ask: Callable[[], Check], error_class: type[Exception]) -> Check:
    """Name only the kind of the error: its text may hold addresses and account names, and anybody may read this."""
    try:
        return ask()
    except error_class as error:
        return Check(ok=False, reason=f"no answer ({type(error).__name__})")


def _is_migrated() -> bool:
    """Tables do not go away: once they are all there, the (slow) question is not asked again."""
    try:
        return _migrated_once()
    except _MigrationsMissingError:
        return False


@cache
def _migrated_once() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _MigrationsMissingError
    return True


class _MigrationsMissingError(Exception):
    """Keeps an unfinished answer out of the cache."""
