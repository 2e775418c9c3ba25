"""How what is no text stands in a conversation: short lines in the desk's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbound.chats.content import record, records, text

KINDS = {
    "image": gettext_lazy("Image"),
    "audio": gettext_lazy("Audio"),
    "voice": gettext_lazy("Voice message"),
    "video": gettext_lazy("Video"),
    "document": gettext_lazy("Document"),
    "sticker": gettext_lazy("Sticker"),
}


def lines(*parts: str) -> str:
    """Join what there is, one below the other."""
    return "\n".join(part for part in parts if part)


def kind_of(kind: str) -> str:
    """Name a kind of file."""
    return str(KINDS.get(kind, _("File")))


def unknown(kind: str) -> str:
    """Stand in for a message that we cannot show; the raw inbox has it whole."""
    if kind:
        return _("[A message of a kind that the desk cannot show: %(kind)s]") % {"kind": kind[:60]}
    return _("[A message that the desk cannot show]")


def location(latitude: Any, longitude: Any, *, name: str = "", address: str = "") -> str:
    """Tell a place, with a link to a map; nothing is fetched."""
    try:
        point = f"{float(latitude):.6f},{float(longitude):.6f}"
    except (TypeError, ValueError):
        point = ""
    link = f"https://www.google.com/maps?q={point}" if point else ""
    return lines(_("[Location]"), name, address, link)


def contact(name: str, numbers: list[str]) -> str:
    """Tell a contact card."""
    return _("[Contact] %(name)s %(numbers)s").strip() % {"name": name, "numbers": ", ".join(numbers)}


def reaction(emoji: str) -> str:
    """Tell a reaction, or that it was taken back."""
    return _("Reacted with %(emoji)s") % {"emoji": emoji} if emoji else _("Took the reaction back")


def order(value: Any) -> str:
    """Tell the products of an order."""
    rows = [_order_line(item) for item in records(record(value).get("product_items"))]
    return lines(_("[Order]"), *rows, text(record(value).get("text")))


def _order_line(item: dict[str, Any]) -> str:
    facts = {name: text(item.get(name)) for name in ("quantity", "product_retailer_id", "item_price", "currency")}
    return "{quantity} × {product_retailer_id} · {item_price} {currency}".format(**facts)
