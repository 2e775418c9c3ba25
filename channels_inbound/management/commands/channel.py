"""`manage.py channel add` and `channel list`: channels as JSON, for scripts and installers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from channels_inbound.chats.check import webhook_url
from channels_inbound.kinds import FORMS, from_settings
from tickets.models import Channel


class Command(BaseCommand):
    """Add and list channels. Secrets are stored encrypted and never printed."""

    help = "Add or list channels; prints JSON. The settings are those of the settings page, checked in the same way."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the two actions."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("list", help="print every channel, one JSON object a line")
        add = actions.add_parser("add", help="add a channel and print it")
        add.add_argument("kind", choices=sorted(FORMS), metavar="KIND", help=", ".join(sorted(FORMS)))
        add.add_argument("--name", required=True, help="what it is called in the desk")
        add.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", dest="given")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what is asked for."""
        if options["action"] == "list":
            for channel in Channel.objects.order_by("pk"):
                self.stdout.write(json.dumps(_row(channel), ensure_ascii=False))
        else:
            channel = _add(options["kind"], options["name"], options["given"])
            self.stdout.write(json.dumps(_row(channel), ensure_ascii=False))


def _add(kind: str, name: str, given: list[str]) -> Channel:
    try:
        form = from_settings(kind, name, given)
    except ValueError as error:
        known = ", ".join(FORMS[kind].base_fields)
        raise CommandError(f"There is no setting «{error}». Known: {known}", returncode=64) from error
    if not form.is_valid():
        faults = [f"{field}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()]
        raise CommandError("\n".join(faults), returncode=64)
    return form.save(kind, by=None, at=timezone.now())


def _row(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.pk,
        "kind": channel.kind,
        "name": channel.name,
        "slug": channel.slug,
        "active": channel.is_active,
        "webhook_url": webhook_url(channel) or None,  # neither mail nor the form comes by a webhook
        "config": channel.config,
        "secrets": sorted(channel.secrets),
        "failing_since": channel.failing_since.isoformat() if channel.failing_since else None,
        "last_error": channel.last_error,
    }
