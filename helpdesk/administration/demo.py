"""What the administrator of the demo company changed in the last weeks, for the record of changes."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from helpdesk.accounts.models import Desk, Team, User
from helpdesk.administration import audit
from helpdesk.administration.audit import Facts, Verb
from helpdesk.administration.holiday_forms import calendar_facts
from tickets.models import Category, Channel, ChannelKind, SLAPolicy

ADMIN = "admin@mesa.test"
COUNTRY = "PE"
Told = tuple[Model | None, Facts, Facts, Verb]


def load(seed: int, until: datetime) -> None:
    """Place the calendar in Peru, and write down changes that led to the desk as it is."""
    admin = User.objects.filter(email=ADMIN).first()
    policy = SLAPolicy.objects.select_related("calendar").filter(is_default=True).first()
    if admin is None or policy is None:
        return
    policy.calendar.country = COUNTRY
    policy.calendar.save(update_fields=["country"])
    dice = Random(seed)  # noqa: S311 -- invented days, not secrets
    told = [one for one in _changes(policy) if one[0] is not None]
    moments = sorted(until - timedelta(minutes=dice.randrange(600, 60 * 24 * 40)) for _one in told)
    for at, (subject, before, after, verb) in zip(moments, told, strict=True):
        if subject is not None:
            audit.record(by=admin, subject=subject, at=at, before=before, after=after, verb=verb)


def _changes(policy: SLAPolicy) -> list[Told]:
    mailbox = Channel.objects.of_kind(ChannelKind.EMAIL).first()
    team = Team.objects.order_by("-pk").first()
    category = Category.objects.filter(parent=None).order_by("pk").first()
    agent = User.objects.exclude(email=ADMIN).order_by("pk").last()
    secret: dict[str, Any] = {"IMAP › Password": audit.Secret("old")}
    return [
        (team, {}, audit.facts_of(team) if team else {}, Verb.ADDED),
        (mailbox, secret, {"IMAP › Password": audit.Secret("new")}, Verb.CHANGED),
        (policy.calendar, {}, calendar_facts(policy.calendar), Verb.CHANGED),
        (agent, {"role": audit.Word("Light agent")}, {"role": audit.Word("Agent")}, Verb.CHANGED),
        (category, {"usual urgency": audit.Word("Medium")}, {"usual urgency": audit.Word("High")}, Verb.CHANGED),
        (policy, {"First response › Urgent": 90}, {"First response › Urgent": 60}, Verb.CHANGED),
        (
            Desk.current(),
            {"days after which a solved ticket is closed": 5},
            {"days after which a solved ticket is closed": 7},
            Verb.CHANGED,
        ),
        (agent, {}, {}, Verb.SENT),
    ]
