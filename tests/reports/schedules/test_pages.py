"""The pages of mailed reports: who sees which, what is filled in, and what each button does."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpdesk.accounts.models import ConfigChange, Role, User
from reports import demo
from reports.models import Pause, ReportSchedule
from reports.schedules import sending
from tests.factories import TeamFactory, UserFactory
from tests.reports.schedules.test_sending import EIGHT, schedule_of, sent
from tickets.models import Delivery

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("reports:schedules"), reverse("reports:schedule_new")


def entered(user: User) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


def filled(user: User, **values: Any) -> dict[str, Any]:
    """Return a form as it is sent."""
    form = {"name": "Weekly", "frequency": "weekly", "weekday": "4", "day": "1", "hour": "7", "language": "es"}
    return form | {"recipients": [user.pk], "hours": "business"} | values


@pytest.mark.parametrize(
    ("role", "status"), [(Role.LIGHT, 403), (Role.AGENT, 403), (Role.MANAGER, 200), (Role.ADMIN, 200)]
)
def test_only_managers_have_them(role: str, status: int) -> None:
    browser = entered(UserFactory.create(role=role))
    assert [browser.get(path).status_code for path in (LIST, NEW)] == [status, status]


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert [client.get(path).status_code for path in (LIST, NEW)] == [302, 302]


def test_managers_touch_their_own_only() -> None:
    theirs = schedule_of()
    browser = entered(UserFactory.create(role=Role.MANAGER))
    assert theirs.name not in browser.get(LIST).text
    paths = [reverse(f"reports:schedule{noun}", args=[theirs.pk]) for noun in ("_activity", "_copies", "_removal", "")]
    assert [browser.post(path).status_code for path in paths] == [404] * 4
    assert entered(UserFactory.create(role=Role.ADMIN)).get(theirs.get_absolute_url()).status_code == 200


def test_a_new_report_begins_with_the_dashboards_filters_and_is_saved() -> None:
    team, manager = TeamFactory.create(), UserFactory.create(role=Role.MANAGER)
    asked: dict[str, Any] = {"team": team.pk, "hours": "clock", "period": "90d"}
    browser = entered(manager)
    page = browser.get(NEW, asked).text
    assert f'<option value="{team.pk}" selected>' in page
    assert re.search(rf'name="recipients" value="{manager.pk}"[^>]* checked', page)
    answer = browser.post(NEW, filled(manager, team=team.pk, hours="clock"))
    row = ReportSchedule.objects.get()
    assert (answer.status_code, row.owner, row.filters) == (302, manager, {"team": team.pk, "hours": "clock"})
    assert (row.rhythm.weekday, row.next_run_at.hour, list(row.recipients.all())) == (4, 12, [manager])
    assert ConfigChange.objects.get().verb == "added"
    assert row.name in browser.get(LIST).text


def test_a_change_is_saved_and_written_down() -> None:
    row = schedule_of()
    answer = entered(row.owner).post(
        row.get_absolute_url(), filled(row.owner, name="Other", frequency="monthly", day=31)
    )
    row.refresh_from_db()
    assert (answer.status_code, row.name, row.day) == (302, "Other", 31)
    assert ConfigChange.objects.get().after["name"] == "Other"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"name": ""}, {"frequency": "hourly"}, {"hour": "24"}, {"day": "32"}, {"recipients": []}),
        *({"recipients": ["x"]}, {"team": "99999"}, {"language": "pt"}, {"hours": "moon"}),
    ],
)
def test_wrong_input_is_said_in_place_and_nothing_typed_is_lost(wrong: dict[str, Any]) -> None:
    admin = UserFactory.create(role=Role.ADMIN)
    page = entered(admin).post(NEW, filled(admin, name="Keep me") | wrong)
    assert (page.status_code, ReportSchedule.objects.count()) == (422, 0)
    assert "error" in page.text
    assert "name" in wrong or 'value="Keep me"' in page.text


def test_somebody_who_left_cannot_be_chosen() -> None:
    admin, gone = UserFactory.create(role=Role.ADMIN), UserFactory.create(is_active=False)
    assert entered(admin).post(NEW, filled(admin, recipients=[gone.pk])).status_code == 422


def test_pause_and_go_on() -> None:
    row = schedule_of()
    browser, path = entered(row.owner), reverse("reports:schedule_activity", args=[row.pk])
    browser.post(path, {"active": "no"})
    row.refresh_from_db()
    assert not row.is_active
    browser.post(path, {"active": "yes"})
    row.refresh_from_db()
    assert (row.is_active, row.next_run_at > EIGHT) == (True, True)
    assert ConfigChange.objects.count() == 2


def test_what_the_desk_paused_says_why_and_cannot_go_on() -> None:
    admin = UserFactory.create(role=Role.ADMIN)
    row = schedule_of(UserFactory.create(role=Role.AGENT), is_active=False, paused_because=Pause.OWNER_DEMOTED)
    browser = entered(admin)
    assert str(Pause.OWNER_DEMOTED.label) in browser.get(LIST).text
    answer = browser.post(reverse("reports:schedule_activity", args=[row.pk]), {"active": "yes"}, follow=True)
    row.refresh_from_db()
    assert (row.is_active, answer.status_code) == (False, 200)


def test_one_now_goes_to_whoever_asks() -> None:
    row, admin = schedule_of(), UserFactory.create(role=Role.ADMIN)
    entered(admin).post(reverse("reports:schedule_copies", args=[row.pk]))
    assert sent() == [admin.email]
    assert ConfigChange.objects.get().verb == "sent"
    row.refresh_from_db()
    assert (row.next_run_at, row.last_run_at) == (EIGHT, None)


def test_the_list_says_whom_the_last_one_did_not_reach() -> None:
    row = schedule_of()
    sending.sweep(at=EIGHT)
    Delivery.objects.get().mark_failed("550 no such user")
    said = f"The last report could not be delivered to {row.owner.email}."
    assert said in entered(row.owner).get(LIST).text


def test_a_report_can_be_deleted() -> None:
    row = schedule_of()
    entered(row.owner).post(reverse("reports:schedule_removal", args=[row.pk]))
    assert (ReportSchedule.objects.count(), ConfigChange.objects.get().verb) == (0, "removed")


def test_the_demo_mails_its_week_once() -> None:
    manager = UserFactory.create(role=Role.MANAGER, email=demo.OWNER, language="es")
    for _ in range(2):
        demo.load(1, EIGHT)
    row = ReportSchedule.objects.get()
    assert (row.owner, row.language, row.next_run_at.weekday(), list(row.recipients.all())) == (
        manager, "es", 0, [manager],
    )  # fmt: skip
    assert row.name in entered(manager).get(LIST).text
