"""Filling in the public form as a browser does."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from channels_inbound.web_form.stamp import new_stamp
from tickets.models import AccessLink, Ticket


def typed_stamp() -> str:
    """Return the stamp of a form that somebody has looked at for a minute."""
    return new_stamp(at=datetime.now(UTC) - timedelta(minutes=1)).token


def request_fields(**changes: Any) -> dict[str, Any]:
    """Return a whole request; a field given as None is left out."""
    fields = {
        "name": "Rosa Huamán",
        "email": "rosa@example.com",
        "subject": "The fridge arrived with a dent",
        "body": "We saw a dent in the lower door.\nWhat shall we do?",
        "stamp": typed_stamp(),
        "sitio_web": "",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def send(client: Client, **changes: Any) -> Any:
    """Send a request by the public form."""
    return client.post("/requests/new/", request_fields(**changes))


def link_of(ticket: Ticket) -> str:
    """Return the path of the request's page for its requester."""
    return f"/r/{AccessLink.for_requester(ticket, ticket.requester).token}/"


def answer(client: Client, request_answered: Ticket, **changes: Any) -> Any:
    """Answer on the page of a request."""
    fields = {"body": "It is the lower door.", "stamp": typed_stamp()}
    return client.post(f"{link_of(request_answered)}replies/", fields | changes)


def without_tokens(response: Any) -> str:
    """Return the page without what differs in each: CSRF tokens and stamps."""
    return re.sub(r'(name="(?:csrfmiddlewaretoken|stamp)" value=)"[^"]*"', r"\1", response.content.decode())
