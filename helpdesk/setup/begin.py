"""Making an empty desk work: its first administrator, with hours, promises and ways in. Once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from helpdesk.accounts.models import Desk, Role, User
from helpdesk.administration import audit
from helpdesk.setup.steps import STEPS
from tickets import defaults

LOCK = 4_801_997  # any number: one set-up at a time


class AlreadySetUpError(Exception):
    """Somebody was faster, or it was done long ago."""


@dataclass(frozen=True)
class Beginning:
    """What the wizard asks first."""

    name: str
    email: str
    password: str
    language: str
    time_zone: str


def is_waiting() -> bool:
    """Whether nobody has ever administered this desk. One that lost its administrators is not given to strangers:
    `manage.py create_admin` is the way back in.
    """
    return not (User.objects.filter(role=Role.ADMIN).exists() or Desk.objects.filter(is_set_up=True).exists())


@transaction.atomic
def begin(beginning: Beginning, *, at: datetime) -> User:
    """Make the administrator of a desk that takes requests at once; the other steps are theirs.

    Of several at the same time, one wins; AlreadySetUpError for the others.
    """
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
        desk.is_set_up, desk.setup_step = True, STEPS[1].slug
        desk.save(update_fields=["is_set_up", "setup_step"])
        defaults.install_policy(language=beginning.language, time_zone=beginning.time_zone)
        defaults.install_channels(language=beginning.language)
        audit.record(by=user, subject=desk, at=at, after=audit.facts_of(desk), verb=audit.Verb.SET_UP)
    return user
