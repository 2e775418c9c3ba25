"""What the help centre's home shows of the desk. Tags, because `knowledge` owns that page and knows no tickets."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.models import Category, Channel, ChannelKind, Metric
from tickets.priority import Priority
from tickets.sla.calendars import default_policy, terms_of
from tickets.sla.opening import Opening, opening_at

register = template.Library()

TONES = ("brand", "warn", "good", "wait", "info", "neutral")
HOUR_MINUTES = 60


@register.simple_tag
def request_topics() -> list[dict[str, Any]]:
    """Return the public categories, each with a colour of its place."""
    categories = Category.objects.public().named()
    return [{"category": category, "tone": TONES[i % len(TONES)]} for i, category in enumerate(categories)]


@register.simple_tag
def desk_addresses() -> list[str]:
    """Return the mail addresses at which the desk can be written to."""
    mailboxes = Channel.objects.active().of_kind(ChannelKind.EMAIL)
    return [mailbox.address for mailbox in mailboxes if mailbox.address]


@register.simple_tag
def first_answer_goal() -> str:
    """Say within what working time an ordinary request is to be answered, "" when nothing is promised."""
    minutes = terms_of(default_policy()).targets.get((Metric.FIRST_RESPONSE, Priority.NORMAL))
    if not minutes:
        return ""
    if minutes < HOUR_MINUTES:
        return ngettext("%(count)s working minute", "%(count)s working minutes", minutes) % {"count": minutes}
    hours = -(-minutes // HOUR_MINUTES)
    return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {"count": hours}


@register.inclusion_tag("portal/_opening.html")
def desk_opening() -> dict[str, Any]:
    """Show whether the desk is open, where it keeps hours at all."""
    policy = default_policy()
    opening = opening_at(terms_of(policy).hours, timezone.now()) if policy else None
    return {"opening": opening, "words": words(opening, now=timezone.now()) if opening else ""}


def words(opening: Opening, *, now: datetime) -> str:
    """Say how it stands: Open until 18:00, Opens tomorrow at 09:00."""
    if opening.changes_at is None:
        return _("Always open")
    moment, today = opening.changes_at, now.astimezone(opening.changes_at.tzinfo).date()
    hour = {"time": f"{moment:%H:%M}"}
    if opening.is_open:
        return _("Open until %(time)s") % hour
    if moment.date() == today:
        return _("Closed, opens today at %(time)s") % hour
    if moment.date() == today + timedelta(days=1):
        return _("Closed, opens tomorrow at %(time)s") % hour
    return _("Closed, opens on %(day)s at %(time)s") % {"day": date_format(moment, "l"), **hour}
