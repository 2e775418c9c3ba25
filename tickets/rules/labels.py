"""Names of what rules point to, and rules in words."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Team, User
from tickets.models import Category, Channel, ChannelKind, Organisation, Ticket
from tickets.rules.actions import Do
from tickets.rules.conditions import Condition, Field, Op

SENTENCES = {
    (Field.TEXT, Op.ANY): gettext_lazy("subject or text contain any of: %(values)s"),
    (Field.TEXT, Op.ALL): gettext_lazy("subject or text contain all of: %(values)s"),
    (Field.TEXT, Op.PHRASE): gettext_lazy("subject or text contain “%(values)s”"),
    (Field.TEXT, Op.NONE): gettext_lazy("subject and text contain none of: %(values)s"),
    (Field.SUBJECT, Op.ANY): gettext_lazy("the subject contains any of: %(values)s"),
    (Field.SUBJECT, Op.ALL): gettext_lazy("the subject contains all of: %(values)s"),
    (Field.SUBJECT, Op.PHRASE): gettext_lazy("the subject contains “%(values)s”"),
    (Field.SUBJECT, Op.NONE): gettext_lazy("the subject contains none of: %(values)s"),
    (Field.BODY, Op.ANY): gettext_lazy("the text contains any of: %(values)s"),
    (Field.BODY, Op.ALL): gettext_lazy("the text contains all of: %(values)s"),
    (Field.BODY, Op.PHRASE): gettext_lazy("the text contains “%(values)s”"),
    (Field.BODY, Op.NONE): gettext_lazy("the text contains none of: %(values)s"),
    (Field.SENDER, Op.IS): gettext_lazy("the sender is %(values)s"),
    (Field.SENDER, Op.IS_NOT): gettext_lazy("the sender is not %(values)s"),
    (Field.ORGANISATION, Op.IS): gettext_lazy("the sender belongs to %(values)s"),
    (Field.ORGANISATION, Op.IS_NOT): gettext_lazy("the sender does not belong to %(values)s"),
    (Field.CHANNEL, Op.IS): gettext_lazy("it came through %(values)s"),
    (Field.CHANNEL, Op.IS_NOT): gettext_lazy("it did not come through %(values)s"),
    (Field.CATEGORY, Op.IS): gettext_lazy("the category is %(values)s"),
    (Field.CATEGORY, Op.IS_NOT): gettext_lazy("the category is not %(values)s"),
    (Field.LANGUAGE, Op.IS): gettext_lazy("the language is %(values)s"),
    (Field.LANGUAGE, Op.IS_NOT): gettext_lazy("the language is not %(values)s"),
}
FAILURES = {
    Do.CATEGORY: gettext_lazy("the category %(name)s is not in use"),
    Do.TEAM: gettext_lazy("the team %(name)s is not in use"),
    Do.ASSIGNEE: gettext_lazy("%(name)s takes no tickets"),
}


GONE = {
    Field.CATEGORY: gettext_lazy("it asks for the category %(name)s, which no new ticket can have"),
    Field.CHANNEL: gettext_lazy("it asks for a channel that was deleted"),
    Field.ORGANISATION: gettext_lazy("it asks for an organisation that was deleted"),
}


def sentence(name: str, op: str, values: list[str]) -> str:
    """Put a condition into words, its values being names already."""
    pattern = SENTENCES.get((Field(name), Op(op))) if name in Field.values and op in Op.values else None
    said = ", ".join(_word(name, value) for value in values)
    return str(pattern) % {"values": said} if pattern else said


def failure(do: str, name: str) -> str:
    """Say what could not be done."""
    pattern = FAILURES.get(Do(do)) if do in Do.values else None
    return str(pattern) % {"name": name or _("that was deleted")} if pattern else name


def gone(name: str, value: str) -> str:
    """Say what a condition asks for that is not there."""
    return str(GONE[Field(name)]) % {"name": value}


def target(do: str, pk: int) -> str:
    """Return what a category, team or person is called; "" when there is no such row any more."""
    models: dict[str, Any] = {Do.CATEGORY: Category.objects.named(), Do.TEAM: Team.objects, Do.ASSIGNEE: User.objects}
    row = models[do].filter(pk=pk).first()
    return str(row) if row else ""


def told(condition: Condition, ticket: Ticket) -> dict[str, Any]:
    """Return a condition that held as history keeps it: with names instead of ids."""
    names = [_now(condition.field, value, ticket) for value in condition.values]
    return {"field": condition.field, "op": condition.op, "values": names}


def _now(name: str, value: str, ticket: Ticket) -> str:
    """Return the name behind an id. Words, addresses, kinds and languages are kept as they are."""
    if not value.isdigit() or name not in NAMED:
        return value
    if name == Field.CHANNEL and int(value) == ticket.channel_id:
        return ticket.channel.name
    row = NAMED[Field(name)]._default_manager.filter(pk=int(value)).first()  # noqa: SLF001 -- documented
    return str(row) if row else value


NAMED: dict[Field, Any] = {Field.CHANNEL: Channel, Field.CATEGORY: Category, Field.ORGANISATION: Organisation}


def _word(name: str, value: str) -> str:
    """Translate the kinds and languages that history keeps by their codes."""
    if name == Field.CHANNEL and value in ChannelKind.values:
        return str(ChannelKind(value).label)
    if name == Field.LANGUAGE:
        return _(str(dict(settings.LANGUAGES).get(value, value)))
    return value
