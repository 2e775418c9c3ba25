"""The one address to which providers bring events: proven genuine, stored, then acknowledged; read later."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from channels_inbound import processing
from channels_inbound.chats.content import Event
from channels_inbound.models import InboundPayload
from channels_inbound.telegram import split as telegram_split
from channels_inbound.telegram import verify as telegram_verify
from channels_inbound.whatsapp import split as whatsapp_split
from channels_inbound.whatsapp import verify as whatsapp_verify
from helpdesk.accounts.throttling import Limit
from helpdesk.lib import rows
from helpdesk.lib.broker import client
from helpdesk.lib.client_address import client_address
from tickets.models import Channel, ChannelKind

MAX_BYTES = 4 * 1024 * 1024  # Meta's batches have at most 3 MB
# Only what is refused counts: a provider's own servers are never turned away, however much they bring.
REFUSED_FROM = Limit("refused webhooks from", 60, timedelta(minutes=1))
REFUSED_KEY = "mesa:webhooks-refused"  # counted in the broker for /metrics: a forged request leaves no row
FORGED_KEY = "mesa:webhooks-forged"  # when one for a channel last failed its proof
LARGEST = 2**63
TAKEN, CUT_OFF, FORGED, FORBIDDEN, UNKNOWN, TOO_LARGE, TOO_MANY = 200, 400, 401, 403, 404, 413, 429

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """How the webhooks of a kind of channel are taken in."""

    challenge: Callable[[Mapping[str, str], Channel], str | None]
    is_genuine: Callable[[Mapping[str, str], bytes, Channel], bool]
    split: Callable[[bytes, Channel], list[Event]]


SOURCES: dict[str, Source] = {
    ChannelKind.WHATSAPP: Source(whatsapp_verify.challenge, whatsapp_verify.is_genuine, whatsapp_split.split),
    ChannelKind.TELEGRAM: Source(telegram_verify.challenge, telegram_verify.is_genuine, telegram_split.split),
}


@dataclass(frozen=True)
class Brought:
    """What somebody brought to the address of a channel: small letters in the names of headers."""

    kind: str
    channel_id: int
    headers: Mapping[str, str]
    raw: bytes
    address: str  # from where


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take in a webhook of a channel, or answer the handshake of its provider.

    The product's own server hands POSTs to channels_inbound.hook_door instead, which does the same for many at once.
    """
    if request.method == "GET":
        return _handshake(request, kind, pk)
    raw = _body(request)
    if raw is None:
        return _refuse(request, kind, pk, status=TOO_LARGE)
    if len(raw) < _length(request):
        return HttpResponse(status=CUT_OFF)  # the proof of Telegram does not cover the bytes: it would be believed
    brought = Brought(kind, pk, request.headers, raw, client_address(request))
    (status,), stored = take_in([brought], at=timezone.now())
    processing.announce(stored)
    if status == UNKNOWN:
        raise Http404
    return (
        HttpResponse("ok", content_type="text/plain") if status == TAKEN else _refuse(request, kind, pk, status=status)
    )


def take_in(brought: Sequence[Brought], *, at: datetime) -> tuple[list[int], list[int]]:
    """Keep what is proven genuine, in one statement that commits by itself: announce its keys after that.

    Returns a status for each, and the keys of the events that were not here before.
    """
    channels = _channels({one.channel_id for one in brought if one.channel_id < LARGEST})
    statuses = [_status(one, channels.get(one.channel_id)) for one in brought]
    events = [
        replace(event, source=f"webhook {one.address}")
        for one, status in zip(brought, statuses, strict=True)
        if status == TAKEN
        for event in SOURCES[one.kind].split(one.raw, channels[one.channel_id])
    ]
    return statuses, InboundPayload.store_events(events, at=at) if events else []


def refused() -> dict[str, int]:
    """Return how many requests were refused, by kind of channel and status, since the broker was last emptied."""
    return {str(name): int(count) for name, count in client().hgetall(REFUSED_KEY).items()}


def forged_at(channel: Channel) -> datetime | None:
    """Return when a webhook for a channel last failed its proof: also when the secret in the settings is wrong."""
    try:
        found = client().hget(FORGED_KEY, str(channel.pk))
    except RedisError:
        return None
    return datetime.fromisoformat(str(found)) if found else None


def note_refusal(kind: str, channel_id: int, *, status: int, address: str, at: datetime) -> bool:
    """Count a refusal; False when its sender caused so many that they shall stay away for a while."""
    try:
        client().hincrby(REFUSED_KEY, f"{kind if kind in SOURCES else 'other'}:{status}", 1)  # not any word of theirs
        if status == FORGED:
            client().hset(FORGED_KEY, str(channel_id), at.isoformat())
    except RedisError:
        logger.warning("A refused webhook could not be counted: the broker does not answer")
    return REFUSED_FROM.hit(address, at=at)


def _handshake(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    channel = _channels({pk} if pk < LARGEST else set()).get(pk)
    if channel is None or channel.kind != kind or kind not in SOURCES:
        raise Http404
    answer = SOURCES[kind].challenge(request.GET, channel)
    return (
        _refuse(request, kind, pk, status=FORBIDDEN)
        if answer is None
        else HttpResponse(answer, content_type="text/plain")
    )


def _channels(pks: Collection[int]) -> dict[int, Channel]:
    found = rows.read(_channels_sql(), [list(pks)], Channel)
    return {channel.pk: channel for (channel,) in found}


@cache
def _channels_sql() -> str:
    return f"SELECT {rows.columns(Channel, 'c')} FROM tickets_channel c WHERE c.id = ANY(%s) AND c.is_active"  # noqa: S608 -- names of columns


def _status(one: Brought, channel: Channel | None) -> int:
    if channel is None or channel.kind != one.kind or one.kind not in SOURCES:
        return UNKNOWN
    return TAKEN if SOURCES[one.kind].is_genuine(one.headers, one.raw, channel) else FORGED


def _body(request: HttpRequest) -> bytes | None:
    """Return the raw bytes, None when there are too many: more is never read into memory."""
    if _length(request) > MAX_BYTES:
        return None
    try:
        raw = bytes(request.read(MAX_BYTES + 1))
    except RawPostDataException:
        raw = request.body
    return raw if len(raw) <= MAX_BYTES else None


def _length(request: HttpRequest) -> int:
    """Return the length that a request says it has, 0 when it does not."""
    said = request.headers.get("Content-Length", "")[:20]
    return int(said) if said.isascii() and said.isdigit() else 0


def _refuse(request: HttpRequest, kind: str, pk: int, *, status: int) -> HttpResponse:
    if note_refusal(kind, pk, status=status, address=client_address(request), at=timezone.now()):
        return HttpResponse(status=status)
    return HttpResponse(status=TOO_MANY, headers={"Retry-After": "60"})
