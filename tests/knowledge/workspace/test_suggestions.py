"""Articles beside a ticket."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge.models import ArticleUse, SearchLog, UseKind
from tests.factories import TeamFactory, TicketFactory
from tests.factories.knowledge import ArticleFactory
from tests.knowledge.workspace.conftest import Enter
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def asked(ticket: Ticket, query: str = "The oven does not heat") -> dict[str, str | int]:
    return {"q": query, "ticket": ticket.pk, "language": "en"}


def test_articles_that_share_words_with_the_subject(enter: Enter, alice: User, ticket: Ticket) -> None:
    row = ArticleFactory.create("How to reset the oven")
    ArticleFactory.create("Returning a chair", body="Bring it back.")
    ArticleFactory.create("Horno", body="oven", language="es")
    page = enter(alice).get(reverse("knowledge:suggest"), asked(ticket), headers=PART).text
    assert ("How to reset the oven" in page, "Returning" in page, "Horno" in page, "<html" in page) == (
        True,
        False,
        False,
        False,
    )
    assert f'data-text="How to reset the oven: http://testserver{row.get_absolute_url()}"' in page


def test_internal_articles_are_read_and_given_to_nobody(enter: Enter, alice: User, ticket: Ticket) -> None:
    row = ArticleFactory.create("How to reset the oven", visibility="internal")
    browser = enter(alice)
    page = browser.get(reverse("knowledge:suggest"), asked(ticket), headers=PART).text
    assert ("How to reset the oven" in strip_tags(page), "Only the desk" in page, "data-put" in page) == (
        True,
        True,
        False,
    )
    assert browser.get(reverse("knowledge:plain", args=[row.pk])).status_code == 404
    data = {"kind": "linked", "ticket": ticket.pk}
    assert browser.post(reverse("knowledge:uses", args=[row.pk]), data).status_code == 404


def test_light_agents_get_no_buttons_for_a_reply(enter: Enter, lena: User, ticket: Ticket) -> None:
    ArticleFactory.create("How to reset the oven")
    page = enter(lena).get(reverse("knowledge:suggest"), asked(ticket), headers=PART).text
    assert ("How to reset the oven" in strip_tags(page), "data-put" in page) == (True, False)


def test_drafts_are_not_suggested(enter: Enter, alice: User, ticket: Ticket) -> None:
    ArticleFactory.create("How to reset the oven", published=False)
    page = enter(alice).get(reverse("knowledge:suggest"), asked(ticket), headers=PART).text
    assert "No article fits." in page


def test_without_a_script_it_is_a_page(enter: Enter, alice: User, ticket: Ticket) -> None:
    ArticleFactory.create("How to reset the oven")
    page = enter(alice).get(reverse("knowledge:suggest"), asked(ticket)).text
    assert ("<html" in page, ticket.get_absolute_url() in page) == (True, True)


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\x00", "!!! & | : * ( ) '", "a" * 5000, "of the", "<script>alert(1)</script>", "%", "' OR 1=1 --"],
)
def test_any_question_is_answered(enter: Enter, alice: User, query: str) -> None:
    ArticleFactory.create("Script", body="script alert <script>alert(1)</script>")
    answer = enter(alice).get(reverse("knowledge:suggest"), {"q": query, "ticket": "x", "language": "xx"}, headers=PART)
    assert (answer.status_code, "<script>" in answer.text) == (200, False)


def test_the_text_for_a_reply_has_no_marks(enter: Enter, alice: User) -> None:
    body = "## Steps\n\n1. **Press** the [button](/help/en/button/)\n2. Wait\n\n> [!NOTE]\n> Hot"
    row = ArticleFactory.create(body=body)
    answer = enter(alice).get(reverse("knowledge:plain", args=[row.pk]))
    text = "Steps\n\n1. Press the button (http://testserver/help/en/button/)\n2. Wait\n\nNote\nHot"
    assert (answer["Content-Type"], answer.text) == ("text/plain; charset=utf-8", text)


def test_uses_are_counted(enter: Enter, alice: User, ticket: Ticket) -> None:
    row = ArticleFactory.create()
    path = reverse("knowledge:uses", args=[row.pk])
    for kind in ("linked", "inserted"):
        assert enter(alice).post(path, {"kind": kind, "ticket": ticket.pk}).status_code == 204
    uses = list(ArticleUse.objects.order_by("pk").values_list("translation", "kind", "ticket", "user"))
    assert uses == [(row.pk, kind, ticket.pk, alice.pk) for kind in (UseKind.LINKED, UseKind.INSERTED)]


def test_uses_on_tickets_of_others_are_not_counted(enter: Enter, alice: User) -> None:
    foreign = TicketFactory.create(team=TeamFactory.create(name="Billing"))
    path = reverse("knowledge:uses", args=[ArticleFactory.create().pk])
    answers = [
        enter(alice).post(path, {"kind": "linked", "ticket": n}).status_code for n in (foreign.pk, 99999, 10**30)
    ]
    assert (answers, ArticleUse.objects.count()) == ([404, 404, 422], 0)


@pytest.mark.parametrize("count", [1, 8])
def test_constant_queries(
    enter: Enter, alice: User, ticket: Ticket, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        ArticleFactory.create(f"The oven {number}")
    browser = enter(alice)
    with django_assert_max_num_queries(8):
        browser.get(reverse("knowledge:suggest"), asked(ticket), headers=PART)


def test_only_what_an_agent_typed_is_a_search(enter: Enter, alice: User, ticket: Ticket) -> None:
    browser = enter(alice)
    browser.get(reverse("knowledge:suggest"), asked(ticket), headers=PART)
    browser.get(reverse("knowledge:suggest"), asked(ticket, "noisy fridge") | {"typed": "1"}, headers=PART)
    browser.get(reverse("knowledge:suggest"), {"q": "", "typed": "1"}, headers=PART)
    assert list(SearchLog.objects.values_list("query", "language", "hits", "source")) == [
        ("noisy fridge", "en", 0, "agent")
    ]
