"""Handles of people (mail addresses, numbers, nicknames) and their one normal spelling."""

import re
import unicodedata

import phonenumbers
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Where a number without a country code was probably dialled, by the desk's time zone.
REGION_OF_ZONE = {
    "America/Lima": "PE",
    "America/Mexico_City": "MX",
    "America/Bogota": "CO",
    "America/Santiago": "CL",
    "America/Argentina/Buenos_Aires": "AR",
    "America/Guayaquil": "EC",
    "America/Montevideo": "UY",
    "America/La_Paz": "BO",
    "America/Asuncion": "PY",
    "America/Caracas": "VE",
    "America/Panama": "PA",
    "America/Costa_Rica": "CR",
    "America/Guatemala": "GT",
    "America/El_Salvador": "SV",
    "America/Tegucigalpa": "HN",
    "America/Managua": "NI",
    "America/Santo_Domingo": "DO",
    "America/Puerto_Rico": "PR",
    "America/Sao_Paulo": "BR",
    "America/New_York": "US",
    "Europe/Madrid": "ES",
}
PHONE_KINDS = {"phone", "whatsapp", "sms"}


class IdentityKind(models.TextChoices):
    """By what a person is known."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")
    DOCUMENT = "document", _("Identity document")


def normalise(kind: str, value: str) -> str:
    """Return the spelling under which a handle is compared and kept unique."""
    value = unicodedata.normalize("NFC", value).replace("\x00", "").strip()
    if kind == IdentityKind.EMAIL:
        return value.lower()[:254]
    if kind == IdentityKind.WHATSAPP and value[:1].isdigit():
        value = f"+{value}"  # WhatsApp writes whole international numbers without their sign
    if kind in PHONE_KINDS:
        return normalise_phone(value)
    return value.lower()[:254]


def normalise_phone(value: str) -> str:
    """Return E.164 where the number can be understood, otherwise its digits.

    Mexican numbers lose the mobile 1, Argentine ones the mobile 9, and Brazilian mobiles gain the ninth digit that
    WhatsApp and people add or drop, so that one person stays one. What was received stays in `Identity.display`.
    """
    value = _one_spelling(re.sub(r"[^\d+]", "", value))
    region = REGION_OF_ZONE.get(settings.TIME_ZONE)
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", value)[:32]
    return _one_spelling(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _one_spelling(number: str) -> str:
    """Fold the spellings of one mobile: MX 52/521, AR 54/549, BR with or without the ninth digit (mobiles: 6 to 9)."""
    number = re.sub(r"^\+?521(\d{10})$", r"+52\1", number)
    number = re.sub(r"^\+?549(\d{10})$", r"+54\1", number)
    return re.sub(r"^\+?55([1-9]\d)([6-9]\d{7})$", r"+55\g<1>9\2", number)
