"""How the ways in are doing, for /readyz: a mailbox that is away degrades the desk, and stops nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tickets.models import Channel, ChannelKind

LATE_AFTER = timedelta(minutes=10)  # beat asks every 30 seconds, and one reading takes three minutes at most
ASK_INSIDE = "it fails: the error is told in Settings > Channels, and here to this machine or with METRICS_TOKEN"

Facts = dict[str, str | bool | None]


def channel_checks(*, at: datetime, in_full: bool) -> dict[str, Facts]:
    """Return by slug how each active channel does that is read, or has told of its health; one query.

    `in_full` tells the error itself: its words may name servers and accounts, so strangers are not told.
    """
    channels = Channel.objects.active().order_by("slug")
    return {c.slug: _facts(c, at=at, in_full=in_full) for c in channels if _is_watched(c)}


def is_content(checks: Mapping[str, Facts]) -> bool:
    """Whether no channel has a fault."""
    return all(facts["ok"] for facts in checks.values())


def _is_watched(channel: Channel) -> bool:
    return _is_read(channel) or channel.is_chat or channel.last_ok_at is not None or channel.failing_since is not None


def _is_read(channel: Channel) -> bool:
    return channel.kind == ChannelKind.EMAIL and bool(channel.config.get("imap_host"))


def _facts(channel: Channel, *, at: datetime, in_full: bool) -> Facts:
    reason = _reason(channel, at=at, in_full=in_full)
    facts: Facts = {
        "ok": not reason,
        "kind": channel.kind,
        "last_ok_at": _moment(channel.last_ok_at),
        "failing_since": _moment(channel.failing_since),
        "reason": reason,
    }
    return facts | _chat_facts(channel, in_full=in_full) if channel.is_chat else facts


def _chat_facts(channel: Channel, *, in_full: bool) -> Facts:
    """What a chat, which is not asked but brings, tells besides: nothing for long may be silence, or a lost webhook."""
    return {
        "last_webhook_at": _moment(channel.last_message_at),
        "send_failed_at": _moment(channel.send_failed_at),
        "send_error": (channel.send_error if in_full else ASK_INSIDE) if channel.send_failed_at else "",
    }


def _reason(channel: Channel, *, at: datetime, in_full: bool) -> str:
    if channel.failing_since:
        return channel.last_error if in_full else ASK_INSIDE
    if not _is_read(channel):
        return ""
    if channel.last_ok_at is None:
        return "not read yet"
    minutes = int(LATE_AFTER.total_seconds() // 60)
    return f"not read for more than {minutes} minutes" if at - channel.last_ok_at > LATE_AFTER else ""


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
