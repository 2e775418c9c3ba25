#!/usr/bin/env python
"""Django's command line for the help desk."""

import base64
import os
import secrets
import sys

# Works on a fresh clone, before the first start has made the keys: it stores and signs nothing.
NEEDS_NO_KEYS = {"parse_email"}


def main() -> None:
    """Run a management command with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    if NEEDS_NO_KEYS.intersection(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        os.environ.setdefault("FIELD_ENCRYPTION_KEYS", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after the environment

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
