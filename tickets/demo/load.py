"""Filling an empty desk with the invented company."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.utils import translation

from helpdesk.accounts.models import Desk, Role, Team, User
from tickets import defaults
from tickets.demo import answers, arrivals, aside, bulk, people, rules
from tickets.demo import copies as repeating
from tickets.demo.plot import Cast, Plot
from tickets.demo.rows import World
from tickets.demo.stage import Play
from tickets.facts.refresh import rebuild
from tickets.files import store
from tickets.models import (
    Blob,
    Category,
    Channel,
    ChannelKind,
    Holiday,
    Identity,
    Metric,
    Requester,
    SLAPolicy,
    Survey,
    Tag,
    Ticket,
)
from tickets.sla.calendars import terms_of

FIRST_NUMBER = 4501  # a desk that has been at work for a while
ZONE = "America/Lima"
MAILBOX = "ayuda@casalumbre.example"
# Holidays of Peru with a fixed date.
HOLIDAYS = (
    (1, 1, "Año Nuevo"), (5, 1, "Día del Trabajo"), (6, 29, "San Pedro y San Pablo"), (7, 28, "Fiestas Patrias"),
    (7, 29, "Fiestas Patrias"), (8, 30, "Santa Rosa de Lima"), (10, 8, "Combate de Angamos"),
    (11, 1, "Todos los Santos"), (12, 8, "Inmaculada Concepción"), (12, 25, "Navidad"),
)  # fmt: skip


@transaction.atomic
def load(*, count: int, seed: int, until: datetime, copies: int = 1) -> int:
    """Make Casa Lumbre and `count` tickets that end at `until`; all or nothing. Return how many were made.

    With `copies` there is each of them so many times, see tickets.demo.copies.
    """
    with translation.override("es"):
        desk = _install(until)
        rng, ids = Random(seed), bulk.Ids(tickets=count, step=copies)  # noqa: S311 -- the same data each time is the point
        _start_numbers()
        policy = SLAPolicy.objects.prefetch_related("targets").select_related("calendar").get(is_default=True)
        crowd = people.Crowd(rng, ids, people.install_organisations())
        cast = _cast(crowd, policy, until=until)
        world = _world(desk, policy, ids, until=until)
        with aside.Aside(repeating.TABLES if count >= bulk.MANY else ()):
            made = bulk.write(_plays(Plot(rng, cast, until=until), world, count=count, copies=copies), ids)
            known = [person for group in crowd.people.values() for person in group]
            bulk.copy(Requester, (person.requester for person in known))
            bulk.copy(Identity, (handle for person in known for handle in (person.email, person.phone) if handle))
        rebuild()
        if copies > 1:
            with aside.Aside(repeating.TABLES):
                repeating.multiply(ids, copies)
        if count * copies >= bulk.MANY:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    return made * copies


def _install(until: datetime) -> Desk:
    desk = Desk.current()
    desk.name, desk.footer, desk.is_set_up = "Casa Lumbre", "Casa Lumbre · Av. Los Álamos 1200, Lima", True
    desk.save(update_fields=["name", "footer", "is_set_up"])
    policy = defaults.install(language="es", time_zone=ZONE)
    years = range(until.year - 2, until.year + 2)
    Holiday.objects.bulk_create(
        [
            Holiday(calendar=policy.calendar, date=date(year, month, day), name=name)
            for year in years
            for month, day, name in HOLIDAYS
        ],
        ignore_conflicts=True,
    )
    people.install_colleagues(at=until)
    answers.install()
    if not Channel.objects.of_kind(ChannelKind.EMAIL).exists():
        config = {"address": MAILBOX, "imap_host": ""}
        Channel.add(kind=ChannelKind.EMAIL, name="Correo de atención", config=config, secrets={})
    return desk


def _start_numbers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('tickets_ticket', 'number'), "
            "GREATEST(%s, (SELECT last_value FROM tickets_ticket_number_seq)), false)",
            [FIRST_NUMBER],
        )


def _cast(crowd: people.Crowd, policy: SLAPolicy, *, until: datetime) -> Cast:
    colleagues = people.install_colleagues(at=until)
    first = policy.targets.filter(metric=Metric.FIRST_RESPONSE)
    return Cast(
        crowd=crowd,
        agents=people.answering(colleagues),
        triage=(colleagues["manager@mesa.test"], colleagues["agent@mesa.test"]),
        categories={c.slug: c for c in Category.objects.named().select_related("team", "parent__team")},
        channels={kind: Channel.objects.of_kind(kind)[0] for kind in ("email", *defaults.CHANNELS)},
        hours=terms_of(policy).hours,
        first_response={target.priority: target.minutes for target in first},
    )


def _world(desk: Desk, policy: SLAPolicy, ids: bulk.Ids, *, until: datetime) -> World:
    tags: dict[str, Tag] = {}
    blobs: dict[bytes, Blob] = {}

    def tag(name: str) -> Tag:
        if name not in tags:
            tags[name] = Tag.objects.get_or_create(name=name)[0]
        return tags[name]

    def blob(data: bytes) -> Blob:
        if data not in blobs:
            blobs[data] = store(data)
        return blobs[data]

    survey = Survey.current()
    managers = User.objects.active().filter(role__in=(Role.MANAGER, Role.ADMIN)).prefetch_related("teams")
    return World(
        policy=policy,
        targets={(t.metric, t.priority): t.minutes for t in policy.targets.all()},
        mailbox=Channel.objects.of_kind(ChannelKind.EMAIL)[0],
        undo=timedelta(seconds=desk.undo_seconds),
        close_after=timedelta(days=desk.close_days),
        reopen_within=timedelta(days=desk.reopen_days),
        ask_after=timedelta(hours=survey.after_hours),
        quiet=timedelta(days=survey.quiet_days),
        managers=[(person, {team.pk for team in person.teams.all()}) for person in managers],
        ids=ids,
        blob=blob,
        tag=tag,
        rules=rules.install(by=User.objects.get(email__iexact=people.COLLEAGUES[0].email), at=until),
        teams=Team.objects.in_bulk(),
    )


def _plays(plot: Plot, world: World, *, count: int, copies: int) -> Iterator[Play]:
    days = arrivals.days_of(count * copies)
    for arrival in arrivals.arrivals(plot.rng, count=count, days=days, until=plot.until, hours=plot.cast.hours):
        yield Play(world, plot.script(arrival)).run(until=plot.until)


def has_tickets() -> bool:
    """Whether the desk is in use already."""
    return Ticket.objects.exists()
