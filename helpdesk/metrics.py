"""/metrics in Prometheus' text format: what waits, what failed, how old the oldest is."""

import hmac
import ipaddress
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.webhooks import refused
from helpdesk.lib.broker import queue_length
from tickets.models import Delivery, DeliveryState, MissingFile, Ticket
from tickets.states import UNSOLVED

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer to whoever brings METRICS_TOKEN as a bearer token; without one configured, to this machine only."""
    if not may_read(request):
        return HttpResponse("METRICS_TOKEN is needed as a bearer token.\n", status=401, content_type="text/plain")
    return HttpResponse("\n".join(_lines(timezone.now())) + "\n", content_type=CONTENT_TYPE)


def may_read(request: HttpRequest) -> bool:
    """Whether somebody may read what is not for strangers: by METRICS_TOKEN, or on this machine where none is set."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if "X-Forwarded-For" in request.headers:  # a proxy on this machine asks for somebody else
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _lines(at: datetime) -> Iterator[str]:
    """Closed tickets are left out on purpose: counting a million rows at each scrape helps nobody."""
    tickets = Ticket.objects.filter(status__in=UNSOLVED).order_by().values_list("status").annotate(Count("pk"))
    yield from _gauge("mesa_tickets_unsolved", "Unsolved tickets by status.", dict(tickets), label="status")
    payloads = InboundPayload.objects.order_by().values_list("state").annotate(Count("pk"))
    yield from _gauge("mesa_payloads", "Received raw messages by state.", dict(payloads), label="state")
    deliveries = Delivery.objects.order_by().values_list("state").annotate(Count("pk"))
    yield from _gauge("mesa_deliveries", "Outgoing messages by state.", dict(deliveries), label="state")
    files = MissingFile.objects.aggregate(waiting=Count("next_try_at"), every=Count("pk"))
    states = {"waiting": files["waiting"], "lost": files["every"] - files["waiting"]}
    yield from _gauge("mesa_missing_files", "Files of chat messages that could not be fetched.", states, label="state")
    yield from _single("mesa_oldest_payload_seconds", "Age of the oldest unprocessed payload.", _oldest_payload(at))
    yield from _single("mesa_oldest_delivery_seconds", "How late the oldest delivery is.", _oldest_delivery(at))
    yield from _refused_webhooks()
    try:
        yield from _single("mesa_queue_length", "Tasks that wait for a worker.", queue_length())
    except RedisError:
        yield from _single("mesa_queue_length", "Tasks that wait for a worker.", float("nan"))


def _refused_webhooks() -> Iterator[str]:
    """Forged, misdirected and oversized requests: a rise means a wrong secret, or somebody who tries."""
    try:
        counts = refused()
    except RedisError:
        return
    yield "# HELP mesa_webhooks_refused_total Webhooks that were refused, by kind of channel and status."
    yield "# TYPE mesa_webhooks_refused_total counter"
    for name, count in sorted(counts.items()):
        kind, _colon, status = name.partition(":")
        yield f'mesa_webhooks_refused_total{{kind="{kind}",status="{status}"}} {count}'


def _oldest_payload(at: datetime) -> float:
    waiting = InboundPayload.objects.filter(state=PayloadState.WAITING)
    return _age(waiting.aggregate(oldest=Min("received_at"))["oldest"], at)


def _oldest_delivery(at: datetime) -> float:
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, send_after__lte=at)
    return _age(queued.aggregate(oldest=Min("send_after"))["oldest"], at)


def _age(moment: datetime | None, at: datetime) -> float:
    return 0.0 if moment is None else (at - moment).total_seconds()


def _gauge(name: str, description: str, values: Mapping[str, int], *, label: str) -> Iterator[str]:
    yield f"# HELP {name} {description}"
    yield f"# TYPE {name} gauge"
    for key, value in sorted(values.items()):
        yield f'{name}{{{label}="{key}"}} {value}'


def _single(name: str, description: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {description}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"
