"""A further channel is a copy of its neighbour: every chat has all its parts, each under the same name."""

import importlib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from channels_inbound import kinds, parsers, webhooks
from channels_inbound.chats import media
from tickets.delivery import senders
from tickets.handles import IdentityKind
from tickets.models import CHATS

PARTS = ("check", "forms", "media", "parse", "receive", "split", "verify")
ROOT = Path(settings.BASE_DIR)


@pytest.mark.parametrize("kind", CHATS)
def test_a_chat_has_every_part(kind: str) -> None:
    found = {path.stem for path in (ROOT / "channels_inbound" / kind).glob("*.py")} - {"__init__"}
    assert sorted(found) == sorted(PARTS)
    assert importlib.import_module(f"tickets.delivery.{kind}").send is senders.CHATS[kind]
    assert all(callable(import_string(names[kind])) for names in (parsers.CHATS, media.FETCHERS))
    assert (kind in webhooks.SOURCES, kind in IdentityKind.values) == (True, True)
    assert kinds.KINDS[kind].template == f"channels/{kind}.html"
    assert (ROOT / "templates" / "channels" / f"{kind}.html").exists()
    assert f'symbol id="{kind}"' in (ROOT / "static" / "icons.svg").read_text()


def test_nothing_else_passes_for_a_chat() -> None:
    assert set(CHATS) == set(webhooks.SOURCES) == set(parsers.CHATS) == set(media.FETCHERS) == set(senders.CHATS)
