"""What happened to a ticket, as sentences in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tickets.models import ChannelKind, EventKind, Metric, Score, TicketEvent
from tickets.priority import Priority
from tickets.rules import labels
from tickets.states import Status

# The messages themselves stand in the conversation; telling of them again there would be noise.
SEEN_AS_MESSAGES = (
    EventKind.REPLIED,
    EventKind.NOTED,
    EventKind.REQUESTER_WROTE,
    EventKind.FILED,
    EventKind.BOUNCED,
)

# Each sentence is whole, so that a translator can turn it round. Names as they were then, not as they are now.
REASONS: dict[str, str | Promise] = {
    "by hand": gettext_lazy("set by hand: impact and urgency no longer change it"),
    "matrix": gettext_lazy("follows from impact and urgency"),
    "time": gettext_lazy("the time had come"),
    "requester wrote": gettext_lazy("because the requester wrote"),
    "first to answer": gettext_lazy("the first to answer takes the ticket"),
    "sla_policy": gettext_lazy("the promises were changed in the settings"),
    "tag merged": gettext_lazy("the tag was merged in the settings"),
    "tag deleted": gettext_lazy("the tag was deleted in the settings"),
    "assignee is gone": gettext_lazy("the person no longer works here"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened, and why when somebody or something else decided it."""

    pk: int
    at: datetime
    text: str
    reason: str


def lines(events: Iterable[TicketEvent], categories: Mapping[int, str]) -> list[Line]:
    """Tell of events. They need their user and requester; `categories` gives today's names by id."""
    events = list(events)
    rules = {event.cause: event.after for event in events if event.kind == EventKind.ROUTED}
    return [Line(event.pk, event.at, sentence(event), _reason(event, categories, rules)) for event in events]


def summary(told: list[Line]) -> str:
    """Head a fold of several lines: the line itself when it is alone, otherwise how many there are."""
    if len(told) == 1:
        return told[0].text
    return ngettext("%(count)s change", "%(count)s changes", len(told)) % {"count": len(told)}


def sentence(event: TicketEvent) -> str:
    """Tell of one event in one sentence."""
    who = str(event.user or event.requester or "Mesa")
    tell = SENTENCES.get(EventKind(event.kind))
    return tell(who, event.before, event.after) if tell else str(EventKind(event.kind).label)


def _reason(event: TicketEvent, categories: Mapping[int, str], rules: Mapping[str, dict[str, Any]]) -> str:
    cause, _colon, number = event.cause.partition(":")
    if event.kind == EventKind.ROUTED:
        return _why_routed(event.after)
    if cause == "rule":
        return _by_rule(rules.get(event.cause, {}))
    if cause == "category" and number.isdigit():
        name = categories.get(int(number)) or event.after.get("category") or number
        return _("because of the category %(name)s") % {"name": name}
    return str(REASONS.get(event.cause, ""))


def _by_rule(rule: Mapping[str, Any]) -> str:
    if not rule:
        return _("because of a rule")
    return _("because of the rule “%(name)s”, version %(version)s") % rule


def _why_routed(after: Mapping[str, Any]) -> str:
    """Say which conditions held, and what could not be done."""
    held = [labels.sentence(c["field"], c["op"], c["values"]) for c in after.get("because", ())]
    said = [_("because %(conditions)s") % {"conditions": "; ".join(held)}] if held else [_("it applies to everything")]
    failed = [labels.failure(one["do"], one["name"]) for one in after.get("failed", ())]
    if failed:
        said.append(_("not done: %(failures)s") % {"failures": "; ".join(failed)})
    return " · ".join(said)


def _name(values: dict[str, Any], field: str) -> str:
    value = values.get(field)
    return str(value["name"]) if isinstance(value, dict) else str(value or "")


def _created(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "channel": after.get("channel", "")}
    return _("%(who)s opened the ticket through %(channel)s") % values


def _status(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": _status_word(before), "after": _status_word(after)}
    return _("%(who)s changed the status from %(before)s to %(after)s") % values


def _reopened(who: str, before: dict[str, Any], _after: dict[str, Any]) -> str:
    return _("%(who)s reopened the ticket; it was %(before)s") % {"who": who, "before": _status_word(before)}


def _status_word(values: dict[str, Any]) -> str:
    value = values.get("status", "")
    return str(Status(value).label) if value in Status.values else str(value)


def _priority(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": _priority_word(before), "after": _priority_word(after)}
    return _("%(who)s changed the priority from %(before)s to %(after)s") % values


def _priority_word(values: dict[str, Any]) -> str:
    value = values.get("priority")
    return str(Priority(value).label) if value in Priority.values else str(value or "")


def _assignee(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": _name(before, "assignee"), "after": _name(after, "assignee")}
    if not values["after"]:
        return _("%(who)s took the ticket away from %(before)s") % values
    if values["after"] == who:
        return _("%(who)s took the ticket") % values
    if values["before"]:
        return _("%(who)s passed the ticket from %(before)s to %(after)s") % values
    return _("%(who)s gave the ticket to %(after)s") % values


def _team(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": _name(before, "team"), "after": _name(after, "team")}
    if not values["after"]:
        return _("%(who)s took the ticket out of the team %(before)s") % values
    if values["before"]:
        return _("%(who)s moved the ticket from the team %(before)s to %(after)s") % values
    return _("%(who)s put the ticket into the team %(after)s") % values


def _category(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": _name(before, "category"), "after": _name(after, "category")}
    if not values["after"]:
        return _("%(who)s removed the category %(before)s") % values
    if values["before"]:
        return _("%(who)s changed the category from %(before)s to %(after)s") % values
    return _("%(who)s set the category %(after)s") % values


def _subject(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "before": before.get("subject", ""), "after": after.get("subject", "")}
    return _("%(who)s changed the subject from “%(before)s” to “%(after)s”") % values


def _tags(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    old, new = set(before.get("tags", ())), set(after.get("tags", ()))
    values = {"who": who, "added": ", ".join(sorted(new - old)), "removed": ", ".join(sorted(old - new))}
    if not values["removed"]:
        return _("%(who)s added the tags: %(added)s") % values
    if not values["added"]:
        return _("%(who)s removed the tags: %(removed)s") % values
    return _("%(who)s added the tags: %(added)s, and removed: %(removed)s") % values


def _participant(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "name": after.get("name", "")}
    if after.get("accepted"):
        return _("%(who)s let %(name)s into the conversation") % values
    return _("%(who)s kept %(name)s out of the conversation") % values


def _followers(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "name": _name(after, "follower")}
    if values["name"] in ("", who):
        return (_("%(who)s follows the ticket") if after.get("following") else _("%(who)s stopped following")) % values
    if after.get("following"):
        return _("%(who)s made %(name)s follow the ticket") % values
    return _("%(who)s made %(name)s stop following the ticket") % values


def _requester(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "handle": after.get("added", "")}
    return _("%(who)s added %(handle)s to the requester") % values


def _breached(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"promise": _metric(after)}
    if after.get("by_policy_change"):
        return _("Deadline missed because it moved: %(promise)s") % values
    return _("Deadline missed: %(promise)s") % values


def _met(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("Deadline met: %(promise)s") % {"promise": _metric(after)}


def _moved(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    promises = ", ".join(_metric({"metric": metric}) for metric in after)
    return _("%(who)s changed the promises, and deadlines moved: %(promises)s") % {"who": who, "promises": promises}


def _metric(after: dict[str, Any]) -> str:
    value = after.get("metric", "")
    return str(Metric(value).label) if value in Metric.values else str(value)


def _routed(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"name": after.get("name", ""), "version": after.get("version", "")}
    if after.get("failed"):
        return _("The rule “%(name)s” applied (version %(version)s), but not everything could be done") % values
    return _("The rule “%(name)s” applied (version %(version)s)") % values


def _delivery_failed(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("The message to %(to)s could not be sent") % {"to": after.get("to", "")}


def _bounced(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("A message came back undelivered: %(to)s") % {"to": after.get("to") or after.get("recipient", "")}


def _article_read(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("%(who)s had read the article “%(title)s” and still needed help") % {
        "who": who,
        "title": after.get("title", ""),
    }


def _rating_asked(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("%(to)s was asked how it went") % {"to": after.get("to", "")}


def _rated(who: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    values = {"who": who, "score": after.get("score", ""), "word": _score_word(after)}
    if before.get("score"):
        return _("%(who)s changed the rating to %(score)s of 5: %(word)s") % values
    return _("%(who)s rated the service %(score)s of 5: %(word)s") % values


def _opt_out(who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    channel = after.get("channel", "")
    values = {"who": who, "channel": ChannelKind(channel).label if channel in ChannelKind.values else channel}
    if after.get("out"):
        return _("%(who)s wants no unsolicited messages by %(channel)s") % values
    return _("%(who)s allowed unsolicited messages by %(channel)s again") % values


def _file_arrived(_who: str, _before: dict[str, Any], after: dict[str, Any]) -> str:
    return _("The file “%(name)s”, which was missing, has arrived") % {"name": after.get("name", "")}


def _score_word(values: dict[str, Any]) -> str:
    value = values.get("score")
    return str(Score(value).label) if value in Score.values else ""


SENTENCES: dict[EventKind, Callable[[str, dict[str, Any], dict[str, Any]], str]] = {
    EventKind.CREATED: _created,
    EventKind.STATUS: _status,
    EventKind.REOPENED: _reopened,
    EventKind.PRIORITY: _priority,
    EventKind.ASSIGNEE: _assignee,
    EventKind.TEAM: _team,
    EventKind.CATEGORY: _category,
    EventKind.SUBJECT: _subject,
    EventKind.TAGS: _tags,
    EventKind.PARTICIPANT: _participant,
    EventKind.FOLLOWERS: _followers,
    EventKind.REQUESTER: _requester,
    EventKind.SLA_BREACHED: _breached,
    EventKind.SLA_MET: _met,
    EventKind.SLA_MOVED: _moved,
    EventKind.DELIVERY_FAILED: _delivery_failed,
    EventKind.BOUNCED: _bounced,
    EventKind.ROUTED: _routed,
    EventKind.ARTICLE_READ: _article_read,
    EventKind.REPLIED: lambda who, _b, _a: _("%(who)s replied") % {"who": who},
    EventKind.NOTED: lambda who, _b, _a: _("%(who)s added a note") % {"who": who},
    EventKind.REPLY_UNDONE: lambda who, _b, _a: _("%(who)s took a reply back before it left") % {"who": who},
    EventKind.REQUESTER_WROTE: lambda who, _b, _a: _("%(who)s wrote") % {"who": who},
    EventKind.FILED: lambda who, _b, _a: _("An automatic message from %(who)s was filed") % {"who": who},
    EventKind.RATING_ASKED: _rating_asked,
    EventKind.RATED: _rated,
    EventKind.OPT_OUT: _opt_out,
    EventKind.FILE_ARRIVED: _file_arrived,
    EventKind.LINK: lambda who, _b, _a: _("%(who)s was sent a link to the request") % {"who": who},
}
