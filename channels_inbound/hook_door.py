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

PATH = re.compile(r"/hooks/([-\w]+)/(\d{1,30})/")
LARGEST_GROUP = 64
PAUSE = 0.05  # seconds between two announcements of one process
AWAY = 503
HEADERS = [(b"content-type", b"text/plain"), (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]

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
        brought = _brought(scope, await _body(receive))
        if len(brought.raw) > webhooks.MAX_BYTES:
            status = webhooks.TOO_LARGE
        else:
            status = await self._take_in(brought)
        if status not in (webhooks.TAKEN, webhooks.UNKNOWN, AWAY):
            status = await asyncio.to_thread(_refuse, brought, status)
        await _answer(send, status)

    async def _take_in(self, brought: Brought) -> int:
        waiting = _Waiting(brought, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if not self._is_writing:
            self._is_writing = True
            self._run(self._write())
        return await waiting.status

    async def _write(self) -> None:
        """Write group after group until nobody waits."""
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
                statuses, stored = await loop.run_in_executor(self._writer, _keep, [one.brought for one in group])
                for one, status in zip(group, statuses, strict=True):
                    if not one.status.done():  # who went away waits no more
                        one.status.set_result(status)
                self._tell(stored)
        finally:
            self._is_writing = False

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


def _refuse(brought: Brought, status: int) -> int:
    """Count it, in a thread that keeps no connection."""
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


async def _body(receive: Receive) -> bytes:
    """Read a body; of one that is too large no more than that it is."""
    raw, has_more = b"", True
    while has_more and len(raw) <= webhooks.MAX_BYTES:
        message = await receive()
        raw += message.get("body", b"")
        has_more = message.get("more_body", False)
    return raw


async def _answer(send: Send, status: int) -> None:
    body = b"ok" if status == webhooks.TAKEN else b""
    again = [(b"retry-after", b"60")] if status in (webhooks.TOO_MANY, AWAY) else []
    headers = [*HEADERS, (b"content-length", str(len(body)).encode()), *again]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
