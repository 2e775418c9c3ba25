"""Who works at the desk: inviting people, changing what they may do."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from helpdesk.accounts.links import LIFETIMES
from helpdesk.accounts.mail import queue_link
from helpdesk.accounts.models import AccountMail, LinkPurpose, Membership, Role, Team, User


class Invitation(StrEnum):
    """How it stands with the link of somebody who has chosen no password yet."""

    WAITING = "waiting"  # on its way
    UNSENT = "unsent"  # the mail server refused it or was away; it is tried some more times
    SENT = "sent"
    EXPIRED = "expired"


class LastAdministratorError(Exception):
    """Nobody would be left who can change the settings."""


@transaction.atomic
def invite(email: str, *, name: str, role: str, teams: Iterable[Team], language: str, at: datetime) -> User:
    """Make a person who cannot sign in yet, and send them a link to choose a password."""
    user = User.objects.create_user(email, name=name, role=role, language=language)
    _join(user, teams)
    queue_link(user.email, LinkPurpose.INVITATION, at=at)
    return user


def invitations(people: Iterable[User], *, at: datetime) -> dict[int, Invitation]:
    """Return by id how it stands with those who have chosen no password yet, with one query."""
    new = (user for user in people if user.is_active and user.last_login is None and not user.has_usable_password())
    invited = {user.email.lower(): user.pk for user in new}
    mails = AccountMail.objects.filter(purpose=LinkPurpose.INVITATION).order_by("pk") if invited else ()
    return {invited[m.address.lower()]: _state(m, at=at) for m in mails if m.address.lower() in invited}


def _state(mail: AccountMail, *, at: datetime) -> Invitation:
    if mail.done_at is None:
        return Invitation.UNSENT if mail.last_error else Invitation.WAITING
    return Invitation.SENT if at < mail.done_at + LIFETIMES[LinkPurpose.INVITATION] else Invitation.EXPIRED


@transaction.atomic
def change(user: User, *, name: str, email: str, role: str, is_active: bool, teams: Iterable[Team]) -> None:
    """Change a person; another address makes links that were sent to the old one void.

    Raises LastAdministratorError rather than leave the desk without an administrator. The rows of all administrators
    are locked in one order, so that two who demote each other cannot both succeed.
    """
    administrators = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk")
    stays = role == Role.ADMIN and is_active
    if [admin.pk for admin in administrators] == [user.pk] and not stays:
        raise LastAdministratorError
    user.name, user.email, user.role, user.is_active = name, email, role, is_active
    user.is_superuser = user.is_superuser and stays
    user.save(update_fields=["name", "email", "role", "is_active", "is_superuser"])
    _join(user, teams)


def _join(user: User, teams: Iterable[Team]) -> None:
    wanted = {team.pk for team in teams}
    Membership.objects.filter(user=user).exclude(team__in=wanted).delete()
    Membership.objects.bulk_create((Membership(user=user, team_id=pk) for pk in wanted), ignore_conflicts=True)
