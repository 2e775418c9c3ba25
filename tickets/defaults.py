"""The starter set of a desk: hours, promises, categories, teams and ways in. For the wizard, the demo and tests.

Everything is found by name or slug before it is made, so a second call changes nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

from helpdesk.accounts.models import Team
from tickets.models import (
    BusinessCalendar,
    Category,
    CategoryName,
    Channel,
    ChannelKind,
    Metric,
    OpeningHours,
    SLAPolicy,
    SLATarget,
)
from tickets.priority import Level, Priority
from tickets.working_time import Stretch

Week = Mapping[int, Collection[Stretch]]
Names = tuple[str, str]  # in Spanish, in English

WORKDAYS: Week = {day: ((time(9), time(18)),) for day in range(5)}

# Minutes of business time, by priority from urgent to low.
TARGETS = {
    Metric.FIRST_RESPONSE: (60, 120, 240, 540),
    Metric.NEXT_RESPONSE: (60, 120, 240, 540),
    Metric.RESOLUTION: (240, 540, 1620, 2700),
}
CHANNELS: dict[ChannelKind, Names] = {
    ChannelKind.WEB_FORM: ("Formulario web", "Web form"),
    ChannelKind.PHONE: ("Teléfono", "Phone"),
    ChannelKind.IN_PERSON: ("Presencial", "In person"),
}
CALENDAR: Names = ("Horario de atención", "Opening hours")
POLICY: Names = ("Estándar", "Standard")
TEAMS: dict[str, Names] = {
    "service": ("Atención al cliente", "Customer service"),
    "repairs": ("Servicio técnico", "Repairs"),
    "billing": ("Cobranzas", "Billing"),
}


@dataclass(frozen=True)
class CategorySeed:
    """A category of the starter set. `parent` is the slug of another one."""

    slug: str
    names: Names
    hints: Names
    team: str
    icon: str = "circle-question-mark"
    urgency: Level = Level.MEDIUM
    impact: Level = Level.MEDIUM
    parent: str = ""


CATEGORIES = (
    CategorySeed(
        "damaged-product",
        ("Producto dañado", "Damaged product"),
        ("Llegó golpeado, roto o incompleto", "It arrived dented, broken or incomplete"),
        "service",
        "package",
        urgency=Level.HIGH,
    ),
    CategorySeed(
        "delivery",
        ("Entrega", "Delivery"),
        ("Fecha, dirección o demora", "Date, address or delay"),
        "service",
        "truck",
    ),
    CategorySeed(
        "repair",
        ("Servicio técnico", "Repairs"),
        ("Garantía o reparación", "Warranty or repair"),
        "repairs",
        "wrench",
    ),
    CategorySeed(
        "invoice",
        ("Factura o boleta", "Invoice or receipt"),
        ("Corregir o descargar", "Correct or download"),
        "billing",
        "receipt",
        urgency=Level.LOW,
    ),
    CategorySeed(
        "payment",
        ("Pago o reembolso", "Payment or refund"),
        ("Cobros y devoluciones", "Charges and refunds"),
        "billing",
        "credit-card",
    ),
    CategorySeed(
        "other",
        ("Otra consulta", "Something else"),
        ("Lo orientamos", "We point you the right way"),
        "service",
    ),
    CategorySeed("delivery-late", ("Demora", "Delay"), ("", ""), "service", "clock", Level.HIGH, parent="delivery"),
    CategorySeed(
        "delivery-change",
        ("Cambio de fecha o dirección", "Change of date or address"),
        ("", ""),
        "service",
        "map-pin",
        parent="delivery",
    ),
    CategorySeed("warranty", ("Garantía", "Warranty"), ("", ""), "repairs", "shield-check", parent="repair"),
    CategorySeed(
        "double-charge",
        ("Cobro duplicado", "Charged twice"),
        ("", ""),
        "billing",
        "credit-card",
        Level.HIGH,
        parent="payment",
    ),
    CategorySeed("refund", ("Reembolso", "Refund"), ("", ""), "billing", "rotate-ccw", parent="payment"),
)


def install(*, language: str, time_zone: str, week: Week = WORKDAYS, slugs: Collection[str] | None = None) -> SLAPolicy:
    """Make calendar, default policy, channels, and the chosen categories (all by default) with their teams.

    Names follow `language`; categories have them in both. A category below another comes with its parent.
    """
    policy = install_policy(language=language, time_zone=time_zone, week=week)
    install_channels(language=language)
    for position, seed in enumerate(CATEGORIES):
        if slugs is None or (seed.parent or seed.slug) in slugs:
            _install_category(seed, language=language, position=position)
    return policy


def install_policy(*, language: str, time_zone: str, week: Week = WORKDAYS) -> SLAPolicy:
    """Make the calendar and the default policy, unless there is a default policy already."""
    existing = SLAPolicy.objects.filter(is_default=True).first()
    if existing:
        return existing
    calendar, made = BusinessCalendar.objects.get_or_create(
        name=_in(language, CALENDAR), defaults={"time_zone": time_zone}
    )
    if made:
        OpeningHours.objects.bulk_create(
            OpeningHours(calendar=calendar, weekday=day, opens=opens, closes=closes)
            for day, stretches in week.items()
            for opens, closes in stretches
        )
    policy = SLAPolicy.objects.create(name=_in(language, POLICY), calendar=calendar, is_default=True)
    SLATarget.objects.bulk_create(
        SLATarget(policy=policy, metric=metric, priority=priority, minutes=minutes)
        for metric, by_priority in TARGETS.items()
        for priority, minutes in zip(Priority, by_priority, strict=True)
    )
    return policy


def install_channels(*, language: str) -> None:
    """Make the ways in that need no settings: public form, telephone, counter."""
    for kind, names in CHANNELS.items():
        if not Channel.objects.of_kind(kind).exists():
            slug = kind.value.replace("_", "-")
            Channel.objects.get_or_create(slug=slug, defaults={"kind": kind, "name": _in(language, names)})


def team_of(key: str, *, language: str) -> Team:
    """Return a team of the starter set, made on first use."""
    name = _in(language, TEAMS[key])
    return Team.objects.filter(name__iexact=name).first() or Team.objects.create(name=name)


def _install_category(seed: CategorySeed, *, language: str, position: int) -> None:
    category, made = Category.objects.get_or_create(
        slug=seed.slug,
        defaults={
            "parent": Category.objects.filter(slug=seed.parent).first() if seed.parent else None,
            "team": team_of(seed.team, language=language),
            "icon": seed.icon,
            "impact": seed.impact,
            "urgency": seed.urgency,
            "position": position,
            "is_public": not seed.parent,
        },
    )
    if made:
        CategoryName.objects.bulk_create(
            CategoryName(category=category, language=code, name=name, description=hint)
            for code, name, hint in zip(("es", "en"), seed.names, seed.hints, strict=True)
        )


def _in(language: str, names: Names) -> str:
    return names[0] if language == "es" else names[1]
