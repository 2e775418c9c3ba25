"""Keeping what opens something out of the logs: Django writes the path of every refused request."""

import logging
import re

# The token of a request's page, and those of the links that set a first or a new password.
SECRET = re.compile(r"(/r/|/accounts/password/reset/|/accounts/invitation/)[^\s?#'\"]+")


def without_secrets(text: str) -> str:
    """Return a line without what follows the beginnings of secret addresses."""
    return SECRET.sub(r"\1…", text)


class SecretPaths(logging.Filter):
    """Takes tokens out of a record's message before any handler writes it. Lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the message where there is something to hide."""
        message = record.getMessage()
        hidden = without_secrets(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
