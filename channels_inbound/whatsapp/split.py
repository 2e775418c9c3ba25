"""One webhook of Meta holds many events: every message and status of every change of every entry becomes its own.

Nothing is left out: what has an unknown shape is an event too. Each is written in the shape of a whole webhook, so
that one parser reads both; a webhook with a single event stays the bytes that came.
"""

import hmac
import json
from collections.abc import Iterator
from typing import Any

from channels_inbound.chats.content import Event, identifier, read_json, record
from tickets.models import Channel, ChannelKind

Part = tuple[dict[str, Any], str, str]  # the event in its envelope, its id, the number it is for
LISTS = ("messages", "statuses")


def split(raw: bytes, channel: Channel) -> list[Event]:
    """Return the events of a webhook, each with the channel of the number it is for."""
    body = read_json(raw)
    try:
        parts = list(_parts(body)) if isinstance(body, dict) else []
        if len(parts) > 1:
            routes = _routes({number for _part, _id, number in parts}, channel)
            return [Event(routes[number], json.dumps(part).encode(), pid) for part, pid, number in parts]
    except RecursionError:
        parts = []
    if not parts:
        return [Event(channel.pk, raw)]
    _part, part_id, number = parts[0]
    return [Event(_routes({number}, channel)[number], raw, part_id)]


def _parts(body: dict[str, Any]) -> Iterator[Part]:
    entries = body.get("entry")
    if not isinstance(entries, list) or not entries:
        for value, part_id in _values(body):  # the shape of the older API: a change without its envelope
            yield value, part_id, _number(body)
        return
    for entry in entries:
        for changed, part_id, number in _entry(entry):
            yield {**body, "entry": [changed]}, part_id, number


def _entry(entry: Any) -> Iterator[tuple[Any, str, str]]:
    changes = record(entry).get("changes")
    if not isinstance(changes, list) or not changes:
        yield entry, "", ""
        return
    for change in changes:
        value = record(change).get("value")
        if not isinstance(value, dict):
            yield {**entry, "changes": [change]}, "", ""
            continue
        for part, part_id in _values(value):
            yield {**entry, "changes": [{**change, "value": part}]}, part_id, _number(value)


def _values(value: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the value of a change once for each message and status in it; as it is when it has none."""
    rest = {key: part for key, part in value.items() if key not in LISTS}
    found = [(key, item) for key in LISTS if isinstance(value.get(key), list) for item in value[key]]
    for key, item in found:
        yield {**rest, **_contacts(rest, item, alone=len(found) == 1), key: [item]}, _id_of(key, item)
    if not found:
        yield value, ""


def _contacts(rest: dict[str, Any], item: Any, *, alone: bool) -> dict[str, Any]:
    """Leave in a batch only the contact that wrote the message."""
    contacts, sender = rest.get("contacts"), record(item).get("from")
    if alone or not isinstance(contacts, list):
        return {}
    return {"contacts": [c for c in contacts if record(c).get("wa_id") == sender] or contacts[:1]}


def _id_of(key: str, item: Any) -> str:
    """A message is known by its wamid, a status by that of its message and the state."""
    found = identifier(record(item).get("id"))
    if key == "messages" or not found:
        return found
    state = identifier(record(item).get("status"))
    return f"{found}:{state}" if state else ""


def _number(value: dict[str, Any]) -> str:
    return identifier(record(value.get("metadata")).get("phone_number_id"))


def _routes(numbers: set[str], channel: Channel) -> dict[str, int]:
    """Return the channel of each number: of one app all numbers come to one address.

    Another channel gets an event only when it has the same app secret: a signature proves no other app's event. A
    number that nobody has set up stays with the channel that received it, which holds the event.
    """
    routes = dict.fromkeys(numbers, channel.pk)
    foreign = numbers - {"", str(channel.config.get("phone_number_id", ""))}
    if foreign:
        secret = channel.secrets.get("app_secret", "").encode()
        others = Channel.objects.active().of_kind(ChannelKind.WHATSAPP)
        for other in others.filter(config__phone_number_id__in=foreign):
            if hmac.compare_digest(other.secrets.get("app_secret", "").encode(), secret):
                routes[str(other.config["phone_number_id"])] = other.pk
    return routes
