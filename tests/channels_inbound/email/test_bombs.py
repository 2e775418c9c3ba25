"""Mails made to burn time and memory (security bar 16): each is read in a few seconds, kept and noted."""

import time
from collections.abc import Callable

import pytest

from channels_inbound.email.parse import parse
from channels_inbound.email.quoting import split_reply

HEAD = b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=a\n\n"
HTML = HEAD + b"Content-Type: text/html\n\n"


def _nested() -> bytes:
    levels = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(10_000))
    return HEAD + b"".join(levels) + b"Content-Type: text/plain\n\nhola\n"


def _recipients() -> bytes:
    return HEAD + b"Cc: " + b", ".join(b'"N, %d" <u%d@example.com>' % (i, i) for i in range(50_000)) + b"\n\nhola"


BOMBS: dict[str, Callable[[], bytes]] = {
    "nested": _nested,
    "recipients": _recipients,
    "parts": lambda: MIXED + b"--a\nContent-Type: text/plain\n\nhi\n" * 100_000 + b"--a--\n",
    "delimiters": lambda: MIXED + b"--ab\n" * 2_000_000,
    "header": lambda: b"Subject: " + b"=?a?q?" * 170_000 + b"\n" + HEAD + b"\nhola",
    "fields": lambda: b"".join(b"X-%d: y\n" % i for i in range(100_000)) + HEAD + b"\nhola",
    "quotes": lambda: HEAD + b"Cc: " + b'"\\"' * 300_000 + b"\n\nhola",
    "parameters": lambda: HEAD + b"Content-Type: text/plain;" + b' a*0*="' * 100_000 + b"\n\nhola",
    "base64": lambda: (
        MIXED + b"--a\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n" + b"A" * 40_000_000 + b"\n--a--"
    ),
    "one line": lambda: HTML + b"<p>" + b"word " * 400_000,
    "deep": lambda: HTML + b"<b>" * 100_000 + b"x",
    "open tags": lambda: HTML + b"<a " * 700_000,
    "comments": lambda: HTML + b"<!--" * 500_000,
    "margins": lambda: HTML + b'<p style="margin-top:99999999em">x</p>' * 4_000,
    "begin": lambda: HEAD + b"\n" + b"begin 644 a\n" * 80_000,
    "blank lines": lambda: b"\n" * 5_000_000 + HEAD + b"\nhola",
    "punycode": lambda: HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"abc-" * 200_000,
    "words of daemons": lambda: b"From: MAILER-DAEMON@x\nReturn-Path: <>\n\n" + b"user account user " * 50_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_within_five_seconds(name: str) -> None:
    bomb = BOMBS[name]()
    start = time.process_time()
    parse(bomb)
    assert time.process_time() - start < 5


def test_what_was_cut_is_noted() -> None:
    assert "too many parts" in parse(BOMBS["parts"]()).notes
    assert "nested too deeply" in parse(BOMBS["nested"]()).notes
    assert "header cut" in parse(BOMBS["recipients"]()).notes
    assert len(parse(BOMBS["recipients"]()).cc) == 500


@pytest.mark.parametrize(
    "line",
    ["On 2024 foo\n", "On 1:23 a wrote:\nEl 2 b escribió\n", "De: a@b.c\nPara: b\n", "Ana <a@b.c>\n", "-- \n", "> a\n",
     "a@" * 50 + "\n", "2024-01-01, a@b.c\n", "*" * 300 + "\n", " " * 500 + "x\n", "a--- On 1 wrote:\n", "x" * 50_000],
)  # fmt: skip
def test_quoting_takes_linear_time(line: str) -> None:
    text = line * (400_000 // len(line))
    start = time.process_time()
    split_reply("hola\n" + text)
    # The bar is 50 ms per 100 kB of the processor; the slack is for a slower one.
    assert time.process_time() - start < 0.05 * 4 * 4
