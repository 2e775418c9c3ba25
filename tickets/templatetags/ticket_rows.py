"""The rows of the ticket list, written by hand: fifty of them are most of the page's weight and of its time.

They look as the design system's tags would draw them (static/css/tickets.css), with what costs bytes left out: icons
refer to symbols given once per page, and a moment is said once.
"""

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.ui import humane, vocabulary
from tickets.models import Ticket
from tickets.states import WAITING

register = template.Library()

LINE = 90  # characters of subject and snippet together: more does not fit
SNIPPET = 40
SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)
# Attributes without spaces need no quotes (HTML standard 13.1.2.3); the circles' places are in agent.css.
RING = (
    '<svg class=ring viewBox="0 0 16 16" aria-hidden=true><circle class=track />'
    '<circle class=value pathLength=100 stroke-dasharray="{} 100"/></svg>'
)
ROW = (
    '<li class="trow{}">{}{}<span class=t-id>{}</span><span class=t-who>{}</span>'
    '<span class=t-sub><a class=t-link href="{}/?{}">{}{}</a><span class=t-snip>{}</span></span>{}{}{}{}'
    "<span class=t-at>{}</span>\n"
)
SLICE = (
    '<li><a href="../{}/?{}"{}><span class=top>{}<b>{}</b><span class="end faint">{}</span></span>'
    "<span class=sub>{}</span><span class=low>{}<span class=end>{}</span></span></a>\n"
)


@register.simple_tag
def row_symbols(tickets: list[Ticket]) -> SafeString:
    """Give the symbols that the rows of this page refer to."""
    names = {"timer", "circle-pause"}
    for ticket in tickets:
        names.add(_sign("CHANNELS", ticket.channel.kind).icon)
        names.add(_sign("STATUSES", ticket.status).icon)
        names.add(_sign("PRIORITIES", str(ticket.priority)).icon)
    symbols = _symbols()
    drawn = "".join(symbols[name] for name in sorted(names) if name in symbols)
    return mark_safe(f'<svg class="vh" aria-hidden="true">{drawn}</svg>')  # noqa: S308 -- our own file


@register.simple_tag
def ticket_rows(tickets: list[Ticket], reader: User, parameters: str) -> SafeString:
    """Draw rows. `parameters` leads from a ticket back to the list; addresses are relative to the list's."""
    now, language = timezone.now(), get_language() or ""
    rows = (
        _row(ticket, now=now, language=language, may_choose=reader.can_answer, back=parameters) for ticket in tickets
    )
    return mark_safe("".join(rows))  # noqa: S308 -- each one comes from format_html


@register.simple_tag
def slice_rows(tickets: list[Ticket], current: Ticket, parameters: str) -> SafeString:
    """Draw the list beside a ticket's page, narrow."""
    now, language = timezone.now(), get_language() or ""
    rows = (_slice(ticket, current.pk, now=now, language=language, back=parameters) for ticket in tickets)
    return mark_safe("".join(rows))  # noqa: S308 -- each one comes from format_html


def _slice(ticket: Ticket, current: int, *, now: datetime, language: str, back: str) -> str:
    return format_html(
        SLICE,
        ticket.pk,
        back,
        mark_safe(' aria-current="true"') if ticket.pk == current else "",
        _channel(ticket.channel.kind, language),
        ticket.requester.name or f"#{ticket.pk}",
        humane.short_when(ticket.activity_at, now=now),
        ticket.subject,
        _status(ticket.status, language),
        _deadline(ticket, now),
    )


def _row(ticket: Ticket, *, now: datetime, language: str, may_choose: bool, back: str) -> str:
    unanswered = ticket.unanswered_since is not None
    return format_html(
        ROW,
        " unread" if unanswered else "",
        _check(ticket.pk) if may_choose else "",
        _channel(ticket.channel.kind, language),
        ticket.pk,
        str(ticket.requester),
        ticket.pk,
        back,
        _unanswered(language) if unanswered else "",
        ticket.subject,
        Truncator(ticket.snippet).chars(max(20, min(SNIPPET, LINE - len(ticket.subject)))),
        _status(ticket.status, language),
        _priority(ticket.priority, language),
        _deadline(ticket, now),
        _assignee(str(ticket.assignee) if ticket.assignee else "", language),
        humane.short_when(ticket.activity_at, now=now),
    )


def _check(number: int) -> SafeString:
    label = _("Select #%(number)s") % {"number": number}
    return format_html('<input class=t-check type=checkbox name=tickets value={} aria-label="{}">', number, label)


@cache
def _unanswered(_language: str) -> SafeString:
    return format_html("<span class=vh>{} </span>", _("Unanswered:"))


@cache
def _channel(kind: str, _language: str) -> SafeString:
    sign = _sign("CHANNELS", kind)
    return format_html(
        '<svg class="icon t-ch" role=img aria-label="{}"><use href="#s-{}"/></svg>', sign.word, sign.icon
    )


@cache
def _status(status: str, _language: str) -> SafeString:
    sign = _sign("STATUSES", status)
    return format_html('<span class="t-st chip tone-{} bare">{}{}</span>', sign.tone, _icon(sign.icon), sign.word)


@cache
def _priority(priority: int, _language: str) -> SafeString:
    sign = _sign("PRIORITIES", str(priority))
    label = _("Priority: %(priority)s") % {"priority": sign.word}
    return format_html(
        '<svg class="icon t-pr tone-{}" role=img aria-label="{}"><use href="#s-{}"/></svg>', sign.tone, label, sign.icon
    )


@cache
def _assignee(name: str, _language: str) -> SafeString:
    if not name:
        label = _("Unassigned")
        return format_html('<span class="t-as avatar none" role=img title="{}"></span>', label)
    return format_html(
        '<span class="t-as avatar av-{}" role=img title="{}">{}</span>', humane.hue(name), name, humane.initials(name)
    )


def _deadline(ticket: Ticket, now: datetime) -> SafeString:
    if ticket.due_at is None:
        return _paused(get_language() or "") if ticket.sla_policy_id and ticket.status in WAITING else SafeString()
    state = humane.due(ticket.due_at, now=now, started_at=ticket.created_at)
    drawing = _icon("timer") if state.overdue else format_html(RING, state.percent)
    quiet = " bare" if state.tone == "neutral" else ""
    words = f"−{state.short}" if state.overdue else state.short
    title = _("Overdue since %(when)s") if state.overdue else _("Due %(when)s")
    return format_html(
        '<span class="sla chip t-sla tone-{}{}" title="{}">{}{}</span>',
        state.tone, quiet, title % {"when": _stamp(ticket.due_at)}, drawing, words,
    )  # fmt: skip


@cache
def _paused(_language: str) -> SafeString:
    return format_html('<span class="sla chip t-sla tone-neutral bare">{}{}</span>', _icon("circle-pause"), _("Paused"))


def _stamp(moment: datetime) -> str:
    # Translators: a Django date format, short, with the hour
    return date_format(timezone.localtime(moment), pgettext("date format", "j M H:i"))


@cache
def _icon(name: str) -> SafeString:
    return format_html('<svg class=icon aria-hidden=true><use href="#s-{}"/></svg>', name)


def _sign(kind: str, value: str) -> vocabulary.Sign:
    table: dict[str, vocabulary.Sign] = getattr(vocabulary, kind)
    return table.get(str(value), vocabulary.UNKNOWN)


@cache
def _symbols() -> dict[str, str]:
    """Return the sprite's symbols by name, ids set apart from those of the page."""
    sprite = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text(encoding="utf-8")
    return {found[1]: found[0].replace('id="', 'id="s-', 1) for found in SYMBOL.finditer(sprite)}
