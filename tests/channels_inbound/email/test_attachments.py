"""Files: names, bytes and what is inline."""

import hashlib

import pytest

from channels_inbound.email.attachments import safe_name
from channels_inbound.email.parse import parse
from tests.channels_inbound.email.samples import parsed


def test_files_keep_name_type_and_place() -> None:
    found = [(file.name, file.content_type, file.inline) for file in parsed("attachments").attachments]
    assert found == [
        ("attachment-1.png", "image/png", True),
        ("factura nº 7.pdf", "application/pdf", False),
        ("notas.txt", "text/plain", False),
        ("Pedido 15-2025.eml", "message/rfc822", False),
    ]


def test_bytes_are_kept_exactly() -> None:
    pdf = parsed("attachments").attachments[1]
    assert pdf.data == b"%PDF-1.4\n"
    assert (pdf.size, pdf.sha256) == (9, hashlib.sha256(b"%PDF-1.4\n").hexdigest())


def test_a_uuencoded_file_is_taken_out_of_the_text() -> None:
    read = parsed("uuencode")
    assert [(file.name, file.data) for file in read.attachments] == [("registro.txt", b"hola\n")]
    assert read.body_text == "Va el registro:\nUn saludo\n"


def test_a_begin_without_end_is_text() -> None:
    read = parse(b"Subject: x\n\nbegin 644 a.txt\nnot encoded at all\n")
    assert (read.attachments, read.body_text) == ((), "begin 644 a.txt\nnot encoded at all\n")


def test_an_unreadable_winmail_dat_is_kept_as_it_is() -> None:
    read = parse(b"Content-Type: application/ms-tnef; name=winmail.dat\n\n\x78\x9f\x3e\x22broken")
    assert [file.name for file in read.attachments] == ["winmail.dat"]
    assert read.notes == ("unreadable winmail.dat",)


def test_broken_base64_gives_what_can_be_read() -> None:
    read = parse(b"Content-Type: a/b; name=x.bin\nContent-Transfer-Encoding: base64\n\naG9s!YQ")
    assert read.attachments[0].data == b"hola"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\a.txt", "a.txt"),
        ("a\r\nb.txt", "ab.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ('a<b>"c".txt', "a_b__c_.txt"),
        ("...", ""),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert safe_name(name) == expected
