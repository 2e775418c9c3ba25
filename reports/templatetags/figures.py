"""Numbers in templates: written as the reader writes them, each a link to the tickets behind it."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext

from reports import changes
from reports.definitions import BY_SLUG
from reports.measures import Count, Share, Spread
from reports.scope import BUSINESS

register = template.Library()


@register.filter
def queue_url(query: str) -> str:
    """Return the address of the list of tickets behind a number."""
    return f"{_queue()}?{urlencode({'view': 'all', 'q': query})}"


@cache
def _queue() -> str:
    """A page has a hundred numbers, and the address of the list never changes."""
    return reverse("tickets:queue")


@register.filter
def add_to(value: float, more: float) -> str:
    """Add for a place in a drawing, where numbers are never written as people do."""
    return f"{value + float(more):g}"


@register.filter
def unlocalize(value: float) -> str:
    """Write a place in a drawing, or a number for a machine."""
    return f"{value:.10g}"


@register.filter
def number(value: float) -> str:
    """Write a whole number with its thousands, or one decimal."""
    return number_format(value, 0 if float(value).is_integer() else 1, force_grouping=True)


@register.filter
def percent(share: Share | float | None) -> str:
    """Write a share with one decimal, 100 and 0 without; a dash where there is none."""
    value = share.percent if isinstance(share, Share) else share
    if value is None:
        return "–"
    rounded = round(value, 1)
    return number_format(rounded, 0 if rounded.is_integer() else 1)


@register.filter
def percent_sign(share: Share) -> str:
    """Write a share as a percentage; a dash where there is none."""
    return f"{percent(share)}\N{NO-BREAK SPACE}%" if share.percent is not None else "–"


@register.simple_tag
def tickets(query: str, shown: Any, label: str = "") -> SafeString:
    """Link a number to its tickets; nothing to link to when it is zero."""
    text = number(shown) if isinstance(shown, int | float) else shown
    if not shown or shown == "–":
        return format_html("{}", text)
    hidden = format_html('<span class="vh"> {}</span>', label) if label else ""
    return format_html('<a href="{}">{}{}</a>', queue_url(query), text, hidden)


@register.simple_tag
def answers(query: str, count: int, on_tickets: int) -> SafeString:
    """Show how many answers there are, and link to their tickets: fewer, where one was solved and rated twice."""
    if count == on_tickets:
        return tickets(query, count)
    words = ngettext("on %(count)s ticket", "on %(count)s tickets", on_tickets) % {"count": number(on_tickets)}
    return format_html('{} <a href="{}">{}</a>', number(count), queue_url(query), words)


@register.simple_tag
def length(time: timedelta | None, hours: str = BUSINESS) -> str:
    """Say how long something took; a dash when nothing was measured."""
    return changes.length(time, hours=hours) if time is not None else "–"


@register.filter
def short_day(day: date) -> str:
    """Say a day in the least space: 21 Nov."""
    return date_format(day, pgettext("date format", "j M"))


@register.inclusion_tag("reports/_change.html")
def count_change(count: Count, more_is: str = "neutral") -> dict[str, Any]:
    """Show how a count differs from before."""
    return {"change": changes.of_count(count, more_is=more_is)}


@register.inclusion_tag("reports/_change.html")
def share_change(now: Share, before: Share) -> dict[str, Any]:
    """Show how a share differs from before."""
    return {"change": changes.of_share(now, before)}


@register.inclusion_tag("reports/_change.html")
def time_change(now: Spread, before: Spread, hours: str) -> dict[str, Any]:
    """Show how a wait differs from before."""
    return {"change": changes.of_time(now.median, before.median, hours=hours)}


@register.inclusion_tag("reports/_defined.html")
def defined(slug: str) -> dict[str, Any]:
    """Offer the definition of a figure beside it."""
    return {"definition": BY_SLUG[slug]}
