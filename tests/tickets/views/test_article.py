"""Making an article of a ticket: the page, and the way to the knowledge base."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import User
from knowledge.models import Translation
from tests.factories.knowledge import TopicFactory
from tests.factories.tickets import NOON
from tests.tickets.views.conftest import Enter
from tickets import conversation
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def path(ticket: Ticket) -> str:
    return reverse("tickets:article", args=[ticket.pk])


def test_it_shows_what_goes_and_what_stands_instead(enter: Enter, alice: User, ticket: Ticket) -> None:
    conversation.reply(ticket, by=alice, body="Call +51 987 654 321", at=NOON)
    page = enter(alice).get(path(ticket)).text
    assert "+51 987 654 321</del> <mark>[" in page
    assert "1 private detail was taken out." in page


def test_the_way_leads_to_a_draft_that_knows_its_ticket(enter: Enter, alice: User, ticket: Ticket) -> None:
    conversation.reply(ticket, by=alice, body="Press the button, Carol.", at=NOON)
    browser = enter(alice)
    page = browser.get(path(ticket)).text
    fields = {name: unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1]) for name in ("title", "ticket")}  # type: ignore[index]
    fields["body"] = unescape(re.search(r'name="body"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])  # type: ignore[index]
    action = unescape(re.search(r'action="([^"]*/knowledge/new/[^"]*)"', page)[1])  # type: ignore[index]
    form = browser.post(action, fields)
    assert ("Press the button" in form.text, "Check these fields" in form.text) == (True, False)
    topic = TopicFactory.create()
    more = {"category": topic.pk, "visibility": "public", "language": "en"}
    browser.post(reverse("knowledge:drafts"), fields | more)
    row = Translation.objects.get()
    assert (row.title, row.state, row.article.source_ticket) == (ticket.subject, "draft", ticket)
    assert f"Made of ticket #{ticket.pk}" in browser.get(reverse("knowledge:edit", args=[row.pk])).text


def test_who_may_answer_the_ticket_may_make_an_article_of_it(
    client: Client, enter: Enter, bob: User, lena: User, ada: User, ticket: Ticket
) -> None:
    answers = [client.get(path(ticket)), *(enter(who).get(path(ticket)) for who in (bob, lena, ada))]
    assert [answer.status_code for answer in answers] == [302, 404, 403, 200]
    assert enter(ada).post(path(ticket)).status_code == 405


def test_the_ticket_offers_it_and_suggests_articles(enter: Enter, alice: User, lena: User, ticket: Ticket) -> None:
    page = enter(alice).get(ticket.get_absolute_url()).text
    assert f'href="{path(ticket)}"' in page
    assert f'hx-get="/agent/knowledge/suggest/?ticket={ticket.pk}&amp;language=' in page
    page = enter(lena).get(ticket.get_absolute_url()).text
    assert (path(ticket) in page, "/agent/knowledge/suggest/" in page) == (False, True)
