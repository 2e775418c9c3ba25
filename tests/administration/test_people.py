"""Inviting people, and what becomes of an invitation; what people and teams are used for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from helpdesk.accounts import mail, people
from helpdesk.accounts.links import make_token
from helpdesk.accounts.models import AccountMail, LinkPurpose, User
from helpdesk.accounts.people import Invitation
from tests.factories import CategoryFactory, TeamFactory, TicketFactory, UserFactory
from tests.factories.promises import night_team
from tests.factories.rules import make_rule
from tickets.models import CannedAnswer, SLAPolicy

pytestmark = pytest.mark.django_db

NORA = {"name": "Nora Salas", "email": "nora@desk.test", "role": "agent"}
PASSWORD = "tres-teteras-verdes"


def invited(browser: Client) -> User:
    """Invite Nora, and have the mail leave."""
    assert browser.post("/settings/people/new/", NORA).status_code == 302
    mail.sweep(at=timezone.now() + timedelta(seconds=1))
    user: User = User.objects.get(email="nora@desk.test")
    return user


def state(user: User, **later: Any) -> Invitation | None:
    return people.invitations([user], at=timezone.now() + timedelta(**later)).get(user.pk)


def open_and_choose(token: str) -> int:
    client = Client()
    client.get(f"/accounts/invitation/{token}/")
    form = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    return client.post("/accounts/password/new/", form).status_code


def test_an_invitation_works_once_and_then_the_list_says_no_more_of_it(browser: Client) -> None:
    nora = invited(browser)
    assert (state(nora), "Invited" in browser.get("/settings/people/").text) == (Invitation.SENT, True)
    token = make_token(nora, LinkPurpose.INVITATION)
    assert [open_and_choose(token), open_and_choose(token)] == [302, 410]
    nora.refresh_from_db()
    assert (state(nora), "Invited" in browser.get("/settings/people/").text) == (None, False)


def test_an_invitation_that_expired_is_marked_and_can_be_sent_again(browser: Client) -> None:
    nora = invited(browser)
    AccountMail.objects.update(done_at=timezone.now() - timedelta(hours=25))
    assert state(nora) == Invitation.EXPIRED
    assert "Invitation expired" in browser.get("/settings/people/").text
    assert "Send a new link" in browser.get(f"/settings/people/{nora.pk}/").text
    browser.post(f"/settings/people/{nora.pk}/invitations/")
    assert state(nora) == Invitation.WAITING


def test_an_invitation_that_cannot_be_sent_is_marked(browser: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = 1, 1
    nora = invited(browser)
    assert state(nora) == Invitation.UNSENT
    assert "Invitation not sent" in browser.get("/settings/people/").text
    assert "could not be sent" in browser.get(f"/settings/people/{nora.pk}/").text


@pytest.mark.parametrize(("is_active", "says"), [(True, "already has this address"), (False, "may not sign in now")])
def test_an_address_that_somebody_has_is_refused_with_who_and_what_to_do(
    browser: Client,
    is_active: bool,  # noqa: FBT001
    says: str,
) -> None:
    UserFactory.create(name="Nora Old", email="NORA@desk.test", is_active=is_active)
    answer = browser.post("/settings/people/new/", NORA)
    assert (answer.status_code, "Nora Old" in answer.text, says in answer.text) == (422, True, True)


def test_a_mistyped_address_is_put_right_and_the_old_link_is_void(browser: Client) -> None:
    nora = invited(browser)
    token = make_token(nora, LinkPurpose.INVITATION)
    form = NORA | {"email": "nora.salas@desk.test", "is_active": "on"}
    assert browser.post(f"/settings/people/{nora.pk}/", form).status_code == 302
    nora.refresh_from_db()
    assert (nora.email, open_and_choose(token)) == ("nora.salas@desk.test", 410)
    assert browser.post(f"/settings/people/{nora.pk}/", form | {"email": "admin@desk.test"}).status_code == 422


def test_the_list_costs_the_same_for_any_number_of_people(browser: Client) -> None:
    costs = []
    for n in range(3):
        browser.post("/settings/people/new/", NORA | {"email": f"p{n}@desk.test"})
        with CaptureQueriesContext(connection) as queries:
            browser.get("/settings/people/")
        costs.append(len(queries))
    assert costs[1] == costs[2]


# -- every field does what it says ------------------------------------------------------------------------------------


def test_role_and_teams_decide_what_somebody_sees(browser: Client) -> None:
    team = TeamFactory.create()
    ticket = TicketFactory.create(team=team)
    nora = UserFactory.create(**NORA)
    form = NORA | {"is_active": "on"}

    def sees() -> tuple[int, int]:
        reader = Client()
        reader.force_login(nora)
        paths = (f"/agent/tickets/{ticket.pk}/", "/settings/people/")
        return tuple(reader.get(path).status_code for path in paths)  # type: ignore[return-value]

    assert sees() == (404, 403)
    browser.post(f"/settings/people/{nora.pk}/", form | {"teams": [team.pk]})
    assert sees() == (200, 403)
    browser.post(f"/settings/people/{nora.pk}/", form | {"role": "admin"})
    assert sees() == (200, 200)


def test_whoever_may_not_sign_in_is_out_at_once_and_gets_no_tickets(browser: Client) -> None:
    nora = UserFactory.create(**NORA)
    session = Client()
    session.force_login(nora)
    browser.post(f"/settings/people/{nora.pk}/", NORA)
    assert session.get("/agent/tickets/").status_code == 302
    assert not User.objects.answering().filter(pk=nora.pk).exists()


def test_a_team_out_of_use_is_offered_nowhere(browser: Client) -> None:
    team = TeamFactory.create(name="Couriers")
    ticket = TicketFactory.create()
    pages = [
        f"/agent/tickets/{ticket.pk}/",
        "/settings/categories/new/",
        "/settings/people/new/",
        "/settings/rules/new/",
    ]
    assert all("Couriers" in browser.get(page).text for page in pages[:3])
    browser.post(f"/settings/teams/{team.pk}/", {"name": "Couriers"})
    assert [page for page in pages if "Couriers" in browser.get(page).text] == []


def test_the_pages_say_where_people_and_teams_are_used(browser: Client, starter: SLAPolicy) -> None:
    team, nora = night_team(), UserFactory.create(**NORA)
    category = CategoryFactory.create(name="Lamps", team=team)
    TicketFactory.create(category=category, assignee=nora)
    make_rule("To the night", then={"team": team.pk})
    make_rule("To Nora", then={"assignee": nora.pk})
    CannedAnswer.objects.create(title="x", body="y", visibility="team", team=team)
    assert [use.text for use in browser.get(f"/settings/teams/{team.pk}/").context["uses"]] == [
        "1 ticket that is not solved",
        "Category: Lamps",
        "Routing rule: To the night",
        "SLA policy: Night",
        "1 canned answer",
    ]
    assert [use.text for use in browser.get(f"/settings/people/{nora.pk}/").context["uses"]] == [
        "1 ticket that is not solved",
        "Routing rule: To Nora",
    ]
