"""Who a raw event of a chat is from and what it says, in a glance for the list of what arrived; never fails."""

from typing import Any

from channels_inbound.chats.content import read_json, text

SENDERS = ("from", "recipient_id", "wa_id", "username", "first_name", "chat")
SAID = ("body", "text", "caption", "title", "emoji", "status", "type")
DEEPEST = 12


def digest(raw: bytes) -> tuple[str, str]:
    """Return a sender and a line, each "" where nothing looks like one."""
    body = read_json(raw)
    return _first(body, SENDERS)[:120], " ".join(_first(body, SAID).split())[:160]


def _first(value: Any, names: tuple[str, ...]) -> str:
    """Return the first text under the first of these names that has one, wherever it stands."""
    for name in names:
        found = next((text(part) for part in _under(value, name, 0) if text(part).strip()), "")
        if found:
            return found
    return ""


def _under(value: Any, name: str, depth: int) -> list[Any]:
    if depth > DEEPEST:
        return []
    if isinstance(value, list):
        return [part for item in value for part in _under(item, name, depth + 1)]
    if not isinstance(value, dict):
        return []
    mine = [value[name]] if name in value else []
    return mine + [part for item in value.values() for part in _under(item, name, depth + 1)]
