"""What forms say about values they cannot take, in both languages."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

FIELDS: list[tuple[forms.Field, Any, str, str]] = [
    (forms.CharField(), "", "Fill in this field.", "Complete este dato."),
    (
        forms.EmailField(),
        "carol@",
        "This address is not complete. Example: name@example.com",
        "Esta dirección no está completa. Ejemplo: nombre@ejemplo.com",
    ),
    (
        forms.CharField(max_length=3),
        "four",
        "Shorten it to 3 characters; there are 4.",
        "Acórtelo a 3 caracteres; hay 4.",
    ),
    (forms.CharField(), "a\x00", "Remove the characters that cannot be shown.", "Quite los caracteres que no se ven."),
    (
        forms.ChoiceField(choices=[("a", "A")]),
        "b",
        "Choose one of the options shown.",
        "Elija una de las opciones que se muestran.",
    ),
    (
        forms.MultipleChoiceField(choices=[("a", "A")]),
        ["b"],
        "Choose one of the options shown.",
        "Elija una de las opciones que se muestran.",
    ),
    (
        forms.IntegerField(),
        "1.5",
        "Write a whole number, without letters or decimals.",
        "Escriba un número entero, sin letras ni decimales.",
    ),
    (forms.IntegerField(min_value=1), "0", "Give 1 or more.", "Indique 1 o más."),
    (forms.IntegerField(max_value=9), "10", "Give 9 or less.", "Indique 9 o menos."),
    (
        forms.DateField(),
        "soon",
        "Write the date as year-month-day. Example: 2026-11-21",
        "Escriba la fecha como año-mes-día. Ejemplo: 2026-11-21",
    ),
    (
        forms.TimeField(),
        "late",
        "Write the time with hours and minutes. Example: 14:30",
        "Escriba la hora con minutos. Ejemplo: 14:30",
    ),
    (
        forms.FileField(),
        SimpleUploadedFile("a.txt", b""),
        "This file is empty. Choose another one.",
        "El archivo está vacío. Elija otro.",
    ),
]


@pytest.mark.parametrize(
    ("field", "value", "english", "spanish"), FIELDS, ids=[f"{type(f).__name__}-{v}" for f, v, *_ in FIELDS]
)
def test_a_form_says_what_to_do(field: forms.Field, value: Any, english: str, spanish: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(value)
    assert refusal.value.messages == [english]
    with translation.override("es"):
        assert refusal.value.messages == [spanish]
