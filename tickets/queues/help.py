"""What can be written into the search of the queue, said for people: one entry for each filter."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.queues.grammar import KEYS

DAYS = _("a day or from one to another; “today”, “yesterday” or “7d” for the last 7 days also work")
PERSON = _("“me” or an e-mail address")
YES_NO = _("“yes” or “no”")


@dataclass(frozen=True)
class Help:
    """One filter: its words in both languages, what it finds, how its value is written, an example."""

    words: tuple[str, ...]
    finds: str | Promise
    value: str | Promise
    example: str


FILTERS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "status": (
        _("Tickets in a status"),
        _("new, open, waiting, scheduled, unsolved, solved, closed, spam"),
        "status:open",
    ),
    "assignee": (_("Tickets that somebody has"), _("“me”, “none”, a name or an address"), "assignee:me"),
    "team": (_("Tickets of a team"), _("a name or “none”"), 'team:"Cobranzas"'),
    "channel": (_("Tickets that came in one way"), _("email, form, phone, person or a name"), "channel:email"),
    "priority": (_("Tickets of a priority"), _("urgent, high, normal, low"), "priority:urgent"),
    "category": (_("Tickets about something, and what lies inside of it"), _("a name or “none”"), "category:entrega"),
    "tag": (_("Tickets with a tag"), _("a tag"), "tag:vip"),
    "from": (_("Tickets of a person"), _("a name, an address or a number"), "from:rosa"),
    "created": (_("When they came in"), DAYS, "created:2026-11-01..2026-11-21"),
    "answered": (_("When a person answered them first"), DAYS, "answered:today"),
    "solved": (_("When they were solved first"), DAYS, "solved:7d"),
    "reopened": (_("Whether or when they came back first"), _("“yes”, “no” or days"), "reopened:yes"),
    "replied": (_("When replies were sent on them"), DAYS, "replied:yesterday"),
    "answerer": (_("Who answered them first"), PERSON, "answerer:me"),
    "solver": (_("Who solved them first"), PERSON, "solver:me"),
    "rating": (_("How they were rated"), _("a score from 1 to 5, “<=2” or “>=4”, or “none”"), "rating:<=2"),
    "rated": (_("When they were rated"), _("days; before them a score, as in “<=2,7d”"), "rated:7d"),
    "surveyed": (_("When it was asked how it went"), DAYS, "surveyed:7d"),
    "sla": (
        _("How a promise stands"),
        _("met, breached, running, moved or none; “first.”, “next.” or “resolution.” before it names the promise"),
        "sla:first.breached",
    ),
    "contact": (_("Whether one answer was enough"), _("first, more or unknown"), "contact:first"),
    "held": (_("Whether they stayed solved for 7 days"), YES_NO, "held:no"),
    "counted": (_("Whether reports count them: not spam, merged or automatic"), YES_NO, "counted:yes"),
    "unsolved": (_("What was unsolved at the end of a day"), _("a day"), "unsolved:2026-10-31"),
    "weekday": (_("The weekday on which they came in"), _("mon, tue, wed, thu, fri, sat or sun"), "weekday:mon"),
    "hour": (_("The hour in which they came in"), _("0 to 23"), "hour:9"),
}


def entries() -> list[Help]:
    """Return every filter, in the order in which they are told."""
    return [Help(KEYS[key][1], finds, value, example) for key, (finds, value, example) in FILTERS.items()]
