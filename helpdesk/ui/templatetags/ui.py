"""Template tags of the design system; built in, so no template needs to load them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.ui import humane, vocabulary
from helpdesk.ui.fields import wire

register = template.Library()

RING = (
    '<svg class="ring{}" viewBox="0 0 16 16" aria-hidden="true"><circle class="track" cx="8" cy="8" r="6"/>'
    '<circle class="value" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{} 100"/></svg>'
)
DRAWINGS = 4096  # of each kind are kept: names, labels and icons repeat from page to page
ADDRESS = re.compile(r"\w(?:\.|@|://)\w")
ALERT_ICONS = {
    "info": "info",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "wait": "hourglass",
    "neutral": "info",
}


@register.simple_tag
def asset(path: str) -> str:
    """Return the hashed address of a static file; unhashed when none was collected, as the fault pages need it."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@cache
def _sprite() -> str:
    """Return the address of the icons; it cannot change while the process lives."""
    return asset("icons.svg")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon. With a label it speaks; without one it is decoration beside a word."""
    return _icon(str(name), str(label), css)


@lru_cache(maxsize=DRAWINGS)
def _icon(name: str, label: str, css: str) -> SafeString:
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', classes, label, _sprite(), name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)


@register.simple_tag
def avatar(person: object, size: str = "", *, decorative: bool = False, presence: str = "") -> SafeString:
    """Draw a person's initials in their own colour; nobody is a dashed circle that says so."""
    name = str(getattr(person, "name", None) or person or "").strip()
    if name:
        return _avatar(name, size, presence, decorative=decorative)
    label = _("Unassigned")
    classes = f"avatar none {size}".strip()
    return format_html(
        '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, label, label, icon("plus")
    )


@lru_cache(maxsize=DRAWINGS)
def _avatar(name: str, size: str, presence: str, *, decorative: bool) -> SafeString:
    classes = " ".join(part for part in (f"avatar av-{humane.hue(name)}", size, presence) if part)
    letters = humane.initials(name)
    if decorative:
        return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, letters)
    return format_html('<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, name, name, letters)


def _chip(sign: vocabulary.Sign, css: str) -> SafeString:
    return _chip_of(sign.tone, sign.icon, str(sign.word), css=css)


@lru_cache(maxsize=DRAWINGS)
def _chip_of(tone: str, name: str, word: str, *, css: str) -> SafeString:
    classes = f"chip tone-{tone} {css}".strip()
    return format_html('<span class="{}">{}{}</span>', classes, icon(name), word)


@register.simple_tag
def options(choices: Iterable[tuple[Any, ...]], chosen: object = "") -> SafeString:
    """Write the entries of a select, each a value and its label, and mark the chosen one."""
    value = str(chosen)
    return SafeString("".join(_option(str(key), str(label), is_chosen=str(key) == value) for key, label, *_ in choices))


@lru_cache(maxsize=DRAWINGS)
def _option(value: str, label: str, *, is_chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, SafeString(" selected" if is_chosen else ""), label)


@register.simple_tag
def status_chip(status: str, css: str = "bare") -> SafeString:
    """Show a ticket's status; `css` is bare (lists), line, pill, solid or empty."""
    return _chip(vocabulary.STATUSES.get(str(status), vocabulary.UNKNOWN), css)


@register.simple_tag
def priority_chip(priority: int, css: str = "bare") -> SafeString:
    """Show a priority with its word."""
    return _chip(vocabulary.PRIORITIES.get(str(int(priority)), vocabulary.UNKNOWN), css)


@register.simple_tag
def priority_icon(priority: int, css: str = "t-pr") -> SafeString:
    """Show a priority as its mark only, named for those who do not see it."""
    sign = vocabulary.PRIORITIES.get(str(int(priority)), vocabulary.UNKNOWN)
    label = _("Priority: %(priority)s") % {"priority": sign.word}
    return format_html(
        '<span class="chip bare tone-{} {}" title="{}">{}</span>', sign.tone, css, label, icon(sign.icon, label)
    )


@register.simple_tag
def channel_icon(kind: str) -> SafeString:
    """Show the channel's mark, named."""
    sign = vocabulary.CHANNELS.get(str(kind), vocabulary.UNKNOWN)
    return icon(sign.icon, str(sign.word))


@register.simple_tag
def channel_name(kind: str) -> SafeString:
    """Show the channel's mark beside its name."""
    sign = vocabulary.CHANNELS.get(str(kind), vocabulary.UNKNOWN)
    return format_html("{}{}", icon(sign.icon), sign.word)


@register.simple_tag
def delivery_chip(state: str, css: str = "bare") -> SafeString:
    """Show how far a message got: queued, sent, delivered, read, not sent."""
    return _chip(vocabulary.DELIVERIES.get(str(state), vocabulary.UNKNOWN), css)


@register.simple_tag
def when(moment: datetime | None, style: str = "short", css: str = "") -> SafeString:
    """Say when, in the reader's zone: short (lists), long (messages), day (headings), time or exact."""
    if moment is None:
        return SafeString()
    now = timezone.now()
    text = {
        "long": lambda: humane.long_when(moment, now=now),
        "day": lambda: humane.day_heading(moment, now=now),
        "time": lambda: humane.time_of_day(moment),
        "exact": lambda: humane.exact(moment),
    }.get(style, lambda: humane.short_when(moment, now=now))()
    stamp = moment.isoformat(timespec="seconds")
    if css:
        return format_html(
            '<time class="{}" datetime="{}" title="{}">{}</time>', css, stamp, humane.exact(moment), text
        )
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, humane.exact(moment), text)


@register.simple_tag
def ring(
    due_at: datetime | None, started_at: datetime | None = None, *, paused: bool = False, css: str = ""
) -> SafeString:
    """Show a deadline in a list: a ring that empties and the time left; overdue, late by how much."""
    if due_at is None and not paused:
        return SafeString()
    classes = f"sla chip {css}".strip()
    if paused or due_at is None:
        return format_html('<span class="{} tone-neutral bare">{}{}</span>', classes, icon("circle-pause"), _("Paused"))
    state = humane.due(due_at, now=timezone.now(), started_at=started_at)
    stamp, title = due_at.isoformat(timespec="seconds"), humane.exact(due_at)
    if state.overdue:
        drawing = icon("timer")
        words = format_html(
            '<span class="vh">{}</span><span aria-hidden="true">&minus;{}</span>', state.text, state.short
        )
    else:
        drawing = format_html(RING, "", state.percent)
        words = format_html('<span class="vh">{}</span><span aria-hidden="true">{}</span>', state.text, state.short)
    quiet = " bare" if state.tone == "neutral" else ""
    return format_html(
        '<span class="{} tone-{}{}">{}<time datetime="{}" title="{}">{}</time></span>',
        classes, state.tone, quiet, drawing, stamp, title, words,
    )  # fmt: skip


@register.inclusion_tag("components/_clock.html")
def clock(
    label: str,
    due_at: datetime | None,
    started_at: datetime | None = None,
    *,
    met_at: datetime | None = None,
    breached: bool = False,
    paused: bool = False,
) -> dict[str, Any]:
    """Show a deadline in a panel: running, met (in time or late) or paused, always in words."""
    now = timezone.now()
    running = due_at is not None and met_at is None and not paused
    return {
        "label": label,
        "due_at": due_at,
        "met_at": met_at,
        "took": humane.duration(met_at - started_at) if met_at and started_at else "",
        "late": breached or bool(met_at and due_at and met_at > due_at),
        "paused": paused,
        "state": humane.due(due_at, now=now, started_at=started_at) if running and due_at else None,
        "due_text": humane.long_when(due_at, now=now) if due_at else "",
    }


@register.simple_tag
def ring_svg(percent: int, css: str = "") -> SafeString:
    """Draw the ring alone."""
    return format_html(RING, f" {css}" if css else "", percent)


@register.filter(needs_autoescape=True)
def linked(text: str, *, autoescape: bool = True) -> SafeString:
    """Make links of addresses, as `urlize` does, which looks at each word even where there is none."""
    return SafeString(urlize(text, autoescape=autoescape)) if ADDRESS.search(text) else conditional_escape(text)


@register.filter
def file_size(count: int) -> str:
    """Say a number of bytes as people do."""
    return humane.file_size(int(count))


@register.filter
def duration(length: timedelta) -> str:
    """Say a length of time with its two largest units."""
    return humane.duration(length)


@register.filter
def working_time(length: timedelta) -> str:
    """Say an amount of opening hours."""
    return humane.working_time(length)


@register.simple_tag
def field(bound: forms.BoundField, *, label: str = "", hint: str = "", css: str = "", icon: str = "") -> SafeString:
    """Render a form field: label, control with our class, hint and errors, wired for assistive technology."""
    return SafeString(
        render_to_string("components/_field.html", wire(bound, label=label, hint=hint, css=css, icon=icon))
    )


@register.simple_block_tag
def alert(content: str, tone: str = "info", *, css: str = "", role: str = "") -> SafeString:
    """Frame a notice. Give `role="alert"` only to what appears after an action."""
    attributes = format_html(' role="{}"', role) if role else ""
    classes = f"alert tone-{tone} {css}".strip()
    drawing = icon(ALERT_ICONS.get(tone, "info"))
    return format_html('<div class="{}"{}>{}<div>{}</div></div>', classes, attributes, drawing, SafeString(content))


LEVELS = {"success": "good", "error": "bad", "warning": "warn", "info": "info", "debug": "info"}
UNDO = "undo="


@register.filter
def tone(message: Message) -> str:
    """Return the tone of one of Django's flash messages."""
    return LEVELS.get(message.level_tag, "info")


@register.filter
def undo_url(message: Message) -> str:
    """Return the address that takes the action back, given as `extra_tags="undo=/agent/…"`, or nothing."""
    extra = message.extra_tags or ""
    address = extra.removeprefix(UNDO)
    return address if extra.startswith(UNDO + "/") and not address.startswith("//") else ""


@register.filter
def faulty(form: forms.BaseForm) -> list[forms.BoundField]:
    """Return the fields of a form that were refused, in order."""
    return [bound for bound in form if bound.errors]
