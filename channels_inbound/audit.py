"""Counting what arrived against what became of it. Every difference is a loss, or a lie about one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from channels_inbound.models import PayloadState
from tickets.models import Channel

ENDS = (PayloadState.ACCEPTED, PayloadState.HELD, PayloadState.DISCARDED, PayloadState.WAITING)


@dataclass(frozen=True)
class ChannelCount:
    """One channel's figures. `differences` holds sentences; empty when everything adds up."""

    slug: str
    received: int
    accepted: int
    held: int
    discarded: int
    waiting: int
    differences: tuple[str, ...]


def count() -> Iterator[ChannelCount]:
    """Yield the figures of each channel, in one query."""
    lost = Q(payloads__state=PayloadState.ACCEPTED, payloads__message=None)
    states = {state: Count("payloads", Q(payloads__state=state)) for state in ENDS}
    rows = Channel.objects.annotate(received=Count("payloads"), without_message=Count("payloads", lost), **states)
    for row in rows.order_by("pk").values("slug", "received", "without_message", *ENDS):
        figures: dict[str, int] = {state: row[state] for state in ENDS}
        differences = _differences(row["received"], figures, without_message=row["without_message"])
        yield ChannelCount(slug=row["slug"], received=row["received"], differences=tuple(differences), **figures)


def _differences(received: int, figures: dict[str, int], *, without_message: int) -> Iterator[str]:
    ended = sum(figures.values())
    if ended != received:
        yield f"received {received}, but {ended} are accounted for"
    if without_message:
        yield f"{without_message} said to be on a ticket have no message"
