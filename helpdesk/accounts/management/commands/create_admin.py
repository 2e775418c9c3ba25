"""`manage.py create_admin EMAIL --name NAME`: the first person of a server, or a way back in."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from helpdesk.accounts.links import make_link
from helpdesk.accounts.models import Desk, LinkPurpose, Role, User
from helpdesk.administration import audit


class Command(BaseCommand):
    """Make an administrator and print a link to choose the password: none passes through the shell's history."""

    help = "Makes an administrator (or makes somebody one) and prints a link, good once and for 24 hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say who."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="shown to colleagues; the address when left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make, and print the link alone on its line."""
        email, name = options["email"].strip(), options["name"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not a mail address.") from error
        user = User.objects.filter(email__iexact=email).first() or User(email=User.objects.normalize_email(email))
        with audit.changing(user, by=None, at=timezone.now()):
            user.role, user.is_active = Role.ADMIN, True
            user.name = name or user.name or email.partition("@")[0]
            if user.pk is None:
                user.set_unusable_password()
            user.save(update_fields=["role", "is_active", "name"] if user.pk else None)
        Desk.current()
        Desk.objects.update(is_set_up=True)  # nobody may be made an administrator by the wizard from now on
        self.stderr.write(f"{user.name} <{user.email}> is an administrator. Link to choose a password (24 hours):")
        self.stdout.write(make_link(user, LinkPurpose.INVITATION))
