"""What stands beside a message in the conversation."""

import pytest

from tickets.models import Message
from tickets.timeline import Said


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("subject", "its subject is that of an absence"),
        ("robot sender", "its address is that of a program"),
        ("auto-submitted: auto-replied", "its header has auto-submitted: auto-replied"),
        ("", ""),
    ],
)
def test_the_sign_of_an_automatic_message_is_told_in_words(sign: str, words: str) -> None:
    assert Said(Message(is_automatic=True, automatic_reason=sign)).why_automatic == words


def test_a_persons_message_has_no_such_sign() -> None:
    assert Said(Message(is_automatic=False)).why_automatic == ""
