"""The people of Casa Lumbre, and those who write to it. Every address ends in a name reserved for examples."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from random import Random

from django.db import models

from helpdesk.accounts.models import Membership, Role, Team, User
from tickets import defaults
from tickets.demo.names import ENGLISH_NAMES, FIRST_NAMES, LAST_NAMES
from tickets.demo.script import Person
from tickets.handles import IdentityKind, normalise
from tickets.models import Identity, Organisation, OrganisationDomain, Requester

PASSWORD = "mesa-demo"  # noqa: S105 -- public on purpose: the demo runs on the machine itself only


@dataclass(frozen=True)
class Colleague:
    """Somebody of the desk. Only the first three can sign in."""

    email: str
    name: str
    role: Role
    teams: tuple[str, ...]
    language: str = "es"

    @property
    def signature(self) -> str:
        """What stands below their replies."""
        return f"{self.name}\nCasa Lumbre"


COLLEAGUES = (
    Colleague("admin@mesa.test", "Marcela Ríos", Role.ADMIN, ("service",)),
    Colleague("manager@mesa.test", "Ana Quispe", Role.MANAGER, ("service", "billing")),
    Colleague("agent@mesa.test", "Lucía Fernández", Role.AGENT, ("service",)),
    Colleague("diego@mesa.test", "Diego Paredes", Role.AGENT, ("billing",)),
    Colleague("camila@mesa.test", "Camila Torres", Role.AGENT, ("billing", "service")),
    Colleague("renzo@mesa.test", "Renzo Salazar", Role.AGENT, ("repairs",)),
    Colleague("valeria@mesa.test", "Valeria Ccori", Role.AGENT, ("repairs", "service")),
    Colleague("joaquin@mesa.test", "Joaquín Benavides", Role.AGENT, ("service",)),
    Colleague("paola@mesa.test", "Paola Huertas", Role.LIGHT, ("repairs",)),
)
WITH_PASSWORD = 3
SINCE_SIGN_IN = timedelta(hours=1, minutes=43)
VISITOR, BIG_SHARE = "agent@mesa.test", 3  # whoever looks around as this agent has something to do
WRITE_AGAIN, AT_WORK, GIVE_A_NUMBER, TWO_SURNAMES = 0.3, 0.15, 0.6, 0.35

ORGANISATIONS = (
    ("Constructora Alba", "constructoraalba.example"),
    ("Hotel Mirador del Sur", "miradordelsur.example"),
    ("Colegio San Gabriel", "sangabriel.example"),
    ("Casa Nórdica", "casanordica.example"),
    ("Restaurante La Higuera", "lahiguera.example"),
    ("Clínica Santa Lucía", "clinicasantalucia.example"),
    ("Inmobiliaria Los Olivos", "losolivos.example"),
    ("Andes Coworking", "andescoworking.example"),
)
MAIL_DOMAINS = ("correo.example", "mail.example", "buzon.example", "example.com", "example.net", "example.org")


def install_colleagues(*, at: datetime) -> dict[str, User]:
    """Make the teams and the people of the desk; the first three with the demo's password.

    The others work there too: they signed in lately, so that nobody takes them for people who were only invited.
    """
    people = {}
    for position, colleague in enumerate(COLLEAGUES):
        user = User.objects.filter(email__iexact=colleague.email).first() or User.objects.create_user(
            colleague.email,
            PASSWORD if position < WITH_PASSWORD else None,
            name=colleague.name,
            role=colleague.role,
            language=colleague.language,
            signature=colleague.signature,
            last_login=at - SINCE_SIGN_IN * (position + 1),
        )
        for key in colleague.teams:
            Membership.objects.get_or_create(user=user, team=defaults.team_of(key, language="es"))
        people[colleague.email] = user
    return people


def answering(people: dict[str, User]) -> dict[int, list[User]]:
    """Return who answers in each team; managers sort and help out, but carry no queue."""
    by_team: dict[int, list[User]] = {team.pk: [] for team in Team.objects.all()}
    for membership in Membership.objects.filter(user__in=people.values()).select_related("user").order_by("pk"):
        if membership.user.role == Role.AGENT:
            share = BIG_SHARE if membership.user.email == VISITOR else 1
            by_team[membership.team_id] += [membership.user] * share
    return by_team


def install_organisations() -> list[Organisation]:
    """Make the companies that buy from the shop."""
    rows = []
    for name, domain in ORGANISATIONS:
        row, made = Organisation.objects.get_or_create(name=name)
        if made:
            OrganisationDomain.objects.create(organisation=row, domain=domain)
        rows.append(row)
    return rows


class Crowd:
    """Invents requesters and keeps them for a second ticket; rows are written by the caller."""

    def __init__(
        self, rng: Random, ids: Callable[[type[models.Model]], int], organisations: list[Organisation]
    ) -> None:
        self.rng, self.ids, self.organisations = rng, ids, organisations
        self.people: dict[str, list[Person]] = {"es": [], "en": []}
        self.taken: set[str] = set(Identity.objects.values_list("value", flat=True))

    def somebody(self, *, language: str, at: datetime) -> Person:
        """Return a requester: every third time one who has written before."""
        known = self.people[language]
        if known and self.rng.random() < WRITE_AGAIN:
            return self.rng.choice(known[-400:])
        person = self._invent(language=language, at=at)
        known.append(person)
        return person

    def _invent(self, *, language: str, at: datetime) -> Person:
        rng = self.rng
        name = rng.choice(ENGLISH_NAMES) if language == "en" else _spanish_name(rng)
        works_at = rng.choice(self.organisations) if rng.random() < AT_WORK else None
        domain = dict(ORGANISATIONS)[works_at.name] if works_at else rng.choice(MAIL_DOMAINS)
        requester = Requester(
            pk=self.ids(Requester), name=name, language=language, organisation=works_at, created_at=at
        )
        email = self._handle(requester, IdentityKind.EMAIL, self._address(name, domain))
        phone = self._handle(requester, IdentityKind.PHONE, self._number()) if rng.random() < GIVE_A_NUMBER else None
        return Person(requester, email, phone)

    def _handle(self, requester: Requester, kind: IdentityKind, written: str) -> Identity:
        value = normalise(kind, written)
        self.taken.add(value)
        return Identity(pk=self.ids(Identity), requester=requester, kind=kind, value=value, display=written)

    def _address(self, name: str, domain: str) -> str:
        first, *_middle, last = _plain(name).split()
        shape = self.rng.choice(("{f}.{l}", "{f}{l}", "{i}{l}", "{f}_{l}"))
        local = shape.format(f=first, l=last, i=first[0])
        suffixes = chain([""], map(str, count(2)))
        candidates = (f"{local}{suffix}@{domain}" for suffix in suffixes)
        return next(address for address in candidates if address not in self.taken)

    def _number(self) -> str:
        while True:
            digits = f"{self.rng.randint(0, 99_999_999):08d}"
            number = f"+51 9{digits[:2]} {digits[2:5]} {digits[5:]}"
            if normalise(IdentityKind.PHONE, number) not in self.taken:
                return number


def _spanish_name(rng: Random) -> str:
    second = f" {rng.choice(LAST_NAMES)}" if rng.random() < TWO_SURNAMES else ""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}{second}"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", ""))
    return "".join(letter for letter in letters if letter.isascii())
