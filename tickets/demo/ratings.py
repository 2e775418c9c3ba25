"""What requesters of the demo say of the service: the rows that tickets.satisfaction would have written."""

from datetime import datetime, timedelta
from random import Random

from helpdesk.accounts.models import User
from tickets.demo.ledger import next_minute
from tickets.demo.rows import Rows, World
from tickets.models import DeliveryKind, EventKind, SatisfactionRating, Ticket
from tickets.satisfaction.asking import LATEST
from tickets.states import FINISHED

ANSWERING = 0.35
WEIGHTS = {5: 52, 4: 26, 3: 9, 2: 8, 1: 5}
SAYING = {5: 0.45, 4: 0.4, 3: 0.7, 2: 0.9, 1: 0.95}  # the less content, the more there is to say
SOONEST, USUAL = timedelta(minutes=7), timedelta(hours=13)
COMMENTS = {
    "es": {
        5: (
            "Me llamaron antes de que yo reclamara. Excelente.",
            "Muy amable y rápido, todo quedó resuelto el mismo día.",
            "Cambiaron la pieza sin costo. ¡Gracias!",
            "Explicaron todo con paciencia.",
        ),
        4: (
            "Buena atención, aunque la entrega llegó un poco tarde.",
            "Resolvieron el problema. Podrían avisar la hora de la visita.",
            "Todo bien, gracias.",
        ),
        3: (
            "Se resolvió, pero tuve que escribir dos veces.",
            "Ni bien ni mal: demoraron en contestar.",
            "Me pidieron la misma foto dos veces.",
        ),
        2: (
            "Tres días para una respuesta que era una línea.",
            "Dijeron que llamarían y nadie llamó.",
            "El técnico vino sin la pieza y tuve que esperar otra semana.",
        ),
        1: (
            "Sigo con el mismo problema y cerraron el caso.",
            "Pésimo: me pasaron de una persona a otra.",
            "No me devolvieron el dinero completo y nadie explica por qué.",
        ),
    },
    "en": {
        5: ("Fast and friendly, thank you!", "Solved the same day. Great service."),
        4: ("Good service, the delivery was a bit late.", "All fine in the end."),
        3: ("It took two mails to be understood.",),
        2: ("Three days for a one-line answer.",),
        1: ("The problem is still there and you closed my case.",),
    },
}


class Ratings:
    """Questions and answers about one ticket while it is played."""

    def __init__(self, world: World, ticket: Ticket, rows: Rows) -> None:
        self.world, self.ticket, self.rows, self.person = world, ticket, rows, rows.opening.person
        self.given: list[SatisfactionRating] = []
        self.solver: tuple[int | None, int | None] = (None, None)
        self.solved_at = ticket.created_at
        self.answer: tuple[datetime, int, str] | None = None

    def solved(self, at: datetime) -> None:
        """Remember when it was solved, and who had it then."""
        self.solver = (self.ticket.assignee_id, self.ticket.team_id)
        self.solved_at = at

    def next_question(self) -> datetime | None:
        """Return when the sweep asks about the ticket as it stands."""
        if not self._is_finished or self._rating is not None:
            return None
        begin = self.solved_at + self.world.ask_after
        asked = self.world.asked.get(self.ticket.requester_id)
        at = next_minute(max(begin, asked + self.world.quiet) if asked else begin)
        return at if at < begin + LATEST else None

    def next_answer(self) -> datetime | None:
        """Return when the requester answers, if they do."""
        return self.answer[0] if self.answer and self._is_finished and self._rating else None

    def ask(self, at: datetime) -> None:
        """Ask, and let the requester make up their mind."""
        assignee, team = self.solver
        rating = SatisfactionRating(
            pk=self.world.ids(SatisfactionRating),
            ticket=self.ticket,
            resolution=self.ticket.reopen_count,
            solved_at=self.solved_at,
            assignee_id=assignee,
            team_id=team,
            channel=self.world.mailbox,
            asked_at=at,
        )
        self.given.append(rating)
        self.world.asked[self.ticket.requester_id] = at
        last = next(message for message in reversed(self.rows.messages) if message.is_from_requester)
        context = {"in_reply_to": last.rfc_message_id, "resolution": rating.resolution}
        self.rows.record(EventKind.RATING_ASKED, at=at, cause="time", after={"to": self.person.email.display})
        self.rows.send(DeliveryKind.SURVEY, at=at, send_after=at, context=context)
        self.ticket.version += 1
        self.answer = self._made_up(at)

    def rate(self, at: datetime) -> None:
        """Answer."""
        rating = self.given[-1]
        _at, score, comment = self.answer or (at, 5, "")
        self.answer = None
        rating.score, rating.comment, rating.answered_at = score, comment, at
        after = {"score": score, "resolution": rating.resolution, "has_comment": bool(comment)}
        self.rows.record(EventKind.RATED, at=at, by=self.person.requester, after=after)
        told = self._told() if rating.is_bad else []
        for manager in told:
            context = {"rating": rating.pk, "language": manager.language, "name": manager.get_short_name()}
            self.rows.tell(manager, DeliveryKind.BAD_RATING, at=at, context=context)
        rating.told_at = at if told else None
        self.ticket.version += 1

    @property
    def _is_finished(self) -> bool:
        return self.ticket.status in FINISHED

    @property
    def _rating(self) -> SatisfactionRating | None:
        """Return what was asked about the ticket as it was solved the last time."""
        return next((r for r in self.given if r.resolution == self.ticket.reopen_count), None)

    def _made_up(self, at: datetime) -> tuple[datetime, int, str] | None:
        # A dice of its own, so that the demo's tickets are the same with and without ratings.
        dice = Random(f"{self.ticket.subject} {self.ticket.created_at.isoformat()} {at.isoformat()}")  # noqa: S311
        if dice.random() > ANSWERING:
            return None
        score = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        comment = dice.choice(COMMENTS[self.ticket.language][score]) if dice.random() < SAYING[score] else ""
        return at + SOONEST + USUAL * dice.expovariate(1), score, comment

    def _told(self) -> list[User]:
        """Return the managers of the team, or whoever else may see the ticket (tickets.satisfaction.telling)."""
        ticket = self.ticket
        of_team = [person for person, teams in self.world.managers if ticket.team_id in teams]
        return of_team or [
            person
            for person, _teams in self.world.managers
            if person.is_admin or ticket.team_id is None or ticket.assignee_id == person.pk
        ]
