"""What readers did in two months: readings, answers to "was it useful?", searches, some of them in vain."""

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from knowledge.demo.catalogue import Piece
from knowledge.models import ArticleUse, Counter, Feedback, Reason, SearchLog, SearchSource, Translation, UseKind

DAYS = 60
VOTES = 0.3  # of those who read
ENGLISH = 0.2  # of the readers
COMMENTS = {
    Reason.UNCLEAR: "No entiendo qué significa «en ruta» si todavía está en el almacén.",
    Reason.INCOMPLETE: "Falta decir cuánto demora en provincia.",
    Reason.WRONG: "El horario de la tienda de Trujillo cambió.",
    Reason.DID_NOT_WORK: "Lo hice tres veces y sigue igual.",
    Reason.NOT_MY_QUESTION: "Buscaba cómo pagar con dos tarjetas.",
}
FOUND = (
    "producto dañado",
    "seguir mi pedido",
    "factura",
    "no enfria",
    "cuotas",
    "garantia",
    "cambiar fecha de entrega",
)
MISSED = (
    ("armado de muebles", 9), ("tarjeta de regalo", 7), ("trabaje con nosotros", 5), ("aire acondicionado portatil", 4),
    ("lista de novios", 3), ("manual del microondas", 2),
)  # fmt: skip


def read(rng: Random, written: list[tuple[Piece, Translation]], *, until: datetime) -> None:
    """Write down what readers did with live articles, and what they searched for."""
    uses: list[ArticleUse] = []
    votes: list[Feedback] = []
    for piece, row in written:
        if row.is_live and row.published_at:
            count = round(piece.popularity * (ENGLISH if row.language == "en" else 1))
            times = [until - timedelta(minutes=rng.randrange(DAYS * 24 * 60)) for _ in range(count)]
            uses += [ArticleUse(translation=row, kind=UseKind.VIEWED, at=at) for at in times]
            uses += _helped(rng, row, times)
            said = [_vote(rng, piece, row, at=at) for at in times if rng.random() < VOTES]
            votes += said
            useful = sum(vote.is_useful for vote in said)
            Counter.objects.filter(pk=row.pk).update(views=count, useful=useful, not_useful=len(said) - useful)
    ArticleUse.objects.bulk_create(uses)
    Feedback.objects.bulk_create(votes)
    SearchLog.objects.bulk_create(_searches(rng, until=until))


def _helped(rng: Random, row: Translation, times: list[datetime]) -> list[ArticleUse]:
    """Some find the answer while they write; some read and write all the same."""
    kinds = {UseKind.DEFLECTED: 0.06, UseKind.STILL_NEEDED_HELP: 0.04}
    return [
        ArticleUse(translation=row, kind=kind, at=at)
        for at in times
        for kind, share in kinds.items()
        if rng.random() < share
    ]


def _vote(rng: Random, piece: Piece, row: Translation, *, at: datetime) -> Feedback:
    is_useful = rng.randrange(100) < piece.helpful
    vote = Feedback(translation=row, is_useful=is_useful, at=at, day=_day(at), visitor=f"demo-{rng.getrandbits(48):x}")
    if not is_useful:
        vote.reason = rng.choice(Reason.values)
        vote.comment = COMMENTS[Reason(vote.reason)] if row.language == "es" and rng.random() < VOTES else ""
    return vote


def _searches(rng: Random, *, until: datetime) -> list[SearchLog]:
    asked = [(query, rng.randint(2, 8)) for query in FOUND for _ in range(rng.randint(5, 12))]
    asked += [(query, 0) for query, times in MISSED for _ in range(times)]
    sources = (SearchSource.PORTAL, SearchSource.PORTAL, SearchSource.FORM)
    return [
        SearchLog(
            query=query,
            hits=hits,
            language="es",
            source=rng.choice(sources),
            at=until - timedelta(minutes=rng.randrange(DAYS * 24 * 60)),
        )
        for query, hits in asked
    ]


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
