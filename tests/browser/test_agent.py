"""The agent's day in a real browser: the queue by keyboard, replies, notes, conflicts, and nothing inaccessible."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from helpdesk.accounts.models import User
from tests.browser.conftest import NARROW, Visit
from tests.factories import ChannelFactory, TeamFactory, TicketFactory, UserFactory, inbound_message
from tickets import conversation, intake
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

Browse = Callable[..., Visit]


@pytest.fixture
def alice() -> User:
    """An agent with a team and a mailbox to answer from."""
    ChannelFactory.create(name="Help mailbox")
    user: User = UserFactory.create(name="Alice Ramos", teams=[TeamFactory.create(name="Care")])
    return user


def a_ticket(subject: str = "The oven does not heat", *, minutes_ago: int = 30) -> Ticket:
    """Return a ticket that came in a while ago."""
    return TicketFactory.create(subject=subject, at=timezone.now() - timedelta(minutes=minutes_ago))


def test_the_keyboard_opens_a_ticket_and_answers_it(browse: Browse, alice: User) -> None:
    a_ticket("First of the list", minutes_ago=60)
    second = a_ticket("Second of the list", minutes_ago=30)
    visit = browse(user=alice)
    page = visit.go("/agent/tickets/?view=open&sort=oldest")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/agent/tickets/{second.pk}/**")
    page.keyboard.press("r")
    page.keyboard.type("Please try the other socket.")
    page.keyboard.press("Control+Enter")

    reply = page.locator(".msg.ours")
    expect(reply).to_contain_text("Please try the other socket.")
    expect(reply.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("#head")).to_contain_text("Waiting")
    expect(page.locator("#composer textarea")).to_have_value("")
    second.refresh_from_db()
    assert (second.status, second.assignee) == ("waiting_customer", alice)
    assert visit.faults == []


def test_escape_closes_an_open_menu_and_then_leads_back_to_the_list(browse: Browse, alice: User) -> None:
    ticket = a_ticket("Stays open", minutes_ago=60)
    page = browse(user=alice).go(f"/agent/tickets/{ticket.pk}/?view=open")
    page.get_by_role("button", name="More actions").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More actions")).to_be_focused()
    assert (urlsplit(page.url).path, page.evaluate("document.documentElement.scrollHeight <= innerHeight")) == (
        f"/agent/tickets/{ticket.pk}/",
        True,  # only its columns scroll
    )
    page.keyboard.press("Escape")
    page.wait_for_url("**/agent/tickets/?view=open")


def test_sending_and_solving_leads_on_to_the_next_ticket(browse: Browse, alice: User) -> None:
    first, second = a_ticket("First", minutes_ago=60), a_ticket("Second", minutes_ago=30)
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{first.pk}/?view=open&sort=oldest")
    page.keyboard.press("r")
    page.keyboard.type("Done.")
    page.keyboard.press("Control+Shift+Enter")
    page.get_by_role("link", name="Next: Second").click()
    page.wait_for_url(f"**/agent/tickets/{second.pk}/**")
    first.refresh_from_db()
    assert first.status == "solved"
    assert visit.faults == []


def test_a_note_is_written_and_cannot_be_mistaken(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    page.keyboard.press("i")
    page.keyboard.type("The warehouse has two of them.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.note")).to_contain_text("The warehouse has two of them.")
    assert [message.kind for message in ticket.messages.all()] == ["request", "note"]
    assert visit.faults == []


def test_a_message_that_arrives_meanwhile_stops_the_reply_and_keeps_the_text(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    intake.receive(inbound_message(ticket=ticket, received_at=timezone.now(), text="It works again."))
    page.keyboard.press("r")
    page.keyboard.type("We send somebody.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#dock .alert.tone-warn")).to_contain_text("A message arrived while you were writing.")
    expect(page.locator("#thread")).to_contain_text("It works again.")
    expect(page.locator("#composer textarea")).to_have_value("We send somebody.")
    assert not Message.objects.filter(kind="reply").exists()
    page.get_by_role("button", name="Send anyway, leave waiting").click()
    expect(page.locator(".msg.ours")).to_contain_text("We send somebody.")
    visit.expect_status(409)
    assert visit.faults == []


def test_a_draft_survives_a_reload(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    page.keyboard.press("r")
    page.keyboard.type("Half a thought")
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved", timeout=8000)
    page.reload()
    expect(page.locator("#composer textarea")).to_have_value("Half a thought")
    assert visit.faults == []


def test_undo_puts_the_reply_back_into_the_composer(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    page.keyboard.press("r")
    page.keyboard.type("Too early")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#composer textarea")).to_have_value("Too early")
    assert not Message.objects.filter(kind="reply").exists()


def test_a_property_changes_in_place_and_is_told_in_the_conversation(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    page.get_by_label("Priority", exact=True).select_option("1")
    expect(page.locator("#head")).to_contain_text("Urgent")
    expect(page.locator("#thread")).to_contain_text("Alice Ramos changed the priority from Normal to Urgent")
    page.keyboard.press("Escape")
    assert visit.faults == []


def test_the_list_beside_a_ticket_shows_its_new_state(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    a_ticket("Another one")
    visit = browse(user=alice)
    page = visit.go(f"/agent/tickets/{ticket.pk}/?view=open")
    row = page.locator(".queue li:has([aria-current])")
    expect(row).to_contain_text("New")
    page.get_by_label("Status", exact=True).select_option("waiting_third_party")
    expect(row).to_contain_text("third party")
    sign = row.locator(".t-st use").get_attribute("href")
    assert page.locator(f".queue symbol{sign}").count() == 1
    expect(page.locator(".queue li")).to_have_count(2)
    assert visit.faults == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_telephone_opens_a_ticket_at_its_newest_message(browse: Browse, alice: User, *, javascript: bool) -> None:
    ticket = a_ticket()
    for number in range(12):
        conversation.add_note(ticket, by=alice, body=f"Remark {number}\n\nof three\n\nlines", at=timezone.now())
    visit = browse(user=alice, size=NARROW, javascript=javascript)
    page = visit.go(f"/agent/tickets/{ticket.pk}/")
    if not javascript:
        page.get_by_role("link", name="Latest message").click()
    expect(page.locator(".msg").last).to_be_in_viewport()
    expect(page.locator(".msg").first).not_to_be_in_viewport()
    assert visit.faults == []


def test_chosen_tickets_change_together(browse: Browse, alice: User) -> None:
    tickets = [a_ticket("One"), a_ticket("Two"), a_ticket("Three")]
    visit = browse(user=alice)
    page = visit.go("/agent/tickets/?view=open&sort=oldest")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-selected-count]")).to_have_text("2")
    page.get_by_role("button", name="Assign to me").click()
    expect(page.locator("#toasts")).to_contain_text("2 tickets changed")
    assert Ticket.objects.filter(assignee=alice).count() == 2
    assert len(tickets) == 3
    assert visit.faults == []


def test_a_call_is_written_down_while_looking_the_caller_up(browse: Browse, alice: User) -> None:
    known = a_ticket("An older matter").requester
    visit = browse(user=alice)
    page = visit.go("/agent/tickets/new/")
    page.get_by_label("Phone, name or address").press_sequentially("carol")
    page.get_by_role("radio", name="Carol Rojas").check()
    expect(page.locator("#caller")).to_contain_text("An older matter")
    page.get_by_label("Subject").fill("The drawer is stuck")
    page.get_by_label("What they said").fill("It has been stuck since Monday.")
    page.get_by_role("button", name="Create ticket").first.click()
    expect(page.locator("#head h1")).to_have_text("The drawer is stuck")
    ticket = Ticket.objects.get(subject="The drawer is stuck")
    assert (ticket.requester, ticket.channel.kind, ticket.assignee) == (known, "phone", alice)
    assert visit.faults == []


def test_without_a_script_a_reply_still_goes_out(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    page = browse(user=alice, javascript=False).go(f"/agent/tickets/{ticket.pk}/")
    page.locator("#composer textarea").fill("Sent the old way.")
    page.get_by_role("button", name="Send and leave waiting").first.click()
    expect(page.locator(".msg.ours")).to_contain_text("Sent the old way.")
    page.get_by_label("Priority", exact=True).select_option("2")
    page.get_by_role("button", name="Save priority").click()
    expect(page.locator("#head")).to_contain_text("High")


def test_pages_are_accessible_and_break_no_policy_in_the_dark(browse: Browse, alice: User) -> None:
    ticket = a_ticket()
    conversation.add_note(ticket, by=alice, body="A remark", at=timezone.now())
    visit = browse(user=alice, size=NARROW, dark=True)
    for path in (
        "/agent/tickets/?view=open",
        "/agent/tickets/?view=all&q=estado:abierto",
        "/agent/tickets/?view=overdue",
        f"/agent/tickets/{ticket.pk}/?view=open",
        f"/agent/tickets/{ticket.pk}/history/",
        f"/agent/tickets/new/?caller=carol&requester={ticket.requester_id}",
    ):
        visit.go(path)
        assert visit.axe() == [], path
    assert visit.faults == []
