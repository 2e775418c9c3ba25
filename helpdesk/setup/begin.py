"""Making an empty desk work: its first administrator, hours, promises, categories and teams. Once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from helpdesk.accounts.models import Desk, Membership, Role, Team, User
from helpdesk.administration import audit
from tickets import defaults
from tickets.defaults import Week

LOCK = 4_801_997  # any number: one set-up at a time


class AlreadySetUpError(Exception):
    """Somebody was faster, or it was done long ago."""


@dataclass(frozen=True)
class Beginning:
    """What the wizard asks."""

    name: str
    email: str
    password: str
    company: str
    language: str
    time_zone: str
    week: Week
    categories: Collection[str]


def is_waiting() -> bool:
    """Whether nobody has ever administered this desk. One that lost its administrators is not given to strangers:
    `manage.py create_admin` is the way back in.
    """
    return not (User.objects.filter(role=Role.ADMIN).exists() or Desk.objects.filter(is_set_up=True).exists())


@transaction.atomic
def begin(beginning: Beginning, *, at: datetime) -> User:
    """Set the desk up and return its administrator. Of several at once, one wins; AlreadySetUpError for the others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_waiting():
        raise AlreadySetUpError
    with translation.override(beginning.language):
        user = User.objects.create_user(
            beginning.email,
            beginning.password,
            name=beginning.name,
            role=Role.ADMIN,
            language=beginning.language,
            time_zone=beginning.time_zone,
        )
        desk = Desk.current()
        desk.name, desk.is_set_up = beginning.company, True
        desk.save(update_fields=["name", "is_set_up"])
        defaults.install(
            language=beginning.language,
            time_zone=beginning.time_zone,
            week=beginning.week,
            slugs=beginning.categories,
        )
        Membership.objects.bulk_create(Membership(user=user, team=team) for team in Team.objects.all())
        audit.record(by=user, subject=desk, at=at, after=audit.facts_of(desk), verb=audit.Verb.SET_UP)
    return user
