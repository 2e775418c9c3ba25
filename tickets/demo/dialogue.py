"""Giving a story its times and its states: answers in working hours, letters whenever people are awake."""

from datetime import datetime, time, timedelta
from random import Random

from helpdesk.accounts.models import User
from tickets.demo.arrivals import work
from tickets.demo.artifacts import artifact
from tickets.demo.script import Step
from tickets.demo.stories import Slots, Story, Turn
from tickets.states import Status
from tickets.working_time import WorkingHours

AWAKE = (time(7), time(23))
PUNCTUAL, KEEP_OPEN, REOPENED = 0.85, 0.3, 0.06
SPAM = (
    ("Improve your ranking in 24 hours", "Dear owner, we can put your shop on the first page. Reply for a free audit."),
    ("RE: outstanding payment", "Kindly find the payment advice and confirm your bank details to release the funds."),
    ("Cheap containers from our factory", "Good day, we are the leading manufacturer of plastic pallets. Best price."),
)
AGAIN = {
    "es": (
        (
            "Disculpe que vuelva a escribir: pasó lo mismo otra vez hoy.",
            "Gracias por avisar, {nombre}. Lo revisamos de nuevo ahora mismo.",
        ),
        (
            "Pensé que estaba resuelto, pero sigue igual.",
            "Lo sentimos, {nombre}. Lo vuelve a ver hoy la misma persona y le escribimos.",
        ),
        (
            "Una consulta más sobre este mismo tema: ¿también vale para una segunda compra?",
            "Sí, {nombre}, vale igual. Solo indíquenos el número del nuevo pedido.",
        ),
    ),
    "en": (
        (
            "Sorry to write again: it happened once more today.",
            "Thank you for telling us, {nombre}. We are looking into it right now.",
        ),
        (
            "I thought this was settled, but it is still the same.",
            "We are sorry, {nombre}. The same person will check it again today.",
        ),
    ),
}


class Teller:
    """Tells one story of one owner, turn by turn."""

    def __init__(self, rng: Random, hours: WorkingHours, owner: User, slots: Slots) -> None:  # noqa: PLR0917
        self.rng, self.hours, self.owner, self.slots = rng, hours, owner, slots

    def tell(self, story: Story, *, after: datetime) -> tuple[Step, ...]:
        """Return the steps after the opening; what ends with the requester's thanks is solved once more."""
        steps: list[Step] = []
        at = after
        turns = story.turns[1:]
        for index, turn in enumerate(turns):
            at = self._next(turn, at, is_first=not any(step.deed == "reply" for step in steps))
            steps.append(self._step(turn, at, later=turns[index + 1 :]))
        if not steps or steps[-1].deed != "reply":
            at = work(at, self.rng.uniform(5, 180), self.hours)
            steps.append(Step(at, "status", by=self.owner, value=Status.SOLVED))
        if self.rng.random() < REOPENED:
            steps += self._again(story.language, after=steps[-1].at)
        return tuple(steps)

    def _step(self, turn: Turn, at: datetime, *, later: tuple[Turn, ...]) -> Step:
        text = self.slots.fill(turn.text)
        if turn.kind == "write":
            has_photo = any(word in text.lower() for word in ("adjunto la foto", "adjunto las fotos"))
            return Step(at, "write", text=text, files=(artifact("photo", self.rng.randrange(20)),) if has_photo else ())
        if turn.kind == "note":
            return Step(at, "note", by=self.owner, text=text)
        return Step(at, "reply", by=self.owner, text=text, value=self._state(turn, later))

    def _state(self, turn: Turn, later: tuple[Turn, ...]) -> Status:
        if turn.kind == "ask":
            return Status.WAITING_CUSTOMER
        if turn.kind == "third":
            return Status.WAITING_THIRD_PARTY
        speaks_next = next((other.kind for other in later if other.kind != "note"), "")
        if speaks_next == "write" and any(other.kind != "write" for other in later):
            return Status.OPEN if self.rng.random() < KEEP_OPEN else Status.WAITING_CUSTOMER
        return Status.OPEN if speaks_next else Status.SOLVED

    def _next(self, turn: Turn, at: datetime, *, is_first: bool) -> datetime:
        rng = self.rng
        if turn.kind == "write":
            return self._awake(at + timedelta(minutes=rng.choice((12, 35, 90, 240, 700, 1300)) * rng.uniform(0.6, 1.5)))
        if turn.kind == "note":
            return work(at, rng.uniform(3, 25), self.hours)
        if rng.random() < PUNCTUAL:
            return work(at, rng.uniform(6, 95 if is_first else 140), self.hours)
        return work(at, rng.uniform(180, 700), self.hours)

    def _awake(self, at: datetime) -> datetime:
        local = at.astimezone(self.hours.zone)
        if AWAKE[0] <= local.time() < AWAKE[1]:
            return at.replace(microsecond=0)
        day = local.date() + timedelta(days=local.time() >= AWAKE[1])
        morning = datetime.combine(day, AWAKE[0], self.hours.zone)
        return (morning + timedelta(seconds=self.rng.randrange(9000))).astimezone(at.tzinfo)

    def _again(self, language: str, *, after: datetime) -> list[Step]:
        question, answer = self.rng.choice(AGAIN[language])
        asked = self._awake(after + timedelta(hours=self.rng.uniform(6, 120)))
        answered = work(asked, self.rng.uniform(10, 160), self.hours)
        text = self.slots.fill(answer)
        return [
            Step(asked, "write", text=question),
            Step(answered, "reply", by=self.owner, text=text, value=Status.SOLVED),
        ]
