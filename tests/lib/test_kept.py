"""Queries whose SQL is kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from helpdesk.accounts.models import Team, User
from helpdesk.lib.kept import Among, Given, Kept, kept
from tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
built: list[str] = []


@kept
def teams_called(order: str) -> QuerySet[Team]:
    """Return the teams that bear a name."""
    built.append(order)
    return Team.objects.filter(name=Given("name")).order_by(order)


def test_each_run_has_its_own_values() -> None:
    TeamFactory.create(name="Care")
    TeamFactory.create(name="Billing' OR 1=1 --%s")
    names = ["Care", "Billing' OR 1=1 --%s", "Nobody"]
    assert [[team.name for team in teams_called("pk").fetch(name=name)] for name in names] == [
        ["Care"],
        ["Billing' OR 1=1 --%s"],
        [],
    ]
    assert teams_called("pk").first(name="Nobody") is None


def test_a_shape_is_built_once_and_always_reads_anew() -> None:
    built.clear()
    assert teams_called("-pk").fetch(name="New") == []
    team = TeamFactory.create(name="New")
    assert teams_called("-pk").fetch(name="New") == [team]
    assert built == ["-pk"]


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        teams_called("pk").fetch()


def test_joins_and_prefetches_come_along() -> None:
    user = UserFactory.create(name="Alice", teams=[TeamFactory.create(name="Care")])
    people = Kept(User.objects.filter(Among("id", "people")).prefetch_related("teams"))
    with CaptureQueriesContext(connection) as queries:
        found = [(person, [team.name for team in person.teams.all()]) for person in people.fetch(people=[user.pk, 0])]
    assert found == [(user, ["Care"])]
    assert len(queries) == 2
    assert people.fetch(people=[]) == []


def test_it_can_be_a_part_of_a_statement_written_by_hand() -> None:
    TeamFactory.create(name="Care' --%s")
    TeamFactory.create(name="Billing")
    sql = Kept(Team.objects.filter(name=Given("name"), is_active=True).exclude(name="Nobody")).sql
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), min(name) FROM ({sql}) x WHERE name <> %(other)s",
            {"name": "Care' --%s", "other": "B"},
        )
        assert cursor.fetchall() == [(1, "Care' --%s")]


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_shape_but_not_a_connection() -> None:
    TeamFactory.create(name="Care")

    def count(_number: int) -> int:
        try:
            return len(teams_called("pk").fetch(name="Care"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(16))) == [1] * 16
