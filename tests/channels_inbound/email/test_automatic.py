"""Automatic mail: marked, with the sign that gave it away."""

import pytest

from tests.channels_inbound.email.samples import mail, parsed


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("Auto-Submitted: auto-replied (vacation)", "auto-submitted: auto-replied"),
        ("Auto-Submitted: auto-generated; type=x", "auto-submitted: auto-generated"),
        ("Precedence: Bulk", "precedence: bulk"),
        ("X-Precedence: auto_reply", "x-precedence: auto_reply"),
        ("X-Auto-Response-Suppress: DR, OOF", "x-auto-response-suppress"),
        ("X-Auto-Response-Suppress: All", "x-auto-response-suppress"),
        ("X-Autoreply: yes", "x-autoreply"),
        ("X-Loop: soporte", "x-loop"),
        ("List-Id: <x.example>", "list-id"),
        ("List-Unsubscribe: <mailto:x@example.com>", "list-unsubscribe"),
        ("Return-Path: < >", "null return path"),
        ("From: no-reply@example.com", "robot sender"),
        ("From: No_Reply+7@example.com", "robot sender"),
        ("Subject: Fuera de la oficina: Hola", "subject"),
        ("Subject: Automatic reply: Hello", "subject"),
    ],
)
def test_each_sign_alone_is_enough(field: str, reason: str) -> None:
    read = mail(field)
    assert (read.is_automatic, read.automatic_reason) == (True, reason)


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "X-Auto-Response-Suppress: DR, RN",
        "X-Auto-Response-Suppress: DR, NDR, RN, NRN",
        "Return-Path: <ana@example.com>",
        "From: norelyea@example.com",
        "Subject: Error en la respuesta automática",
    ],
)
def test_a_person_is_not_taken_for_a_program(field: str) -> None:
    assert mail(field).is_automatic is False


def test_a_vacation_reply_is_automatic_and_no_bounce() -> None:
    read = parsed("vacation")
    assert (read.is_automatic, read.is_bounce) == (True, False)


def test_a_newsletter_is_automatic() -> None:
    assert parsed("newsletter").is_automatic is True
