"""The rows of the ticket list, written by hand: fifty of them are most of the page's weight and of its time.

They look as the design system's tags would draw them (static/css/tickets.css), with what costs bytes left out: icons
refer to symbols given once per page, and a moment is said once.
"""

import re
from datetime import date, datetime, time
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.ui import humane, vocabulary
from tickets.queues.rows import Row
from tickets.states import ACTIVE, WAITING
from tickets.ways import WARN_BEFORE

register = template.Library()

LINE = 80  # characters of subject and snippet together: more does not fit
SNIPPET = 26
HERE = ' id="here"'
SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)
# Attributes without spaces need no quotes (HTML standard 13.1.2.3); the circles' places are in agent.css.
RING = (
    '<svg class=ring viewBox="0 0 16 16" aria-hidden=true><circle class=track />'
    "<circle class=value pathLength=100 stroke-dasharray={},100/></svg>"
)
ROW = (
    '<li class="trow{}">{}{}<span class=t-id>{}</span><span class=t-who>{}</span>'
    '<span class=t-sub>{}<a{} href="{}/?{}">{}</a><span class=t-snip>{}</span></span>{}{}{}{}'
    "<span class=t-at>{}</span>\n"
)
CHECK = "<input class=t-check type=checkbox name=tickets value={} aria-label=#{}>"
SLICE = (
    '<li{}><a href="../{}/?{}"{}><span class=top>{}<b>{}</b><span class="end faint">{}</span></span>'
    "<span class=sub>{}</span><span class=low>{}<span class=end>{}</span></span></a>\n"
)


@register.simple_tag
def row_symbols(tickets: list[Row], *, may_change: bool = False) -> SafeString:
    """Give the symbols that the rows of this page refer to; also those of other states when the rows may change."""
    names = {"timer", "circle-pause"}
    if may_change:
        names |= {sign.icon for sign in vocabulary.STATUSES.values()}
    for ticket in tickets:
        names.add(_sign("CHANNELS", ticket.channel_kind).icon)
        names.add(_sign("STATUSES", ticket.status).icon)
        names.add(_sign("PRIORITIES", str(ticket.priority)).icon)
    symbols = _symbols()
    drawn = "".join(symbols[name] for name in sorted(names) if name in symbols)
    return mark_safe(f'<svg class="vh" aria-hidden="true">{drawn}</svg>')  # noqa: S308 -- our own file


@register.simple_tag
def ticket_rows(tickets: list[Row], reader: User, parameters: str) -> SafeString:
    """Draw rows. `parameters` leads from a ticket back to the list; addresses are relative to the list's."""
    now, back = timezone.now(), escape(parameters)
    language = get_language() or ""
    check = CHECK if reader.can_answer else ""
    return mark_safe("".join(_row(t, now=now, language=language, check=check, back=back) for t in tickets))  # noqa: S308


@register.simple_tag
def slice_rows(tickets: list[Row], current: int, parameters: str) -> SafeString:
    """Draw the list beside a ticket's page, narrow."""
    now, language, back = timezone.now(), get_language() or "", escape(parameters)
    return mark_safe(  # noqa: S308 -- each value is escaped in _slice
        "".join(_slice(t, HERE if t.number == current else "", now=now, language=language, back=back) for t in tickets)
    )


@register.simple_tag
def changed_row(ticket: Row, parameters: str) -> SafeString:
    """Draw the row of the page's own ticket again, to take the place of the one on the screen."""
    now, language, back = timezone.now(), get_language() or "", escape(parameters)
    row = _slice(ticket, f'{HERE} hx-swap-oob="true"', now=now, language=language, back=back)
    return mark_safe(f"{row}</li>")  # noqa: S308 -- each value is escaped in _slice


def _slice(ticket: Row, attributes: str, *, now: datetime, language: str, back: str) -> str:
    return SLICE.format(
        attributes,
        ticket.number,
        back,
        ' aria-current="true"' if attributes else "",
        _channel(ticket.channel_kind, language),
        escape(ticket.requester_name) or f"#{ticket.number}",
        _moment(ticket.activity_at, now, language),
        escape(ticket.subject),
        _status(ticket.status, language),
        _deadline(ticket, now, language),
    )


def _row(ticket: Row, *, now: datetime, language: str, check: str, back: str) -> str:
    unanswered = ticket.unanswered_since is not None
    return ROW.format(
        " unread" if unanswered else "",
        check.replace("{}", str(ticket.number)),
        _channel(ticket.channel_kind, language),
        ticket.number,
        escape(ticket.requester_name or _("Unknown")),
        _window(ticket, now, language),
        " aria-describedby=unanswered" if unanswered else "",
        ticket.number,
        back,
        escape(ticket.subject),
        escape(_beginning(ticket.snippet, max(16, min(SNIPPET, LINE - len(ticket.subject))))),
        _status(ticket.status, language),
        _priority(ticket.priority, language),
        _deadline(ticket, now, language),
        _assignee(ticket.assignee_name, language),
        _moment(ticket.activity_at, now, language),
    )


def _beginning(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _moment(moment: datetime, now: datetime, language: str) -> str:
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return _day(local.date(), today, language)


@lru_cache(maxsize=4096)
def _day(day: date, today: date, _language: str) -> str:
    noon, now = (timezone.make_aware(datetime.combine(d, time(12))) for d in (day, today))
    return escape(humane.day(noon, now=now))


@cache
def _channel(kind: str, _language: str) -> SafeString:
    sign = _sign("CHANNELS", kind)
    return format_html('<svg class=t-ch role=img aria-label="{}"><use href=#{} /></svg>', sign.word, _id(sign.icon))


@cache
def _status(status: str, _language: str) -> SafeString:
    sign = _sign("STATUSES", status)
    return format_html('<span class="t-st chip tone-{}">{}{}</span>', sign.tone, _icon(sign.icon), sign.word)


@cache
def _priority(priority: int, _language: str) -> SafeString:
    sign = _sign("PRIORITIES", str(priority))
    label = _("Priority: %(priority)s") % {"priority": sign.word}
    return format_html(
        '<svg class="t-pr tone-{}" role=img aria-label="{}"><use href=#{} /></svg>',
        sign.tone,
        label,
        _id(sign.icon),
    )


@lru_cache(maxsize=4096)
def _assignee(name: str, _language: str) -> SafeString:
    if not name:
        label = _("Unassigned")
        return format_html('<span class="t-as avatar none" role=img title="{}"></span>', label)
    return format_html(
        '<span class="t-as avatar av-{}" role=img title="{}">{}</span>', humane.hue(name), name, humane.initials(name)
    )


def _deadline(ticket: Row, now: datetime, language: str) -> str:
    if ticket.due_at is None:
        return _paused(language) if ticket.sla_policy_id and ticket.status in WAITING else ""
    state = humane.due(ticket.due_at, now=now, started_at=ticket.created_at)
    drawing = _icon("timer") if state.overdue else RING.format(state.percent)
    return (
        f'<span class="chip t-sla tone-{state.tone}{" bare" if state.tone == "neutral" else ""}" '
        f'title="{_stamp(ticket.due_at, language)}">{drawing}{"−" if state.overdue else ""}{state.short}</span>'
    )


def _window(ticket: Row, now: datetime, language: str) -> str:
    """Warn where the channel soon lets us answer no more, or does not: only of tickets that want an answer."""
    ends = ticket.window_expires_at
    if ends is None or ticket.status not in ACTIVE or ends - now >= WARN_BEFORE:
        return ""
    is_closed = ends <= now
    words = _window_closed(language) if is_closed else humane.duration(ends - now)
    return (
        f'<span class="chip bare tone-{"bad" if is_closed else "warn"}" title="{_window_title(language)} '
        f'{_stamp(ends, language)}">{_icon(_sign("CHANNELS", ticket.channel_kind).icon)}{words}</span> '
    )


@cache
def _window_closed(_language: str) -> str:
    return escape(pgettext("window", "closed"))


@cache
def _window_title(_language: str) -> str:
    return escape(_("Can be answered freely until"))


@cache
def _paused(_language: str) -> SafeString:
    return format_html('<span class="chip t-sla tone-neutral bare">{}{}</span>', _icon("circle-pause"), _("Paused"))


def _stamp(moment: datetime, language: str) -> str:
    local = timezone.localtime(moment)
    return f"{local.day} {_month(local.month, language)} {local:%H:%M}"


@cache
def _month(month: int, _language: str) -> str:
    return escape(date_format(date(2000, month, 1), "M"))


@cache
def _icon(name: str) -> SafeString:
    return format_html("<svg aria-hidden=true><use href=#{} /></svg>", _id(name))


def _sign(kind: str, value: str) -> vocabulary.Sign:
    table: dict[str, vocabulary.Sign] = getattr(vocabulary, kind)
    return table.get(str(value), vocabulary.UNKNOWN)


@cache
def _symbols() -> dict[str, str]:
    """Return the sprite's symbols by name, with short ids of their own."""
    sprite = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = {found[1]: found[0] for found in SYMBOL.finditer(sprite)}
    return {
        name: symbol.replace(f'id="{name}"', f'id="s{place:x}"', 1)
        for place, (name, symbol) in enumerate(drawn.items())
    }


@cache
def _id(name: str) -> str:
    """Return the short id of a symbol: four of them stand in each row."""
    names = list(_symbols())
    return f"s{names.index(name):x}" if name in names else ""
