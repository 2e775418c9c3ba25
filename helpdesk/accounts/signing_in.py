"""Whether somebody may sign in: the right password, and not too many wrong ones before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from helpdesk.accounts.models import User
from helpdesk.accounts.throttling import Limit
from helpdesk.lib.client_address import client_address

WINDOW = timedelta(minutes=15)
PER_PERSON = Limit("sign-in", 5, WINDOW)  # wrong passwords for one address from one place
PER_PLACE = Limit("sign-in from", 50, WINDOW)  # wrong passwords from one place; an office may share it
# Wrong passwords for one address from anywhere: many machines that guess together. A link by mail is the way in then.
PER_ADDRESS = Limit("sign-in as", 100, timedelta(hours=1))


class TooManyAttemptsError(Exception):
    """Even the right password is refused until `opens_at`."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(f"until {opens_at.isoformat()}")
        self.opens_at = opens_at


@dataclass(frozen=True)
class Credentials:
    """What somebody typed."""

    email: str
    password: str
    stays: bool = False  # keep the session when the browser is closed


def sign_in(request: HttpRequest, credentials: Credentials, *, at: datetime) -> User | None:
    """Sign in, with a new session id; None when address and password do not belong together, whatever the reason.

    Every attempt is counted before the password is looked at, so that parallel ones cannot slip through. An
    unknown address is counted like a known one, and costs as much time as a wrong password (Django's ModelBackend
    hashes it all the same). What one place is refused for counts for no other place.
    """
    place, address = client_address(request), _counted(credentials.email)
    person = f"{address} {place}"
    for limit, subject in ((PER_PERSON, person), (PER_PLACE, place), (PER_ADDRESS, address)):
        if not limit.hit(subject, at=at):
            raise TooManyAttemptsError(limit.opens_at(subject) or at + WINDOW)
    user = authenticate(request, username=credentials.email, password=credentials.password)
    if not isinstance(user, User):
        return None
    PER_PERSON.clear(person)
    PER_PLACE.give_back(place)
    PER_ADDRESS.give_back(address)  # no more: a right password in between must not let the guessing begin anew
    open_session(request, user, stays=credentials.stays)
    return user


def forget_attempts(request: HttpRequest, user: User) -> None:
    """Let somebody in again who came by a link from their mail: what was guessed before was another password."""
    address = _counted(user.email)
    PER_PERSON.clear(f"{address} {client_address(request)}")
    PER_ADDRESS.clear(address)


def _counted(email: str) -> str:
    """Return one spelling for all that the database takes for equal: a long s (U+017F) is an s."""
    return email.strip().upper().lower()


def open_session(request: HttpRequest, user: User, *, stays: bool) -> None:
    """Begin a session of this person under a new id; without `stays` it ends with the browser."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.set_expiry(None if stays else 0)
