"""Forms take what they show and nothing else: more fields in a request change nothing (security.md bars 20 and 37)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import Role, User
from knowledge.models import Translation
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.factories.knowledge import TopicFactory
from tests.factories.tickets import NOON
from tickets.models import CannedAnswer, Message

pytestmark = pytest.mark.django_db

NAUGHTY = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "'; DROP TABLE tickets_ticket; --",
    '=HYPERLINK("http://evil")',
    "undefined",
    "NaN",
    "0",
    "\u202etest\u202c",
    "👩‍👩‍👧‍👦 🇵🇪",
    "הָיְתָהtestالصفحات",  # noqa: RUF001 -- letters of other scripts
    "Ω≈ç√∫˜µ≤≥÷",  # noqa: RUF001 -- as above
    "ثم نفس سقطت",
    "\u200b\u200cx",
    "%s%n%x",
    "../../etc/passwd",
    "İıſß",
    "T̰̫̫͖h͔̦e",
]


def entered(role: str, **facts: Any) -> tuple[Client, User]:
    client, user = Client(), UserFactory.create(role=role, **facts)
    client.force_login(user)
    return client, user


def test_nobody_promotes_themselves() -> None:
    client, user = entered(Role.LIGHT)
    stronger = {"role": "admin", "is_superuser": "on", "is_active": "on", "email": "ada@desk.test", "password": "x"}
    own = {"name": "Eva", "language": "es", "time_zone": "UTC", "theme": user.theme, "density": user.density}
    client.post(reverse("accounts:preferences"), own | stronger)
    stored = User.objects.get(pk=user.pk)
    kept = ("role", "is_superuser", "email", "password")
    assert [getattr(stored, name) for name in kept] == [getattr(user, name) for name in kept]
    assert stored.language == "es"  # the form itself was good


def test_a_reply_names_neither_author_nor_ticket_nor_time() -> None:
    team = TeamFactory.create()
    client, user = entered(Role.AGENT, teams=[team])
    ticket, other = TicketFactory.create(team=team), TicketFactory.create(address="pedro@example.com")
    foreign = {"ticket": other.pk, "author_user": 1, "author_requester": other.requester_id, "kind": "request"}
    more = {"created_at": "2001-01-01", "channel": 1, "payload": 1, "is_automatic": "on", "rfc_message_id": "<x@y>"}
    client.post(reverse("tickets:replies", args=[ticket.pk]), {"body": "Hello", "status": "open"} | foreign | more)
    message = Message.objects.get(author_user=user)
    assert (message.ticket, message.kind, message.author_requester) == (ticket, "reply", None)
    assert (message.created_at > NOON, message.rfc_message_id == "<x@y>") == (True, False)


def test_an_author_publishes_nothing_and_an_agent_shares_no_answer() -> None:
    client, user = entered(Role.AGENT)
    article = {"title": "Oven", "body": "Text", "language": "en", "category": TopicFactory.create().pk}
    live = {"visibility": "public", "state": "published", "published_revision": 1, "published_at": "2001-01-01"}
    client.post(reverse("knowledge:drafts"), article | live | {"owner": 1, "slug": "help"})
    row = Translation.objects.get()
    assert (row.state, row.is_live, row.slug, row.article.owner) == ("draft", False, "oven", user)
    answer = {"title": "Hello", "body": "Hi", "language": "en", "position": 1}
    client.post(reverse("answers:new"), answer | {"visibility": "all", "team": TeamFactory.create().pk, "owner": 1})
    canned = CannedAnswer.objects.get()
    assert (canned.is_shared, canned.team, canned.owner) == (False, None, user)


def test_odd_texts_are_kept_as_they_were_typed_and_shown_as_text() -> None:
    team = TeamFactory.create()
    client, _user = entered(Role.ADMIN, teams=[team])
    ticket, topic = TicketFactory.create(team=team), TopicFactory.create()
    page, drafts = reverse("tickets:notes", args=[ticket.pk]), reverse("knowledge:drafts")
    for text in NAUGHTY:
        client.post(page, {"body": text})
        article = {"title": text, "body": text, "language": "en", "category": topic.pk, "visibility": "internal"}
        assert client.post(drafts, article).status_code == 302
        client.post(reverse("tickets:subject", args=[ticket.pk]), {"subject": text})
        assert type(ticket).objects.get(pk=ticket.pk).subject == text
    notes = Message.objects.filter(kind="note").order_by("pk").values_list("body_text", flat=True)
    texts = Translation.objects.order_by("pk").values_list("title", "latest_revision__body")
    assert (list(notes), list(texts)) == (NAUGHTY, [(text, text) for text in NAUGHTY])
    for shown in (ticket.get_absolute_url(), reverse("knowledge:articles"), reverse("tickets:queue")):
        answer = client.get(shown)
        assert (answer.status_code, "<img src=x" in answer.text, "<script>alert" in answer.text) == (200, False, False)
