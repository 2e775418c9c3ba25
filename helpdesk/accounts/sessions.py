"""The session engine: Django's rows in the database, read with a kept query since every page begins with one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from helpdesk.lib.kept import Given, kept


class SessionStore(db.SessionStore):
    """Reads and writes what Django's own engine does; sessions of either are good for the other."""

    def _get_session_from_db(self) -> Session | None:
        session = _living().first(key=self.session_key, at=timezone.now())
        if session is None:
            self._session_key = None
        return session


@kept
def _living() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("at"))
