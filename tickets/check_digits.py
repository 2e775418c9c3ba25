"""Check digits of documents and cards: whether a row of digits is one, or only looks like it. Pure."""

import re
from itertools import cycle

TAX_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # of Peru's RUC and of Argentina's CUIT alike
RUC_KINDS = frozenset({"10", "15", "16", "17", "20"})
CUIT_KINDS = frozenset({"20", "23", "24", "25", "26", "27", "30", "33", "34"})
SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
CURP_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
CURP = re.compile(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d")
CARD_DIGITS = range(13, 20)
CPF_DIGITS = 11


def is_card(digits: str) -> bool:
    """Payment cards: 13 to 19 digits by the rule of Luhn (ISO/IEC 7812-1)."""
    if len(digits) not in CARD_DIGITS or len(set(digits)) == 1:
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def is_ruc(digits: str) -> bool:
    """Peru's RUC (SUNAT): 10 stands as 0, 11 as 1."""
    return digits[:2] in RUC_KINDS and _tax_rest(digits) % 10 == int(digits[-1])


def is_cuit(digits: str) -> bool:
    """Argentina's CUIT and CUIL (ARCA): 11 stands as 0, 10 as 9."""
    return digits[:2] in CUIT_KINDS and {11: 0, 10: 9}.get(_tax_rest(digits), _tax_rest(digits)) == int(digits[-1])


def is_rut(number: str) -> bool:
    """Chile's RUT, without dots and dash: digits and a check of 0-9 or K."""
    body, check = number[:-1], number[-1:].upper()
    if not body.isdigit() or not 6 <= len(body) <= 8:  # noqa: PLR2004 -- people and companies
        return False
    total = sum(int(digit) * weight for digit, weight in zip(reversed(body), cycle(range(2, 8)), strict=False))
    return check == "0123456789K0"[11 - total % 11]


def is_spanish_id(number: str) -> bool:
    """Spain's DNI and NIE: the letter is the number modulo 23."""
    number = number.upper()
    digits = number[:-1].translate(str.maketrans("XYZ", "012", ""))
    return digits.isdigit() and number[-1] == SPANISH_LETTERS[int(digits) % 23]


def is_curp(text: str) -> bool:
    """Mexico's CURP (RENAPO, instructivo normativo): 18 signs, the last one their check."""
    if not CURP.fullmatch(text.upper()):
        return False
    total = sum(CURP_ALPHABET.index(sign) * (18 - place) for place, sign in enumerate(text.upper()[:17]))
    return (10 - total % 10) % 10 == int(text[17])


def is_cpf(digits: str) -> bool:
    """Brazil's CPF: two check digits."""
    if len(digits) != CPF_DIGITS or len(set(digits)) == 1:
        return False
    return all(_cpf_digit(digits[:count]) == int(digits[count]) for count in (9, 10))


def is_iban(text: str) -> bool:
    """Bank accounts (ISO 13616): the number, letters as 10 to 35, modulo 97 is 1."""
    text = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _tax_rest(digits: str) -> int:
    """Return 1 to 11: what the ten weighted digits lack to a multiple of eleven."""
    return 11 - sum(int(digit) * weight for digit, weight in zip(digits, TAX_WEIGHTS, strict=False)) % 11


def _cpf_digit(digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
    return (total * 10 % 11) % 10
