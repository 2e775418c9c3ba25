"""A change through each page of the settings: add yours here, or test_audit fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpdesk.accounts.models import Desk, MailText
from knowledge.models import Category as Topic
from knowledge.models import Meaning
from tests.channels_inbound.test_settings import FORM as MAILBOX
from tests.chats import whatsapp_channel
from tests.factories import CategoryFactory, ChannelFactory, TeamFactory, UserFactory
from tests.factories.rules import make_rule
from tests.factories.tickets import NOON
from tests.mails import raw_mail, stored
from tickets import defaults
from tickets.models import BusinessCalendar, Holiday, SLAPolicy, Tag


@dataclass(frozen=True)
class Change:
    """A change through a page: what to post there, and something the page refuses (None: nothing can be wrong)."""

    args: list[Any]
    good: dict[str, Any]
    bad: dict[str, Any] | None = None


def a_policy() -> SLAPolicy:
    return defaults.install(language="en", time_zone="America/Lima")


def promises(**changes: Any) -> dict[str, Any]:
    """Return the form of the default policy as it is shown, with changes."""
    policy = a_policy()
    form: dict[str, Any] = {f"{t.metric}_{t.priority}": t.minutes for t in policy.targets.all()}
    own = {"name": policy.name, "calendar": policy.calendar_id, "pauses_on_third_party": "on", "scope": "new"}
    return form | own | changes


def hours(**changes: Any) -> dict[str, Any]:
    """Return the form of its opening hours as it is shown, with changes."""
    calendar = a_policy().calendar
    form: dict[str, Any] = {"name": calendar.name, "time_zone": calendar.time_zone, "scope": "new"}
    form |= {f"hours_{h.weekday}": f"{h.opens:%H:%M}-{h.closes:%H:%M}" for h in calendar.opening_hours.all()}
    return form | changes


def more_hours() -> BusinessCalendar:
    return BusinessCalendar.objects.create(name="Night", time_zone="America/Lima")


def another_policy() -> SLAPolicy:
    return SLAPolicy.objects.create(name="Night", calendar=a_policy().calendar)


def a_holiday() -> Holiday:
    return Holiday.objects.create(calendar=a_policy().calendar, date="2026-12-25", name="Navidad")


def painted() -> list[Any]:
    Desk.objects.filter(pk=Desk.current().pk).update(colour="#aa0000")
    return []


def lettered() -> list[Any]:
    MailText.objects.create(kind="reset", language="es", **LETTER)
    return ["reset", "es"]


def a_topic() -> Topic:
    return Topic.objects.create()


def reworded() -> list[Any]:
    Meaning.objects.create(key="horno", spanish="horno, hornito", english="oven")
    return ["horno"]


def tags() -> int:
    Tag.objects.create(name="other")
    return Tag.objects.create(name="guarantee").pk


def two_categories() -> int:
    CategoryFactory.create(position=1)
    return CategoryFactory.create(position=2).pk


def two_rules() -> int:
    make_rule("First", then={"priority": 1})
    return make_rule("Second", then={"priority": 2}).pk


def held() -> int:
    payload = stored(ChannelFactory.create(), raw_mail())
    payload.hold("A person must look.", at=NOON)
    return payload.pk


PERSON = {"name": "Nora", "email": "nora@desk.test", "role": "agent", "is_active": "on"}
DESK = {"undo_seconds": 5, "reopen_days": 9, "close_days": 9}
CATEGORY = {"name_es": "Cuenta", "name_en": "Account", "impact": 1, "urgency": 3, "icon": "key"}
BRAND = {"name": "Tienda Sol", "colour": "#aa0000"}
LETTER = {"subject": "Hola", "body": "{{ reset.link }}"}
TOPIC = {"name_es": "Hornos", "name_en": "Ovens", "icon": "wrench", "position": 1}
RULE = {"name": "Damages", "is_active": "on", "match": "all", "a0-do": "priority", "a0-value": "1"}
WORDS = {"spanish": "ropero, armario", "english": "wardrobe"}
SURVEY = {"asks": "on", "after_hours": 48, "quiet_days": 60, "tells": "admins"}
LIST = {"country": "PE", "year": 2027}
TEMPLATES = {
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-name": "still_there",
    "form-0-language": "es",
    "form-0-body": "Hola",
}
# One case for each page that changes something. A page without one fails below: add yours here.
CHANGES: dict[str, Callable[[], Change]] = {
    "person_new": lambda: Change([], PERSON, {**PERSON, "email": "nora"}),
    "person": lambda: Change([UserFactory.create().pk], PERSON, {**PERSON, "role": "king"}),
    "person_invitations": lambda: Change([UserFactory.create().pk], {}),
    "teams": lambda: Change([], {"name": "Couriers"}, {"name": ""}),
    "team": lambda: Change([TeamFactory.create().pk], {"name": "Drivers"}, {"name": ""}),
    "desk": lambda: Change([], DESK, {**DESK, "close_days": 0}),
    "category_new": lambda: Change([], CATEGORY, {**CATEGORY, "name_es": ""}),
    "category": lambda: Change([CategoryFactory.create().pk], CATEGORY, {**CATEGORY, "urgency": 9}),
    "category_positions": lambda: Change([two_categories()], {"to": "up"}),
    "policy_new": lambda: Change([], promises(name="Night", pauses_on_third_party=""), promises()),
    "policy": lambda: Change([a_policy().pk], promises(first_response_1=30), promises(first_response_1=0)),
    "policy_removals": lambda: Change([another_policy().pk], {}),
    "calendar_new": lambda: Change([], hours(name="Night"), hours()),
    "calendar": lambda: Change([a_policy().calendar_id], hours(hours_0="8-17"), hours(hours_0="late")),
    "calendar_removals": lambda: Change([more_hours().pk], {}),
    "holidays": lambda: Change([a_policy().calendar_id], {"date": "2026-12-25", "name": "Navidad"}, {"date": "soon"}),
    "branding": lambda: Change([], BRAND, BRAND | {"colour": "#ffcc00"}),
    "branding_resets": lambda: Change(painted(), {}),
    "satisfaction": lambda: Change([], SURVEY, SURVEY | {"after_hours": 0}),
    "mail_text": lambda: Change(["reset", "es"], LETTER, LETTER | {"body": "{{ x }}"}),
    "mail_text_resets": lambda: Change(lettered(), {}),
    "topic_new": lambda: Change([], TOPIC, TOPIC | {"name_es": ""}),
    "topic": lambda: Change([a_topic().pk], TOPIC, TOPIC | {"icon": "x"}),
    "topic_removals": lambda: Change([a_topic().pk], {}),
    "meaning_new": lambda: Change([], WORDS, {"spanish": "ropero"}),
    "meaning": lambda: Change(["horno"], WORDS, {"spanish": ""}),
    "meaning_removals": lambda: Change(["horno"], {}),
    "meaning_resets": lambda: Change(reworded(), {}),
    "records": lambda: Change([], {"keep_days": 90}, {"keep_days": 1}),
    "holiday_removals": lambda: Change([(day := a_holiday()).calendar_id, day.pk], {}),
    "holiday_lists": lambda: Change([a_policy().calendar_id], LIST | {"day": ["2027-01-01"]}, LIST),
    "channel_new": lambda: Change([], MAILBOX, {**MAILBOX, "address": "nobody"}),
    "channel": lambda: Change([ChannelFactory.create().pk], MAILBOX, {**MAILBOX, "imap_password": ""}),
    "channel_templates": lambda: Change([whatsapp_channel().pk], TEMPLATES, {**TEMPLATES, "form-0-name": "Not so!"}),
    "rule_new": lambda: Change([], RULE, RULE | {"a0-value": "9"}),
    "rule": lambda: Change([make_rule(then={"priority": 2}).pk], RULE, RULE | {"a0-value": "9"}),
    "rule_positions": lambda: Change([two_rules()], {"to": "up"}),
    "rule_switches": lambda: Change([make_rule(then={"priority": 2}).pk], {"to": "off"}),
    "rule_removals": lambda: Change([make_rule(then={"priority": 2}).pk], {}),
    "tag": lambda: Change([tags()], {"name": "warranty"}, {"name": "a, b"}),
    "tag_merges": lambda: Change([tags()], {"into": "other"}, {"into": "nothing"}),
    "tag_removals": lambda: Change([tags()], {"count": 0}, {"count": 3}),
    "payload_replays": lambda: Change([held()], {}),
    "payload_discards": lambda: Change([held()], {"reason": "Spam"}, {}),
}
# They answer a POST and change nothing: a test of a connection, a preview.
CHANGE_NOTHING = {
    "branding_previews",
    "mail_text_previews",
    "rule_new_drafts",
    "rule_drafts",
    "channel_checks",
    "channel_check",
    "channel_webhook",
    "policy_simulations",
    "policy_new_simulations",
    "calendar_simulations",
    "calendar_new_simulations",
}
