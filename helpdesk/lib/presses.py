"""Telling a second press of a button from a second message."""

import hashlib


def press_of(token: str, *said: object) -> str:
    """Return what marks one press: the page's token together with what stood in the form; "" without a token.

    Pressed twice, a form says the same and is the same press. Whoever goes back, changes the text and sends again has
    said something else with the same token: it must not be swallowed.
    """
    if not token:
        return ""
    whole = "\x00".join([token, *(str(part) for part in said)])
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:40]
