"""Guessing the language of a text."""

import pytest

from helpdesk.lib.language import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hola, no me llega el pedido que hice para mi casa", "es"),
        ("Hello, I have not received the order for my house", "en"),
        ("OK", "es"),
        ("", "es"),
    ],
)
def test_language_is_guessed_or_left_as_it_was(text: str, language: str) -> None:
    assert guess_language(text, default="es") == language
