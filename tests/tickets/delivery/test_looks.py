"""What mail looks like to eyes: enough contrast, in a light and in a dark mail program."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from helpdesk.accounts.models import Desk

pytestmark = pytest.mark.django_db
# The colours of text and page that mail programs give; some show a mail on white within a dark window.
PROGRAMS = [((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (28, 28, 30))]
TAG = re.compile(r"<[a-z][^>]*>")
COLOUR = re.compile(r"(?<![-\w])color:\s*#")
OPACITY = re.compile(r"opacity:(\.\d+)")


def luminance(colour: tuple[float, ...]) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = (part / 255 for part in colour)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(text: tuple[int, ...], page: tuple[int, ...], opacity: float) -> tuple[float, ...]:
    return tuple(opacity * t + (1 - opacity) * p for t, p in zip(text, page, strict=True))


def test_quiet_text_is_readable_on_any_page_that_a_mail_program_shows() -> None:
    earlier = [{"at": timezone.now(), "name": "Carol", "text": "Hello"}]
    links = [{"url": "/r/1/", "ticket": {"number": 1, "created_at": timezone.now()}}]
    context = {"desk": Desk.current(), "earlier": earlier, "message": None, "links": links}
    html = "".join(render_to_string(f"emails/{name}.html", context) for name in ("reply", "letter", "_requests"))
    quiet = [float(opacity) for opacity in OPACITY.findall(html)]
    assert len(quiet) == 4
    shown = [contrast(mixed(text, page, opacity), page) for opacity in quiet for text, page in PROGRAMS]
    assert min(shown) >= 4.5
    # A colour of our own suits one kind of page only, unless the background comes along.
    assert [tag for tag in TAG.findall(html) if COLOUR.search(tag) and "background-color" not in tag] == []
