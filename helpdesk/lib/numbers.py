"""Whole numbers that an address or a form names: the key of a row, where a list goes on."""

MOST_DIGITS = 18  # so that every one fits into PostgreSQL's bigint


def whole_number(text: str) -> int | None:
    """Return the number that ASCII digits write; None for anything else, and for one that no key can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
