"""The public holidays of a country and year, in Spanish or English (library `holidays`, computed on this machine)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import holidays
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTRIES: dict[str, str | Promise] = {
    "AR": _("Argentina"),
    "BO": _("Bolivia"),
    "BR": _("Brazil"),
    "CL": _("Chile"),
    "CO": _("Colombia"),
    "CR": _("Costa Rica"),
    "CU": _("Cuba"),
    "DO": _("Dominican Republic"),
    "EC": _("Ecuador"),
    "SV": _("El Salvador"),
    "GT": _("Guatemala"),
    "HN": _("Honduras"),
    "MX": _("Mexico"),
    "NI": _("Nicaragua"),
    "PA": _("Panama"),
    "PY": _("Paraguay"),
    "PE": _("Peru"),
    "PR": _("Puerto Rico"),
    "ES": _("Spain"),
    "US": _("United States"),
    "UY": _("Uruguay"),
    "VE": _("Venezuela"),
}
# Zones of the IANA database whose country is one of these, as the wizard's first guess.
ZONES = {
    "America/Lima": "PE", "America/Bogota": "CO", "America/Mexico_City": "MX", "America/Santiago": "CL",
    "America/Argentina/Buenos_Aires": "AR", "America/La_Paz": "BO", "America/Sao_Paulo": "BR",
    "America/Costa_Rica": "CR", "America/Havana": "CU", "America/Santo_Domingo": "DO", "America/Guayaquil": "EC",
    "America/El_Salvador": "SV", "America/Guatemala": "GT", "America/Tegucigalpa": "HN", "America/Managua": "NI",
    "America/Panama": "PA", "America/Asuncion": "PY", "America/Puerto_Rico": "PR", "Europe/Madrid": "ES",
    "America/New_York": "US", "America/Chicago": "US", "America/Los_Angeles": "US", "America/Montevideo": "UY",
    "America/Caracas": "VE",
}  # fmt: skip
ALSO_KEPT = ("optional", "bank", "government")  # days on which some are closed: offered, not chosen
WITHOUT_REGIONS = {"US", "PR"}  # the names of their regional holidays exist in English only
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True)
class PublicHoliday:
    """One day. `is_general`: everybody is closed; else only banks, offices, or those who like."""

    date: date
    name: str
    is_general: bool


def regions(country: str) -> list[tuple[str, str]]:
    """Return the parts of a country that have holidays of their own, by name."""
    if country in WITHOUT_REGIONS or country not in COUNTRIES:
        return []
    named = {code: name for name, code in getattr(holidays, country).subdivisions_aliases.items()}
    codes = getattr(holidays, country).subdivisions
    return sorted(((code, named.get(code, code)) for code in codes), key=lambda region: region[1])


def public_holidays(country: str, year: int, *, region: str = "", language: str = "es") -> list[PublicHoliday]:
    """Return a year's holidays in order, one for each date. KeyError for a country that is not in COUNTRIES."""
    if country not in COUNTRIES:
        raise KeyError(country)
    known = getattr(holidays, country)
    found: dict[date, PublicHoliday] = {}
    for category in ("public", *(name for name in ALSO_KEPT if name in known.supported_categories)):
        days = holidays.country_holidays(
            country,
            subdiv=region or None,
            years=year,
            categories=(category,),
            language=_spoken(known.supported_languages, language),
        )
        for day, names in days.items():
            found.setdefault(day, PublicHoliday(day, _name(names, language), category == "public"))
    return sorted(found.values(), key=lambda holiday: holiday.date)


def _spoken(supported: tuple[str, ...], language: str) -> str:
    return "es" if language == "es" and "es" in supported else "en_US"


def _name(names: str, language: str) -> str:
    """Several holidays of one day are joined by "; "."""
    if language != "es":
        return names[:80]
    return "; ".join(_in_spanish(name) for name in names.split("; "))[:80]


def _in_spanish(name: str) -> str:
    plain, _space, observed = name.partition(" (observed)")
    translated = _spanish().get(plain, plain)
    return f"{translated} (trasladado)" if _space and not observed else translated


@cache
def _spanish() -> dict[str, str]:
    """The names of Brazil and the United States, which the library has in Portuguese and English only."""
    return dict(_pairs())


def _pairs() -> Iterator[tuple[str, str]]:
    text = (Path(__file__).parent / "holiday_names.es.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        english, equals, spanish = line.partition(" = ")
        if equals:
            yield english, spanish
