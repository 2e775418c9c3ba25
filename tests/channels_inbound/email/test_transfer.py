"""Content-Transfer-Encoding from senders that get it wrong."""

import base64

import pytest

from channels_inbound.email.transfer import decode_transfer
from tests.channels_inbound.email.samples import mail

LABEL = "Content-Transfer-Encoding: base64"


def test_plain_text_that_is_labelled_as_base64_stays_readable() -> None:
    read = mail("Content-Type: text/plain; charset=utf-8", LABEL, body="Buenos días, el horno no calienta. ¿Qué hago?")
    assert read.body_text == "Buenos días, el horno no calienta. ¿Qué hago?\n"


@pytest.mark.parametrize("noise", [b"> ", b"    ", b"!", b"*"])
def test_a_little_noise_in_base64_is_skipped(noise: bytes) -> None:
    content = bytes(range(256)) * 20
    lines = base64.encodebytes(content).split(b"\n")
    assert decode_transfer(b"\n".join(noise + line for line in lines), "base64") == content


@pytest.mark.parametrize(
    ("source", "content"), [(b"SG9sYQ==", b"Hola"), (b"SG9sYQ", b"Hola"), (b"\r\n", b""), (b"", b"")]
)
def test_short_base64_is_decoded(source: bytes, content: bytes) -> None:
    assert decode_transfer(source, "base64") == content
