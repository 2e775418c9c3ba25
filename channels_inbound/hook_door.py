"""The door for webhooks in front of Django: what arrives together is kept together.

A provider brings webhooks one by one and waits for each answer. No page's work is done for them (session, language,
templates), and while one statement is on its way to the database, whatever else arrives waits for the next one: two
statements for a group, however large. Everything else than a POST to a channel goes on to Django.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import Error as DatabaseFault
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from channels_inbound import processing, webhooks
from channels_inbound.webhooks import Brought
from helpdesk.lib.client_address import address_of

PATH = re.compile(r"/hooks/([-\w]+)/(\d{1,30})/", re.ASCII)
LARGEST_GROUP = 64
GROUP_BYTES = 8 * 1024 * 1024  # a statement takes several times as much memory
WAITING_BYTES = 64 * 1024 * 1024  # of one process: what comes beyond is to come again
REFUSALS = 16  # counted at a time: whoever floods the door shall not take the pages' connections
PAUSE = 0.05  # seconds between two announcements of one process
SLOWEST = 30.0  # seconds for a body to arrive
PATIENCE = 20.0  # seconds for its answer: a database that hangs must not hold the server's places
TOO_SLOW, AWAY = 408, 503
HEADERS = [
    (b"content-type", b"text/plain"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]

Kept = tuple[list[int], list[int]]  # a status for each, the keys of what is new
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Waiting:
    """One who waits for an answer."""

    brought: Brought
    status: asyncio.Future[int]


class HookDoor:
    """Of one process, with a thread of its own, which keeps its database connection."""

    def __init__(self, announce: Callable[[list[int]], None] = processing.announce_stored) -> None:
        self._announce = announce
        self._writer = ThreadPoolExecutor(1, "hooks")
        self._counter = ThreadPoolExecutor(1, "refused hooks")
        self._refusals = self._waiting_bytes = 0
        self._waiting: list[_Waiting] = []
        self._stored: list[int] = []
        self._running: set[asyncio.Task[None]] = set()
        self._is_writing = self._is_announcing = False

    @staticmethod
    def fits(scope: Scope) -> bool:
        """Whether a request is for this door."""
        return scope["type"] == "http" and scope["method"] == "POST" and PATH.fullmatch(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that fits."""
        raw = bytearray()
        status = await _read(raw, scope, receive)
        if status in (None, webhooks.TOO_LARGE):
            status = await self._status(_brought(scope, bytes(raw)), status)
        await _answer(send, status)

    async def _status(self, brought: Brought, status: int | None) -> int:
        """Return the answer, in time: what was not stored by then is to come again, and is stored once all the same."""
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._take_in(brought) if status is None else status
                is_refused = found not in (webhooks.TAKEN, webhooks.UNKNOWN, AWAY)
                return await self._refuse(brought, found) if is_refused else found
        except TimeoutError:
            logger.warning("A webhook waited too long for the database; its provider brings it again")
            return AWAY

    async def _take_in(self, brought: Brought) -> int:
        size = len(brought.raw)
        if self._waiting_bytes + size > WAITING_BYTES:
            return AWAY
        waiting = _Waiting(brought, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._waiting_bytes += size
        if not self._is_writing:
            self._is_writing = True
            self._run(self._write())
        try:
            return await waiting.status
        finally:
            self._waiting_bytes -= size

    async def _refuse(self, brought: Brought, status: int) -> int:
        if self._refusals >= REFUSALS:
            return webhooks.TOO_MANY
        self._refusals += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._counter, _count, brought, status)
        finally:
            self._refusals -= 1

    async def _write(self) -> None:
        """Write group after group until nobody waits."""
        try:
            while group := self._next_group():
                statuses, stored = await self._kept([one.brought for one in group])
                for one, status in zip(group, statuses, strict=True):
                    if not one.status.done():  # who went away waits no more
                        one.status.set_result(status)
                self._tell(stored)
        finally:
            self._is_writing = False

    def _next_group(self) -> list[_Waiting]:
        """Take the first who wait, as many as fit into a statement. Whoever was sent away meanwhile comes again."""
        waiting = [one for one in self._waiting if not one.status.done()]
        size = count = 0
        for one in waiting[:LARGEST_GROUP]:
            size += len(one.brought.raw)
            if count and size > GROUP_BYTES:
                break
            count += 1
        self._waiting = waiting[count:]
        return waiting[:count]

    async def _kept(self, group: Sequence[Brought]) -> Kept:
        """Keep a group in the thread. Whatever happens there, everybody gets an answer."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, _keep, group)
        except Exception:
            logger.exception("Webhooks could not be stored; their providers bring them again")
            return [AWAY] * len(group), []

    def _tell(self, stored: list[int]) -> None:
        """Announce what is new: the first at once, the rest together after a moment. A sweeper finds what is not."""
        self._stored += stored
        if self._stored and not self._is_announcing:
            self._is_announcing = True
            self._run(self._announce_all())

    async def _announce_all(self) -> None:
        try:
            while self._stored:
                stored, self._stored = self._stored, []
                await asyncio.to_thread(self._announce, stored)
                await asyncio.sleep(PAUSE)
        finally:
            self._is_announcing = False

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _keep(group: Sequence[Brought]) -> Kept:
    """Keep a group. One that cannot be kept must not stop the others; without a database all are to come again."""
    try:
        return webhooks.take_in(group, at=timezone.now())
    except (OperationalError, InterfaceError):  # the connection may only be old
        connection.close()
    except Exception:
        logger.exception("A group of webhooks could not be stored together")
        return _keep_each(group)
    try:
        return webhooks.take_in(group, at=timezone.now())
    except Exception:
        logger.exception("Webhooks could not be stored; their providers bring them again")
        connection.close()
        return [AWAY] * len(group), []


def _keep_each(group: Sequence[Brought]) -> Kept:
    statuses: list[int] = []
    stored: list[int] = []
    for one in group:
        try:
            (status,), new = webhooks.take_in([one], at=timezone.now())
        except Exception:
            logger.exception("A webhook could not be stored; its provider brings it again")
            connection.close()
            status, new = AWAY, []
        statuses.append(status)
        stored += new
    return statuses, stored


def _count(brought: Brought, status: int) -> int:
    """Count a refusal, in a thread that keeps no connection; return the answer."""
    try:
        at = timezone.now()
        is_patient = webhooks.note_refusal(
            brought.kind, brought.channel_id, status=status, address=brought.address, at=at
        )
    except DatabaseFault:
        return AWAY
    finally:
        connection.close()
    return status if is_patient else webhooks.TOO_MANY


def _brought(scope: Scope, raw: bytes) -> Brought:
    found = PATH.fullmatch(scope["path"])
    kind, number = found.groups() if found else ("", "0")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    peer = (scope.get("client") or ("",))[0]
    address = address_of(peer, forwarded=headers.get("x-forwarded-for", ""))
    return Brought(kind, int(number), headers, raw, address)


async def _read(raw: bytearray, scope: Scope, receive: Receive) -> int | None:
    """Read a body. Of one that is too large, too slow or cut off no more than that it is: the status then.

    What is cut off must not be taken for whole: the proof of Telegram does not cover the bytes.
    """
    if _length(scope) > webhooks.MAX_BYTES:
        return webhooks.TOO_LARGE
    try:
        async with asyncio.timeout(SLOWEST):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return webhooks.CUT_OFF
                raw += message.get("body", b"")
                if len(raw) > webhooks.MAX_BYTES:
                    return webhooks.TOO_LARGE
                if not message.get("more_body", False):
                    return None
    except TimeoutError:
        return TOO_SLOW


def _length(scope: Scope) -> int:
    """Return the length that a request says it has, 0 when it does not."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said[:20]) if said.isdigit() else 0


async def _answer(send: Send, status: int) -> None:
    body = b"ok" if status == webhooks.TAKEN else b""
    again = [(b"retry-after", b"60")] if status in (webhooks.TOO_MANY, AWAY) else []
    headers = [*HEADERS, (b"content-length", str(len(body)).encode()), *again]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
