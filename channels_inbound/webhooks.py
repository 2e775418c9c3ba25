"""The one address to which providers bring events: proven genuine, stored, then acknowledged; read later."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
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
from helpdesk.lib.broker import client
from helpdesk.lib.client_address import client_address
from helpdesk.lib.kept import Given, kept
from tickets.models import Channel, ChannelKind

MAX_BYTES = 4 * 1024 * 1024  # Meta's batches have at most 3 MB
# Only what is refused counts: a provider's own servers are never turned away, however much they bring.
REFUSED_FROM = Limit("refused webhooks from", 60, timedelta(minutes=1))
REFUSED_KEY = "mesa:webhooks-refused"  # counted in the broker for /metrics: a forged request leaves no row
LARGEST = 2**63
TOO_LARGE, FORGED, UNKNOWN = 413, 401, 404

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


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take in a webhook of a channel, or answer the handshake of its provider."""
    source = SOURCES.get(kind)
    channel = _channel().first(pk=pk, kind=kind) if source and pk < LARGEST else None
    if source is None or channel is None:
        raise Http404
    if request.method == "GET":
        answer = source.challenge(request.GET, channel)
        return _refuse(request, kind, 403) if answer is None else HttpResponse(answer, content_type="text/plain")
    raw = _body(request)
    if raw is None:
        return _refuse(request, kind, TOO_LARGE)
    if not source.is_genuine(request.headers, raw, channel):
        return _refuse(request, kind, FORGED)
    store(source.split(raw, channel), at=timezone.now(), source=f"webhook {client_address(request)}")
    return HttpResponse("ok", content_type="text/plain")


def store(events: list[Event], *, at: datetime, source: str) -> list[int]:
    """Keep events in one statement, which commits by itself, and announce those that were not here before."""
    stored = InboundPayload.store_events(events, at=at, source=source)
    processing.announce(stored)
    return stored


def refused() -> dict[str, int]:
    """Return how many requests were refused, by kind of channel and status, since the broker was last emptied."""
    return {str(name): int(count) for name, count in client().hgetall(REFUSED_KEY).items()}


@kept
def _channel() -> QuerySet[Channel]:
    return Channel.objects.active().filter(pk=Given("pk"), kind=Given("kind"))


def _body(request: HttpRequest) -> bytes | None:
    """Return the raw bytes, None when there are too many: more is never read into memory."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return None
    try:
        raw = bytes(request.read(MAX_BYTES + 1))
    except RawPostDataException:
        raw = request.body
    return raw if len(raw) <= MAX_BYTES else None


def _refuse(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    """Count a refusal; whoever causes many is told to stay away for a while."""
    try:
        client().hincrby(REFUSED_KEY, f"{kind}:{status}", 1)
    except RedisError:
        logger.warning("A refused webhook could not be counted: the broker does not answer")
    if not REFUSED_FROM.hit(client_address(request), at=timezone.now()):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    return HttpResponse(status=status)
