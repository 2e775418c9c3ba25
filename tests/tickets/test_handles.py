"""One normal spelling per handle, one person per handle."""

import threading

import pytest
from django.db import connection

from tickets.handles import normalise
from tickets.models import Identity, Requester


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        ("email", "  Rosa.Huaman@Correo.Example ", "rosa.huaman@correo.example"),
        ("phone", "+51 900 555 012", "+51900555012"),
        ("phone", "900 555 012", "+51900555012"),
        ("whatsapp", "5213312345678", "+523312345678"),
        ("whatsapp", "+52 33 1234 5678", "+523312345678"),
        ("whatsapp", "5491123456789", "+541123456789"),
        ("phone", "abc", ""),
        ("document", "DNI 40221907", "dni 40221907"),
    ],
)
def test_handles_have_one_spelling(kind: str, value: str, normal: str) -> None:
    assert normalise(kind, value) == normal


@pytest.mark.django_db
def test_a_person_is_found_by_any_spelling_and_gets_the_missing_name() -> None:
    first = Requester.for_identity(kind="email", value="Rosa@Example.com")
    again = Requester.for_identity(kind="email", value="rosa@example.com", name="Rosa Huamán")
    assert (again, again.name) == (first, "Rosa Huamán")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_person() -> None:
    def ask() -> None:
        Requester.for_identity(kind="email", value="album@example.com")
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Requester.objects.count() == 1
    assert Identity.objects.count() == 1
