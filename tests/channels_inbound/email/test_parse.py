"""Fields, bodies and what is wrong with a mail."""

from datetime import UTC, datetime

import pytest

from channels_inbound.email.parse import Address, UnparseableMail, parse
from tests.channels_inbound.email.samples import PATHS, mail, parsed, raw


def test_fields_of_an_ordinary_mail() -> None:
    read = parsed("plain_es")
    assert read.message_id == "abc.123@cliente.example"
    assert read.in_reply_to == ("t7.x@mesa.example",)
    assert read.references == ("t7.a@mesa.example", "t7.x@mesa.example")
    assert (read.from_name, read.from_addr) == ("Lucía Peña", "Lucia@cliente.example")
    assert read.to == (Address("Soporte", "soporte@mesa.example"), Address("Ángel", "angel@mesa.example"))
    assert read.cc == (Address("Ruiz, Ana", "ana.ruiz@cliente.example"),)
    assert read.reply_to == (Address("", "averias@cliente.example"),)
    assert read.delivered_to == ("soporte@mesa.example",)
    assert read.return_path == "lucia@cliente.example"
    assert read.subject == "La impresora no va desde el lunes ñ"
    assert read.date == datetime(2025, 3, 3, 9, 15, tzinfo=UTC)
    assert read.is_automatic is False
    assert read.notes == ()


def test_body_is_decoded_with_plain_line_ends() -> None:
    expected = "Buenos días:\n\nla impresora de la planta 2 no imprime. ¿Pueden mirarlo?\n\nLucía\n"
    assert parsed("plain_es").body_text == expected


def test_raw_bytes_in_fields_and_an_unknown_charset_are_read_as_cp1252() -> None:
    read = parsed("raw_8bit")
    assert (read.from_name, read.subject) == ("José Núñez", "Petición de contraseña")
    assert read.body_text == "Olvidé mi contraseña – «urgente»\n"
    assert read.notes == ("unknown charset",)


def test_flowed_lines_are_joined() -> None:
    read = parsed("flowed")
    assert read.body_text == "This line goes on in the next.\n> a quote that goes on too\n\n-- \nSam\n"


def test_a_multipart_that_is_not_closed_keeps_its_parts() -> None:
    read = parsed("unclosed")
    assert read.body_text == "Texto que debe llegar.\n"
    assert [file.name for file in read.attachments] == ["datos.bin"]
    assert read.notes == ("multipart not closed",)


def test_a_lost_boundary_is_guessed() -> None:
    read = mail("Content-Type: multipart/mixed", body="--x1\nContent-Type: text/html\n\n<p>Hola</p>\n--x1--")
    assert read.body_text == "Hola\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_do_not_matter(end: bytes) -> None:
    read = parse(raw("gmail_reply_es").replace(b"\n", end))
    assert read.reply_text == "Ya funciona, gracias."


@pytest.mark.parametrize("lead", [b"\n\n", b"From lucia@cliente.example Mon Mar  3 10:15:00 2025\n", b"\xef\xbb\xbf"])
def test_what_stands_before_the_first_field_is_skipped(lead: bytes) -> None:
    assert parse(lead + raw("plain_es")).message_id == "abc.123@cliente.example"


def test_nul_bytes_are_removed() -> None:
    read = parse(b"Subject: a\0b\n\nho\0la")
    assert (read.subject, read.body_text) == ("ab", "hola\n")


@pytest.mark.parametrize("empty", [b"", b"\n\n\n", b" \r\n\t"])
def test_an_empty_mail_is_refused_with_a_reason(empty: bytes) -> None:
    with pytest.raises(UnparseableMail) as caught:
        parse(empty)
    assert caught.value.reason == "The mail is empty."


def test_a_folded_field_cannot_smuggle_a_line_break() -> None:
    read = parse(b"Subject: a\r\n b\rBcc: x@example.com\n\nhola")
    assert read.subject == "a b Bcc: x@example.com"


@pytest.mark.parametrize("value", ["ayer", "Mon, 99 Foo 2025", "1" * 5000, "Tue, 1 Jan 0000 00:00:00 +9999"])
def test_a_nonsense_date_is_none(value: str) -> None:
    assert mail(f"Date: {value}").date is None


def test_parsing_twice_gives_the_same() -> None:
    assert [parse(path.read_bytes()) for path in PATHS] == [parse(path.read_bytes()) for path in PATHS]


def test_the_author_of_a_forwarded_mail_is_named() -> None:
    read = parsed("forwarded_es")
    assert read.forwarded_from == Address("Óscar Díaz", "oscar@externo.example")
    assert read.reply_text == read.body_text.strip()


def test_utf7_and_iso_2022_jp_are_read_by_their_label() -> None:
    seven = parse(b"Content-Type: text/plain; charset=utf-7\n\nHola, se+APE-or")
    japanese = parse(b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + "にほん".encode("iso-2022-jp"))
    assert (seven.body_text, japanese.body_text) == ("Hola, señor\n", "にほん\n")
