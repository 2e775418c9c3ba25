# ruff: noqa: E501 -- a mail is easier to judge on one line
"""What was typed and what is only quoted: a table of what mail programs write."""

import re
from collections import Counter

import pytest

from channels_inbound.email.parse import parse
from channels_inbound.email.quoting import split_reply
from tests.channels_inbound.email.samples import PATHS, parsed

CASES = [
    (
        "Eskerrik asko\n\n2025(e)ko mar. 3(a), al. (10:15) Soporte <s@example.com> erabiltzaileak hau idatzi du:\n\n> kaixo",
        "Eskerrik asko",
    ),
    ("Hola\n\nHashku 3/3/2025 10:15 Soporte Mesa\n<s@example.com> hashku:\n> kaixo", "Hola"),
    (
        "Gracias por todo el 3/3/2025.\nAna <s@example.com>:\n> hola",
        "Gracias por todo el 3/3/2025.\nAna <s@example.com>:",
    ),
    ("Lo mando:\n\nEnviado por correo certificado ayer", "Lo mando:\n\nEnviado por correo certificado ayer"),
    ("El error dice:\n> Disco lleno\n¿Qué hago?", "El error dice:\n> Disco lleno\n¿Qué hago?"),
    ("A:\n-----\nuno\n-----\ndos", "A:\n-----\nuno\n-----\ndos"),
    (
        "Hola, ya funciona.\n\nEl lun, 3 mar 2025 a las 10:15, Soporte (<soporte@example.com>) escribió:\n\n> Hola\n> ¿qué tal?\n",
        "Hola, ya funciona.",
    ),
    (
        "Hola, ya funciona.\n\nEl lun, 3 mar 2025 a las 10:15, Soporte Técnico de la Empresa Muy Larga\n(<soporte@example.com>) escribió:\n> Hola\n",
        "Hola, ya funciona.",
    ),
    ("Perfecto\n\nEl lun, 3 mar 2025\nSoporte <soporte@example.com>\nescribió:\n\n> Hola\n", "Perfecto"),
    ("Gracias\n\nEl 3 de marzo de 2025, 10:15, Ana López escribió:\nTexto anterior sin marcas", "Gracias"),
    ("Gracias\n\n-----Mensaje original-----\nDe: Soporte\nEnviado: lunes\nPara: Ana\nAsunto: x\n\nhola", "Gracias"),
    (
        "Gracias\n\nDe: Soporte <soporte@example.com>\nEnviado el: lunes, 3 de marzo de 2025 10:15\nPara: Ana <ana@example.com>\nAsunto: RE: Impresora\n\nhola",
        "Gracias",
    ),
    (
        "Gracias\n\n________________________________\nDe: Soporte <soporte@example.com>\nEnviado: lunes, 3 de marzo de 2025 10:15\nPara: Ana <ana@example.com>\nAsunto: RE: Impresora\n\nhola",
        "Gracias",
    ),
    (
        "No funciona.\n\nEnviado desde mi iPhone\n\n> El 3 mar 2025, a las 10:15, Soporte <soporte@example.com> escribió:\n> \n> Hola\n",
        "No funciona.",
    ),
    ("No funciona.\n\nEnviado desde mi iPhone", "No funciona."),
    (
        "No funciona.\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n________________________________\nDe: X <x@example.com>\nEnviado: hoy\nPara: y\nAsunto: z\n\nhola",
        "No funciona.",
    ),
    (
        "Hola:\n\n> ¿Qué versión usas?\nLa 3.\n\n> ¿Y el sistema?\nLinux.\n",
        "Hola:\n\n> ¿Qué versión usas?\nLa 3.\n\n> ¿Y el sistema?\nLinux.",
    ),
    (
        "El 3/3/2025 a las 10:15, Soporte escribió:\n> ¿Qué versión usas?\nLa 3.\n> ¿Y el sistema?\nLinux.\n",
        "> ¿Qué versión usas?\nLa 3.\n> ¿Y el sistema?\nLinux.",
    ),
    (
        "El 3/3/2025 a las 10:15, Soporte escribió:\n> Hola, ¿funciona?\n\nSí, ya funciona todo.",
        "Sí, ya funciona todo.",
    ),
    (
        "El otro día escribió mi jefe: hay que cambiarlo.\nGracias",
        "El otro día escribió mi jefe: hay que cambiarlo.\nGracias",
    ),
    (
        "Quiero ir:\nDe: Madrid\nPara: Lima\nFecha: 3 de marzo\nGracias",
        "Quiero ir:\nDe: Madrid\nPara: Lima\nFecha: 3 de marzo\nGracias",
    ),
    (
        "---------- Forwarded message ---------\nDe: Ana <ana@example.com>\nDate: lun, 3 mar 2025\nSubject: hola\nTo: b\n\ntexto reenviado",
        "---------- Forwarded message ---------\nDe: Ana <ana@example.com>\nDate: lun, 3 mar 2025\nSubject: hola\nTo: b\n\ntexto reenviado",
    ),
    (
        "Os lo paso.\n\n---------- Mensaje reenviado ----------\nDe: Ana <ana@example.com>\n\ntexto reenviado",
        "Os lo paso.",
    ),
    ("Vale\n\nInicio del mensaje reenviado:\n\nDe: Ana\nAsunto: x\n", "Vale"),
    ("Gracias por la ayuda\n-- \nAna López\nDirectora", "Gracias por la ayuda"),
    (
        "Gracias por la ayuda\n\n2025-03-03 10:15 GMT+01:00 Soporte <soporte@example.com>:\n\n> hola",
        "Gracias por la ayuda",
    ),
    (
        "Gracias\n\nEl mié., 5 de marzo de 2025 10:15 a. m., Soporte <\nsoporte@example.com> escribió:\n\n> hola",
        "Gracias",
    ),
    ("Gracias\n\nSoporte <soporte@example.com> escribió el lun, 3 mar 2025 a las 10:15:\n\n> hola", "Gracias"),
    (
        "Gracias\n\nEl lunes, 3 de marzo de 2025, 10:15:30 CET, Soporte <soporte@example.com> escribió: \n\n\n Hola Ana,\nasdf",
        "Gracias",
    ),
    ("Gracias\n\nO luns, 3 de marzo de 2025 ás 10:15, Soporte (<s@example.com>) escribiu:\n> hola", "Gracias"),
    ("Gràcies\n\nEl dl., 3 de març 2025 a les 10:15, Suport (<s@example.com>) va escriure:\n> hola", "Gràcies"),
    ("Obrigado\n\nEm seg., 3 de mar. de 2025 às 10:15, Suporte <s@example.com> escreveu:\n> ola", "Obrigado"),
    ("Gracias\n\n*De:* Soporte <s@example.com>\n*Enviado:* lunes\n*Para:* ana\n*Asunto:* x\n\nhola", "Gracias"),
    ("Gracias\n\nDe: Soporte\nFecha: lunes, 3 de marzo de 2025, 10:15\nPara: Ana\nAsunto: x\nhola", "Gracias"),
    (
        'Gracias\n\n----- Mensaje original -----\nDe: "Soporte" <s@example.com>\nPara: "Ana"\nEnviados: Lunes, 3 de Marzo 2025\nAsunto: x\n',
        "Gracias",
    ),
    (
        "Gracias\n\nEl 03/03/2025 a las 10:15, Soporte escribió:\n> hola\n>\n\nUn saludo,\nAna",
        "Gracias\n\n\nUn saludo,\nAna",
    ),
    ("Hola\n\nSoporte Mesa escribió:\n> algo", "Hola"),
    (
        "Hola\n\nEnviado con Proton Mail correo seguro.\n\nEl lunes, 3 de marzo de 2025 a las 10:15, Soporte <s@example.com> escribió:\n\n> hola",
        "Hola",
    ),
    (
        "Sí.\n\nEnviado desde Outlook para Android<https://aka.ms/x>\n\n________________________________\nFrom: X <x@example.com>\nSent: Monday\nTo: y\nSubject: z\n\nhola",
        "Sí.",
    ),
    (
        "Sí.\n\nEnviado desde Yahoo Mail para iPhone\n\n\nEl lunes, marzo 3, 2025, 10:15 AM, Soporte <s@example.com> escribió:\n\nHola",
        "Sí.",
    ),
    ("Sí.\n\nLe lun. 3 mars 2025 à 10:15, Support <s@example.com> a écrit :\n> a", "Sí."),
    ("Sí.\n\nAm 03.03.2025 um 10:15 schrieb Support:\n> a", "Sí."),
    ("Sí.\n\nAm Mo., 3. März 2025 um 10:15 Uhr schrieb Support <\ns@example.com>:\n> a", "Sí."),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_reply(text: str, expected: str) -> None:
    assert split_reply(text).reply == expected


@pytest.mark.parametrize(("text", "_expected"), CASES)
def test_reply_and_quoted_are_the_lines_of_the_text(text: str, _expected: str) -> None:
    split = split_reply(text)
    assert Counter(re.findall(r"\w+", f"{split.reply}\n{split.quoted}")) == Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("text", ["> hola\n> qué tal\n", "-----Original Message-----\n", "-- \nAna\n", "", "\n\n"])
def test_nothing_but_quotes_is_shown_whole(text: str) -> None:
    assert split_reply(text).reply == text.strip()


def test_outlook_markup_folds_the_older_mail() -> None:
    read = parsed("outlook_reply_es")
    assert read.reply_text == "Buenos días, el portátil sigue sin arrancar.\n\nPedro"
    assert read.quoted_text.startswith("De: Soporte <soporte@mesa.example>")


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote">Hashku 3 x:<blockquote class="gmail_quote">Hola</blockquote></div>',
        '<div class="moz-cite-prefix">Hashku 3 x:</div><blockquote type="cite" cite="mid:x">Hola</blockquote>',
        '<div class="yahoo_quoted"><div>Hashku 3 x:</div>Hola</div>',
        '<div class="protonmail_quote">Hashku<blockquote>Hola</blockquote></div>',
        '<div id="appendonsend"></div><hr><div>Hashku: x</div><div>Hola</div>',
        '<div class="x_x_gmail_quote"><div class="x_gmail_attr">Hashku:</div><blockquote class="x_gmail_quote">H</blockquote></div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> x</p><p>Hola</p></div>',
    ],
)
def test_html_markers_need_no_words(quoted: str) -> None:
    read = parse(f"Content-Type: text/html\n\n<div>Ya funciona todo.</div>{quoted}".encode())
    assert read.reply_text == "Ya funciona todo."


def test_answers_between_quotes_of_html_survive() -> None:
    quote = "<blockquote type=cite>¿Versión {}?</blockquote><div>La {}.</div>"
    html = "<div>Hola</div>" + quote.format(1, 1) + quote.format(2, 2)
    read = parse(f"Content-Type: text/html; charset=utf-8\n\n{html}".encode())
    assert [line for line in map(str.strip, read.reply_text.split("\n")) if line] == [
        "Hola",
        "¿Versión 1?",
        "La 1.",
        "¿Versión 2?",
        "La 2.",
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_reply_is_a_subset_of_the_body(path: object) -> None:
    read = parsed(getattr(path, "stem", ""))
    extra = Counter(re.findall(r"\w+", read.reply_text)) - Counter(re.findall(r"\w+", read.body_text))
    assert extra == Counter()
