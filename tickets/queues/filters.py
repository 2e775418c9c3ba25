"""What each `key:value` of a search narrows a list to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.kept import Among
from tickets import search
from tickets.models import CategoryName, Channel, ChannelKind, Requester, Tag, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.priority import Priority
from tickets.queues import happenings, ratings
from tickets.queues.grammar import Query, fold
from tickets.queues.reader import Reader, read_key
from tickets.states import ACTIVE, FINISHED, UNSOLVED, WAITING, Status

ME = {"me", "mi", "yo"}
NOBODY = {"none", "nobody", "nadie", "ninguno", "ninguna", "-"}
FEW_PEOPLE = 1000
NONE = Q(Among("number", []))  # an empty `in` would be no SQL at all, and could not be kept
STATUS_WORDS: dict[str, tuple[Status, ...]] = {
    "new": (Status.NEW,),
    "nuevo": (Status.NEW,),
    "open": ACTIVE,
    "abierto": ACTIVE,
    "waiting": WAITING,
    "espera": WAITING,
    "pendiente": WAITING,
    "scheduled": (Status.SCHEDULED,),
    "programado": (Status.SCHEDULED,),
    "unsolved": UNSOLVED,
    "solved": (Status.SOLVED,),
    "resuelto": (Status.SOLVED,),
    "closed": (Status.CLOSED,),
    "cerrado": (Status.CLOSED,),
    "finished": FINISHED,
    "spam": (Status.SPAM,),
    "merged": (Status.MERGED,),
    "fusionado": (Status.MERGED,),
}
PRIORITY_WORDS = {
    "urgent": Priority.URGENT,
    "urgente": Priority.URGENT,
    "high": Priority.HIGH,
    "alta": Priority.HIGH,
    "normal": Priority.NORMAL,
    "low": Priority.LOW,
    "baja": Priority.LOW,
}
CHANNEL_WORDS = {
    "email": ChannelKind.EMAIL,
    "mail": ChannelKind.EMAIL,
    "correo": ChannelKind.EMAIL,
    "form": ChannelKind.WEB_FORM,
    "web": ChannelKind.WEB_FORM,
    "formulario": ChannelKind.WEB_FORM,
    "phone": ChannelKind.PHONE,
    "telefono": ChannelKind.PHONE,
    "person": ChannelKind.IN_PERSON,
    "presencial": ChannelKind.IN_PERSON,
}


@dataclass(frozen=True)
class Narrowed:
    """The tickets that a search finds, and what in it was not understood, as sentences."""

    tickets: TicketQuerySet
    problems: tuple[str, ...]


def narrow(tickets: TicketQuerySet, query: Query, reader: Reader) -> Narrowed:
    """Apply a search to a list. A filter that makes no sense is left out and said so; the rest still searches."""
    problems = [_("There is no filter “%(key)s:”. It was searched as words.") % {"key": key} for key in query.unknown]
    for term in query.terms:
        condition = CONDITIONS[term.key](term.value, reader)
        if condition is None:
            problems.append(_("“%(term)s” was left out: that value is not known.") % {"term": term.raw})
        else:
            tickets = tickets.filter(condition)
    return Narrowed(search.search(tickets, query.words), tuple(problems))


def asks_for_status(query: Query) -> bool:
    """Whether a search names a status, so that a view need not hide any."""
    return any(term.key == "status" for term in query.terms)


def _status(value: str, _reader: Reader) -> Q | None:
    word = fold(value).replace(" ", "_")
    known = STATUS_WORDS.get(word) or (word in Status.values and (Status(word),))
    return Q(status__in=known) if known else None


def _assignee(value: str, reader: Reader) -> Q:
    if fold(value) in ME:
        return Q(assignee=reader.user)
    if fold(value) in NOBODY:
        return Q(assignee=None)
    if key := read_key(value):
        return Q(assignee=key)
    people = User.objects.filter(Q(name__unaccent__icontains=value) | Q(email__icontains=value))
    return Q(assignee__in=people)


def _team(value: str, _reader: Reader) -> Q:
    if fold(value) in NOBODY:
        return Q(team=None)
    if key := read_key(value):
        return Q(team=key)
    return Q(team__in=Team.objects.filter(name__unaccent__icontains=value))


def _channel(value: str, _reader: Reader) -> Q:
    if key := read_key(value):
        return Q(channel=key)
    kind = CHANNEL_WORDS.get(fold(value), fold(value))
    return Q(channel__in=Channel.objects.filter(Q(kind=kind) | Q(name__unaccent__icontains=value)))


def _priority(value: str, _reader: Reader) -> Q | None:
    known = PRIORITY_WORDS.get(fold(value))
    return Q(priority=known) if known else None


def _category(value: str, _reader: Reader) -> Q:
    if fold(value) in NOBODY:
        return Q(category=None)
    if key := read_key(value.removeprefix("=")) if value.startswith("=") else None:
        return Q(category=key)  # that one, without those inside of it
    if key := read_key(value):
        return Q(category=key) | Q(category__parent=key)
    named = CategoryName.objects.filter(Q(name__unaccent__icontains=value) | Q(category__slug=value.lower()))
    return Q(category__in=named.values("category")) | Q(category__parent__in=named.values("category"))


def _tag(value: str, _reader: Reader) -> Q:
    # By its key: how many tickets have a tag is known to PostgreSQL of the key and not of the name.
    tags = list(Tag.objects.annotate(lower=Lower("name")).filter(lower=value.lower()).values_list("pk", flat=True))
    return Q(Exists(Ticket.tags.through.objects.filter(ticket=OuterRef("pk"), tag=tags[0]))) if tags else NONE


def _from(value: str, _reader: Reader) -> Q:
    # Few people are looked up by their tickets; of many, some have written among the first tickets of any list.
    people = list(Requester.objects.search(value).values_list("pk", flat=True)[: FEW_PEOPLE + 1])
    if len(people) <= FEW_PEOPLE:
        return Q(Among("requester", people))
    return Q(Exists(Requester.objects.filter(pk=OuterRef("requester")).described(value)))


CONDITIONS: dict[str, Callable[[str, Reader], Q | None]] = {
    "status": _status,
    "assignee": _assignee,
    "team": _team,
    "channel": _channel,
    "priority": _priority,
    "category": _category,
    "tag": _tag,
    "from": _from,
    **happenings.CONDITIONS,
    **ratings.CONDITIONS,
}
