"""Files that people send."""

import pytest
from django.core.files.storage import default_storage

from tests.factories import inbound_message
from tickets import intake
from tickets.files import InboundFile, detect_type, safe_name, store
from tickets.models import Blob

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 30


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n%....", "application/pdf"),
        ("una línea\n".encode(), "text/plain"),
        (b"<html><script>alert(1)</script></html>", "text/html"),
        (b"", "application/octet-stream"),
        (b"\x00\x01\x02garbage", "application/octet-stream"),
    ],
)
def test_type_is_read_from_the_bytes(data: bytes, content_type: str) -> None:
    assert detect_type(data) == content_type


def test_svg_is_never_taken_for_an_image() -> None:
    assert not detect_type(b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>').startswith("image/")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("boleta.pdf", "boleta.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nContent-Type: text/html", "a_Content-Type_ text_html"),
        ("foto\u202egpj.exe", "foto_gpj.exe"),
        ("a\x00b.txt", "a_b.txt"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_fool_nobody(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once() -> None:
    first, second = store(b"same"), store(b"same")
    assert first == second
    assert Blob.objects.count() == 1
    with default_storage.open(first.storage_name) as file:
        assert file.read() == b"same"


@pytest.mark.django_db
def test_files_come_with_their_message_in_order() -> None:
    files = (InboundFile("b.png", PNG), InboundFile("a.txt", b"hola"))
    message = intake.receive(inbound_message(files=files)).message
    assert [(a.name, a.content_type) for a in message.attachments.all()] == [
        ("b.png", "image/png"),
        ("a.txt", "text/plain"),
    ]
