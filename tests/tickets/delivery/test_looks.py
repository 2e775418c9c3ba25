"""What mail looks like to eyes: enough contrast, in a light and in a dark mail program."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from helpdesk.accounts.models import Desk

pytestmark = pytest.mark.django_db
WHITE, NIGHT = "#ffffff", "#1c1c1e"
TEXT_COLOUR = re.compile(r"(?<![-\w])color:\s*(#[0-9a-f]{6})")


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_quiet_text_is_readable_by_day_and_by_night() -> None:
    earlier = [{"at": timezone.now(), "name": "Carol", "text": "Hello"}]
    html = render_to_string("emails/reply.html", {"desk": Desk.current(), "earlier": earlier, "message": None})
    head, body = html.split("</head>")
    assert TEXT_COLOUR.findall(body) != []
    assert [colour for colour in TEXT_COLOUR.findall(body) if contrast(colour, WHITE) < 4.5] == []
    assert "prefers-color-scheme: dark" in head
    assert [colour for colour in TEXT_COLOUR.findall(head) if contrast(colour, NIGHT) < 4.5] == []
    coloured = re.findall(r"<[^>]*(?<![-\w])color:\s*#[^>]*>", body)
    assert [tag for tag in coloured if "quiet" not in tag and "background-color" not in tag] == []
