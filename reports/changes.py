"""How a number differs from the period before, in words: never by colour or arrow alone."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from helpdesk.ui import humane
from reports.measures import Count, Share
from reports.scope import BUSINESS

NOTHING = timedelta(minutes=1)  # smaller differences of time are none


@dataclass(frozen=True)
class Change:
    """What to say, and whether it is good news."""

    text: str
    icon: str
    tone: str = "neutral"


def of_count(count: Count, *, more_is: str = "neutral") -> Change | None:
    """Compare two counts; without anything before there is nothing to compare."""
    if count.percent is None:
        return None
    if not count.percent:
        return _same()
    words = _("%(percent)s %% more") if count.percent > 0 else _("%(percent)s %% less")
    return _change(words % {"percent": abs(count.percent)}, up=count.percent > 0, more_is=more_is)


def of_share(now: Share, before: Share, *, more_is: str = "good") -> Change | None:
    """Compare two shares, in points."""
    if now.percent is None or before.percent is None:
        return None
    points = round(now.percent - before.percent, 1)
    if not points:
        return _same()
    words = _("%(points)s points more") if points > 0 else _("%(points)s points less")
    return _change(words % {"points": number_format(abs(points), 1)}, up=points > 0, more_is=more_is)


def of_time(now: timedelta | None, before: timedelta | None, *, hours: str) -> Change | None:
    """Compare two waits: a shorter one is good."""
    if now is None or before is None:
        return None
    difference = now - before
    if abs(difference) < NOTHING:
        return _same()
    words = _("%(duration)s more") if difference > timedelta(0) else _("%(duration)s less")
    return _change(
        words % {"duration": length(abs(difference), hours=hours)}, up=difference > timedelta(0), more_is="bad"
    )


def length(time: timedelta, *, hours: str) -> str:
    """Say how long something took: business time in hours, for a working day has no 24 of them."""
    return humane.working_time(time) if hours == BUSINESS else humane.duration(time)


def _same() -> Change:
    return Change(_("no change"), "minus")


def _change(text: str, *, up: bool, more_is: str) -> Change:
    tone = more_is if up else {"good": "bad", "bad": "good"}.get(more_is, "neutral")
    return Change(text, "arrow-up-right" if up else "arrow-down-right", tone)
