"""Links that let somebody set a password: signed, short-lived, and spent by the password they set.

Nothing of them is stored. Each carries a fingerprint of the account as it is now (password, address, last sign-in):
once the password is set, the address changes or somebody signs in, every link made before is void.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from helpdesk.accounts.models import LinkPurpose, User

LIFETIMES = {
    LinkPurpose.RESET: timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    LinkPurpose.INVITATION: timedelta(hours=24),
}
LONGEST_TOKEN = 300


def make_token(user: User, purpose: LinkPurpose) -> str:
    """Return a token that proves control of the person's mailbox."""
    return signing.dumps([user.pk, _fingerprint(user)], salt=_salt(purpose))


def make_link(user: User, purpose: LinkPurpose) -> str:
    """Return the whole address, for a mail or a terminal."""
    return settings.SITE_URL + reverse(f"accounts:{purpose.value}_link", args=[make_token(user, purpose)])


def user_of(token: str, purpose: LinkPurpose) -> User | None:
    """Return whose living link this is; None for anything forged, spent or too old."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    try:
        pk, fingerprint = signing.loads(token, salt=_salt(purpose), max_age=LIFETIMES[purpose])
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.active().filter(pk=pk).first()
    return user if user and constant_time_compare(fingerprint, _fingerprint(user)) else None


def _salt(purpose: LinkPurpose) -> str:
    return f"helpdesk.accounts.links.{purpose}"


def _fingerprint(user: User) -> str:
    state = f"{user.pk}|{user.password}|{user.email}|{user.last_login}"
    return salted_hmac("helpdesk.accounts.links", state, algorithm="sha256").hexdigest()[:40]
