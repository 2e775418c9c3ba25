"""A report leaves once for each of its days, with what its owner may see, and stops when they may no longer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from openpyxl import load_workbook

from helpdesk.accounts.models import ConfigChange, Role, User
from reports.models import Pause, ReportRun, ReportSchedule
from reports.schedules import sending, verbs
from tests.factories import TeamFactory, TicketFactory, UserFactory
from tests.reports.histories import Desk
from tickets import defaults
from tickets.delivery import compose
from tickets.facts import refresh
from tickets.models import Delivery, DeliveryKind

EIGHT = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)  # a Thursday, 8:00 in Lima
DAY = timedelta(days=1)


def schedule_of(owner: User | None = None, *, to: list[User] | None = None, **columns: Any) -> ReportSchedule:
    """Return a report that is due each day at eight."""
    owner = owner or UserFactory.create(role=Role.ADMIN, name="Ada Cruz")
    columns = {"name": "Morning figures", "frequency": "daily", "language": "en", "next_run_at": EIGHT} | columns
    row = ReportSchedule.objects.create(owner=owner, **columns)
    row.recipients.set([owner] if to is None else to)
    return row


def sent() -> list[str]:
    """Return whom a report went to."""
    return list(Delivery.objects.filter(kind=DeliveryKind.REPORT).order_by("pk").values_list("to_address", flat=True))


@pytest.mark.django_db
def test_nothing_leaves_before_its_hour_and_everything_once_after() -> None:
    people = [UserFactory.create() for _ in range(2)]
    row = schedule_of(to=people)
    assert [sending.sweep(at=EIGHT + wait) for wait in (-timedelta(seconds=1), timedelta(0), timedelta(hours=1))] == [
        0, 1, 0,
    ]  # fmt: skip
    assert sorted(sent()) == sorted(person.email for person in people)
    row.refresh_from_db()
    assert (row.next_run_at, row.last_run_at, row.last_error) == (EIGHT + DAY, EIGHT, "")


@pytest.mark.django_db
def test_what_was_missed_is_sent_once_late_for_the_latest_day() -> None:
    row = schedule_of()
    assert [sending.sweep(at=EIGHT + 3 * DAY + timedelta(hours=2)) for _ in range(2)] == [1, 0]
    assert [run.due_on for run in ReportRun.objects.all()] == [date(2026, 11, 22)]
    row.refresh_from_db()
    assert row.next_run_at == EIGHT + 4 * DAY
    assert Delivery.objects.get().context["report"]["days"] == "21 November 2026"


@pytest.mark.django_db
def test_a_day_is_not_sent_twice_when_the_hour_is_moved() -> None:
    row = schedule_of()
    sending.sweep(at=EIGHT)
    ReportSchedule.objects.update(hour=10, next_run_at=EIGHT + timedelta(hours=2))
    assert sending.sweep(at=EIGHT + timedelta(hours=2)) == 0
    row.refresh_from_db()
    assert (len(sent()), row.next_run_at) == (1, EIGHT + DAY + timedelta(hours=2))


@pytest.mark.django_db(transaction=True)
def test_parallel_sweeps_send_once() -> None:
    for _ in range(3):
        schedule_of(UserFactory.create(role=Role.MANAGER))

    def sweep(_number: int) -> int:
        try:
            return sending.sweep(at=EIGHT)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(sweep, range(6))) == 3
    assert (len(sent()), ReportRun.objects.count()) == (3, 3)


@pytest.mark.django_db
def test_the_mail_says_the_figures_and_carries_the_workbook() -> None:
    desk = Desk(11)
    desk.play(20)
    row = schedule_of(frequency="monthly", filters={"hours": "clock", "team": desk.teams[0].pk})
    verbs.send_copy(row, to=row.owner, at=EIGHT)
    letter = compose.compose(Delivery.objects.get(kind=DeliveryKind.REPORT))
    html = str(letter.alternatives[0][0])
    board, _asked = sending.figures(row, due_on=date(2026, 11, 1), at=EIGHT)
    created = f"Tickets created: {board.volume.created.now}"
    assert letter.subject == "Morning figures: 1 October 2026 – 31 October 2026"
    assert created in letter.body
    assert f"Team: {desk.teams[0].name}" in letter.body
    assert "Compared with 1 September 2026 – 30 September 2026" in letter.body
    assert f"hours=clock&team={desk.teams[0].pk}&period=custom&first=2026-10-01&last=2026-10-31" in letter.body
    assert "SLA met: First response" in html
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    name, data, _kind = letter.attachments[0]
    book = load_workbook(BytesIO(data))
    assert name == "morning-figures-2026-10-01-2026-10-31.xlsx"
    assert len(book.sheetnames) == len(board.figures) + 2


@pytest.mark.django_db
def test_the_language_is_the_schedules_own() -> None:
    row = schedule_of(language="es", name="Informe")
    sending.sweep(at=EIGHT)
    said = Delivery.objects.get().context["report"]
    assert said["days"] == "18 de noviembre de 2026"
    assert row.recipients.get().language == "en"


@pytest.mark.django_db(transaction=True)
def test_it_leaves_by_the_outbox() -> None:
    row = schedule_of()
    sending.sweep(at=EIGHT)
    assert Delivery.objects.get().last_error == ""
    letter = mail.outbox[0]
    assert isinstance(letter, EmailMultiAlternatives)
    assert (letter.to, Delivery.objects.get().state) == ([row.owner.email], "sent")


@pytest.mark.django_db
def test_the_owners_rights_decide_at_each_run() -> None:
    team, other = TeamFactory.create(), TeamFactory.create()
    for number, each in enumerate((team, other, other)):
        TicketFactory.create(address=f"p{number}@example.com", team=each)
    refresh.repair()
    owner = UserFactory.create(role=Role.ADMIN, teams=[team])
    row = schedule_of(owner, to=[UserFactory.create(role=Role.AGENT)])
    sending.sweep(at=EIGHT)
    User.objects.filter(pk=owner.pk).update(role=Role.MANAGER)
    ReportRun.objects.all().delete()
    ReportSchedule.objects.update(next_run_at=EIGHT)
    sending.sweep(at=EIGHT)
    counted = [delivery.context["report"]["lines"][0]["value"] for delivery in Delivery.objects.order_by("pk")[3:]]
    assert (counted, row.recipients.count()) == (["3", "1"], 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"is_active": False}, Pause.OWNER_LEFT),
        ({"role": Role.AGENT}, Pause.OWNER_DEMOTED),
        ({"role": Role.LIGHT}, Pause.OWNER_DEMOTED),
    ],
)
def test_without_a_manager_behind_it_a_report_is_paused_and_says_so(columns: dict[str, Any], why: Pause) -> None:
    owner = UserFactory.create(role=Role.MANAGER)
    row = schedule_of(owner, to=[UserFactory.create()])
    User.objects.filter(pk=owner.pk).update(**columns)
    assert [sending.sweep(at=EIGHT + number * DAY) for number in range(2)] == [0, 0]
    row.refresh_from_db()
    assert (row.is_active, row.paused_because, sent()) == (False, why, [])
    entry = ConfigChange.objects.get()
    assert (entry.by, entry.after) == (None, {"active": False, "Why": {"word": str(why.label)}})


@pytest.mark.django_db
def test_nobody_to_write_to_or_a_team_that_is_gone_pause_it() -> None:
    gone = UserFactory.create(is_active=False)
    rows = [schedule_of(to=[gone]), schedule_of(filters={"team": 987654})]
    assert sending.sweep(at=EIGHT) == 0
    assert [ReportSchedule.objects.get(pk=row.pk).paused_because for row in rows] == ["no_recipient", "bad_filter"]


@pytest.mark.django_db
def test_whoever_left_gets_none() -> None:
    here, gone = UserFactory.create(), UserFactory.create(is_active=False)
    schedule_of(to=[here, gone])
    sending.sweep(at=EIGHT)
    assert sent() == [here.email]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Madrid", datetime(2026, 11, 19, 7, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 11, 18, 23, 0, tzinfo=UTC)),
    ],
)
def test_when_the_desk_moves_its_reports_keep_their_day_and_hour(zone: str, due: datetime) -> None:
    calendar = defaults.install(language="en", time_zone="America/Lima").calendar
    row = schedule_of(zone="America/Lima")
    calendar.time_zone = zone
    calendar.save()
    assert [sending.sweep(at=due + wait) for wait in (-timedelta(hours=1), timedelta(0), timedelta(hours=9))] == [
        0,
        1,
        0,
    ]
    row.refresh_from_db()
    assert (row.next_run_at, row.zone, ReportRun.objects.get().due_on) == (due + DAY, zone, date(2026, 11, 19))


@pytest.mark.django_db
def test_whom_the_last_report_did_not_reach_is_said() -> None:
    here, away = UserFactory.create(), UserFactory.create()
    row = schedule_of(to=[here, away])
    other = schedule_of(to=[here])
    sending.sweep(at=EIGHT)
    Delivery.objects.get(to_address=away.email).mark_failed("550 no such user")
    assert sending.undelivered([row, other]) == {row.pk: [away.email]}
    sending.sweep(at=EIGHT + DAY)
    assert sending.undelivered([row, other]) == {}


@pytest.mark.django_db
def test_a_fault_is_written_down_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row = schedule_of()

    def full(*_args: object, **_options: object) -> None:
        raise OSError("No space left")

    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "save", full)
        assert sending.sweep(at=EIGHT) == 0
    row.refresh_from_db()
    assert (row.last_error, row.next_run_at, sent()) == ("OSError: No space left", EIGHT + timedelta(minutes=15), [])
    assert sending.sweep(at=EIGHT + timedelta(minutes=15)) == 1
    row.refresh_from_db()
    assert (row.last_error, row.next_run_at) == ("", EIGHT + DAY)
