"""Every address there is, asked by everybody whom it should refuse, and with every odd value (security.md bar 32).

An address that is added must be given a door here, or the first test fails.
"""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from helpdesk.accounts.models import ConfigChange, Desk, Role, Team, User
from reports.models import ReportSchedule
from tests.factories import ChannelFactory, TeamFactory, UserFactory, inbound_message
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON
from tickets import conversation, intake
from tickets.files import InboundFile
from tickets.models import Attachment, Message, Participant, TicketEvent

pytestmark = pytest.mark.django_db

# Who comes in. Below "signed in" the view itself looks at what the address names: a token, a signature, the demo.
DOORS = {
    "everybody": """healthz readyz metrics hook set_language ui: requests: mailcatcher: demophone: setup:start
        settings:home accounts:login accounts:logout accounts:password_reset accounts:password_reset_sent
        accounts:choose_password accounts:reset_link accounts:invitation_link knowledge:image knowledge:home
        knowledge:help knowledge:search knowledge:suggestions knowledge:thanks knowledge:opinions knowledge:solved
        knowledge:topic knowledge:article knowledge:sitemap knowledge:robots""",
    "signed in": """accounts:preferences accounts:password_change knowledge:articles knowledge:statistics
        knowledge:suggest knowledge:edit knowledge:versions tickets:queue tickets:pulse tickets:search_help
        tickets:palette tickets:detail tickets:earlier tickets:updates tickets:history tickets:notes tickets:draft
        tickets:follow tickets:message_files tickets:delivery tickets:message_html tickets:source tickets:attachment""",
    "answers": """tickets: answers: missing_files: reports:dashboard reports:table reports:definitions
        reports:tickets_file reports:figures_file knowledge:new knowledge:drafts knowledge:previews knowledge:images
        knowledge:text knowledge:reviews knowledge:back_to_draft knowledge:archive knowledge:settings
        knowledge:restorations knowledge:plain knowledge:uses""",
    "manages": "reports:schedules reports:schedule_ knowledge:publications knowledge:returns reports:schedule",
    "administers": "settings: setup:",
}
RANK: dict[str | None, int] = {None: 0, Role.LIGHT: 1, Role.AGENT: 2, Role.MANAGER: 3, Role.ADMIN: 4}
ODD_VALUES = ("a\x00b", "9" * 5000)  # in every place of the query at once, then the others in turn
ODD_TOO = ("-1", "²", "😀", "2026-13-45", "%", "x" * 3000)
ODD_NAMES = """q view sort before after page from to team agent channel category priority period language ticket subject
    caller requester score said show state days colour dark newest next theme v moved first last hours article
    translation topic kind person since until level impact urgency seen_message seen_event sent thanks all""".split()  # noqa: SIM905 -- as many lines as words otherwise
ODD_PARTS = {"int": ("0", "9" * 30), "slug": ("x" * 3000, "-"), "str": ("%00", "x" * 3000), "path": ("%00", "..%2f")}


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of every address but those of Django's admin."""
    yield from ((name, route) for name, route in _walk(get_resolver().url_patterns) if not name.startswith("admin:"))


def _walk(patterns: Any, space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, before + str(entry.pattern))
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", before + str(entry.pattern)


def door_of(name: str) -> int | None:
    """Return the rank that is needed: of the name itself, else of its whole namespace."""
    for wanted in (name, f"{name.rpartition('_')[0]}_", f"{name.partition(':')[0]}:"):
        for rank, names in enumerate(DOORS.values()):
            if wanted in names.split():
                return rank
    return None


def filled(route: str, values: dict[str, Any], *, odd: int | None = None) -> str:
    """Return a path: with what is there, or with odd values in every place."""

    def value(found: re.Match[str]) -> str:
        kind, name = found[1] or "str", found[2]
        if odd is not None and kind in ODD_PARTS:
            return ODD_PARTS[kind][odd]
        return str(values.get(name) or {"int": 1, "format": "csv"}.get(kind, "es"))

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, route)


@pytest.fixture
def foreign() -> dict[str, Any]:
    """Have one of everything that belongs to another team; return what addresses name it by."""
    team: Team = TeamFactory.create(name="Billing")
    owner: User = UserFactory.create(role=Role.ADMIN, teams=[team])
    channel = ChannelFactory.create()
    Desk.objects.update_or_create(pk=1, defaults={"setup_step": ""})
    letter = inbound_message(channel=channel, html="<p>See</p>", files=(InboundFile("a.txt", b"plain text"),))
    ticket = intake.receive(letter).message.ticket
    type(ticket).objects.filter(pk=ticket.pk).update(team=team)
    reply = conversation.reply(ticket, by=owner, body="Thanks", at=NOON)
    intake.receive(inbound_message(channel=channel, ticket=ticket, address="pedro@example.net", name="Pedro"))
    report = ReportSchedule(owner=owner, name="Weekly")
    report.plan(timezone.now(), ZoneInfo("UTC"))
    report.save()
    return {
        "number": ticket.pk,
        "attachment": Attachment.objects.get().pk,
        "message": reply.pk,
        "delivery": reply.deliveries.get().pk,
        "participant": Participant.objects.get().pk,
        "identity": ticket.requester.identities.get().pk,
        "pk": ArticleFactory.create().pk,
        "schedule": report.pk,
    }


def browser_of(role: str | None) -> Client:
    """Return a browser of somebody with that role, in a team of their own."""
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(UserFactory.create(role=role, teams=[TeamFactory.create()]))
    return client


def written() -> tuple[int, int, int, int]:
    """Count what grows with every change."""
    rows = (TicketEvent, ConfigChange, Message, ReportSchedule)
    counts = [model.objects.count() for model in rows]
    return counts[0], counts[1], counts[2], counts[3]


def is_guarded(answer: Any, *, is_private: bool) -> bool:
    """Whether an answer of any kind carries the headers of security.md bar 38."""
    policy = answer.get("Content-Security-Policy", "")
    is_strict = policy.startswith("default-src 'none'") and "unsafe-eval" not in policy and "script-src *" not in policy
    is_framed = answer.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}
    is_kept = is_private and "no-store" not in answer.get("Cache-Control", "")
    has_both = answer.get("X-Content-Type-Options") == "nosniff" and "Referrer-Policy" in answer
    return is_strict and has_both and not is_framed and not is_kept


def test_every_address_has_a_door() -> None:
    assert [name for name, _route in addresses() if door_of(name) is None] == []


@pytest.mark.parametrize("role", [None, Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_everybody_is_refused_at_doors_above_theirs(role: str | None, foreign: dict[str, Any]) -> None:
    browser, before = browser_of(role), written()
    wrong = []
    for name, route in addresses():
        path = filled(route, foreign)
        if (door_of(name) or 0) <= RANK[role]:
            continue
        for answer in (browser.get(path), browser.post(path)):
            to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
            if not (answer.status_code == 405 or (to_sign_in if role is None else answer.status_code == 403)):
                wrong.append((name, answer.request["REQUEST_METHOD"], answer.status_code))
    assert wrong == []
    assert written() == before


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.MANAGER])
def test_what_belongs_to_others_is_not_there(role: str, foreign: dict[str, Any]) -> None:
    browser, before = browser_of(role), written()
    wrong = []
    for name, route in addresses():
        is_report = name.startswith("reports:schedule") and "<int:pk>" in route
        if not ("<int:number>" in route and name.startswith("tickets:")) and not is_report:
            continue
        path = filled(route, foreign | ({"pk": foreign["schedule"]} if is_report else {}))
        allowed = {404, 405} if (door_of(name) or 0) <= RANK[role] else {403, 405}
        wrong += [
            (name, a.status_code) for a in (browser.get(path), browser.post(path)) if a.status_code not in allowed
        ]
    assert wrong == []
    assert written() == before


@pytest.mark.parametrize("role", [None, Role.ADMIN])
def test_odd_values_end_in_no_error_page_and_every_answer_is_guarded(
    role: str | None, foreign: dict[str, Any], settings: Settings
) -> None:
    settings.DEMO = True
    browser = browser_of(role)
    mixed = {name: ODD_TOO[place % len(ODD_TOO)] for place, name in enumerate(ODD_NAMES)}
    queries = [*(dict.fromkeys(ODD_NAMES, value) for value in ODD_VALUES), mixed]
    broken, bare = [], []
    for name, route in addresses():
        if name in {"accounts:logout", "readyz"} or bool(door_of(name)) != bool(role):
            continue
        path = filled(route, foreign)
        asked = [] if browser.head(path).status_code == 405 else [browser.get(path, query) for query in queries]
        if "<" in route:
            asked += [browser.post(filled(route, foreign, odd=n)) for n in range(2)]
        broken += [(name, answer.request["QUERY_STRING"][:60]) for answer in asked if answer.status_code >= 500]
        bare += [(name, answer.status_code) for answer in asked if not is_guarded(answer, is_private=bool(role))]
    assert (broken, bare) == ([], [])
