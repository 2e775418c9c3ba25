"""Damaged mails: nothing but `UnparseableMail` comes out, and only text that a database can keep."""

import contextlib
import os
import random
import time
from pathlib import Path

import pytest

from channels_inbound.email.parse import ParsedEmail, UnparseableMail, read
from tests.channels_inbound.email.samples import PATHS

TOKENS = (b"\0", b"\r", b"\r\n\r\n", b"=?", b"?=", b'"', b"<", b"--", b"\xff", b"\xed\xa0\x80", b";", b"@", b"&#xD800;",
          b"charset=utf-7", b"charset=utf-16", b"+2AA-", b"begin 644 x\n", b"Content-Type: text/html\n\n")  # fmt: skip


def test_2000_mutations_of_the_samples() -> None:
    _mutate([path.read_bytes() for path in PATHS], count=2_000)


@pytest.mark.slow
def test_mutations_of_the_corpora() -> None:
    """Run where MESA_CORPORA names the folder of the mail corpora."""
    folder = os.environ.get("MESA_CORPORA")
    if not folder:
        pytest.skip("MESA_CORPORA is not set")
    _mutate([path.read_bytes()[:60_000] for path in sorted(Path(folder, "mail").glob("*.eml"))], count=20_000)


def _mutate(mails: list[bytes], *, count: int) -> None:
    rng = random.Random(7)
    for _ in range(count):
        mail = bytearray(rng.choice(mails))
        for _ in range(rng.choice((1, 3, 10, 40))):
            _damage(mail, rng)
        start = time.perf_counter()
        with contextlib.suppress(UnparseableMail):
            _check(read(bytes(mail)))
        assert time.perf_counter() - start < 2


def _damage(mail: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(mail) + 1)
    kind = rng.randrange(4)
    if kind == 0:
        mail[place : place + 1] = bytes([rng.randrange(256)])
    elif kind == 1:
        mail[place:place] = rng.choice(TOKENS)
    elif kind == 2:
        del mail[place : place + rng.randrange(60)]
    else:
        other = rng.randrange(len(mail) + 1)
        mail[place:place] = mail[other : other + rng.randrange(120)]


def _check(mail: ParsedEmail) -> None:
    texts = [mail.subject, mail.body_text, mail.body_html, mail.reply_text, mail.quoted_text, mail.from_name]
    texts += [mail.from_addr, mail.message_id, *(file.name for file in mail.attachments)]
    for text in texts:
        assert "\0" not in text
        text.encode("utf-8")
