"""Address lists as people, programs and attackers write them."""

import pytest

from channels_inbound.email.addresses import parse_addresses
from channels_inbound.email.parse import parse


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ana@example.com", [("", "ana@example.com")]),
        ("Ana <ana@EXAMPLE.com>", [("Ana", "ana@example.com")]),
        ('"Ruiz, Ana" <ana@example.com>, b@example.com', [("Ruiz, Ana", "ana@example.com"), ("", "b@example.com")]),
        ("ana@example.com (Ana Ruiz)", [("Ana Ruiz", "ana@example.com")]),
        ("Equipo: a@example.com, b@example.com;", [("", "a@example.com"), ("", "b@example.com")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?Q?=C3=81ngel=2C_Jr?= <a@example.com>", [("Ángel, Jr", "a@example.com")]),
        ("'Ana' <mailto:ana@example.com>", [("Ana", "ana@example.com")]),
        ("Ana <ana@example.com", [("Ana", "ana@example.com")]),
        ("ana@example.com>", [("", "ana@example.com")]),
        ('"sin cierre <ana@example.com>', [("sin cierre", "ana@example.com")]),
        ("sin_dominio", [("", "sin_dominio")]),
        ("MAILER-DAEMON <>", [("MAILER-DAEMON", "")]),
        ("", []),
    ],
)
def test_address_list(value: str, expected: list[tuple[str, str]]) -> None:
    assert parse_addresses(value) == expected


@pytest.mark.parametrize(
    ("value", "addr"),
    [
        ("<@attack.example,@any.example:admin@legitimate.example>", "admin@legitimate.example"),
        (r"<admin@legitimate.example>\,<second@attack.example>", "admin@legitimate.example"),
        ("admin@legitimate.example,<second@attack.example>", "admin@legitimate.example"),
        ('"admin@legitimate.example" <second@attack.example>', "second@attack.example"),
        ("=?utf-8?Q?admin=40legitimate.example?= <second@attack.example>", "second@attack.example"),
    ],
)
def test_a_spoofed_sender_is_the_one_that_is_shown(value: str, addr: str) -> None:
    assert parse(f"From: {value}\n\nHola".encode()).from_addr == addr


def test_several_senders_are_noted() -> None:
    assert parse(b"From: a@example.com, b@example.com\n\nHola").notes == ("several senders",)
