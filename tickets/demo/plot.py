"""Inventing what happened to a ticket: who took it, how fast, how far it got."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from helpdesk.accounts.models import User
from tickets.demo import arrivals, dialogue
from tickets.demo.artifacts import artifact
from tickets.demo.people import Crowd
from tickets.demo.script import Opening, Script, Step
from tickets.demo.stories import Slots, Story, stories
from tickets.models import Category, Channel
from tickets.priority import Priority, priority_of
from tickets.states import Status
from tickets.working_time import WorkingHours

ENGLISH, SPAM, BOUNCE, REFINED, TAGGED, TAKEN = 0.15, 0.02, 0.03, 0.75, 0.5, 0.55
LATELY = 8  # days in which an answer that came back may still be unnoticed
UNSEEN = 3  # days after which nothing is without any answer
APART = 15  # the same story does not come back sooner
CHANNELS = {"email": 5, "web_form": 4, "phone": 4, "in_person": 2}
# How likely a ticket of this age (in days, below) is not finished yet.
UNFINISHED = ((1, 0.7), (3, 0.4), (7, 0.2), (14, 0.08), (31, 0.03), (99_999, 0.0008))
FATES = {"new": 12, "open": 42, "waiting_customer": 32, "waiting_third_party": 18, "scheduled": 6}
REFUSED = "550 5.1.1 The mailbox does not exist"


@dataclass(frozen=True)
class Cast:
    """Whom and what the tickets are about."""

    crowd: Crowd
    agents: dict[int, list[User]]  # by team
    triage: tuple[User, ...]  # who sorts what comes in
    categories: dict[str, Category]
    channels: dict[str, Channel]
    hours: WorkingHours
    first_response: dict[int, int]  # minutes by priority


class Plot:
    """Invents scripts, one after the other, always the same ones for one seed."""

    def __init__(self, rng: Random, cast: Cast, *, until: datetime) -> None:
        self.rng, self.cast, self.until = rng, cast, until
        self.recent: deque[str] = deque(maxlen=APART)
        self.by_language = {code: [s for s in stories() if s.language == code] for code in ("es", "en")}

    def script(self, arrival: arrivals.Arrival) -> Script:
        """Return one ticket from its beginning to now."""
        rng = self.rng
        if arrival.left is None and rng.random() < SPAM:
            return self._spam(arrival.at)
        story = self._story()
        opening, slots = self._opening(story, arrival)
        owner = rng.choice(self.cast.agents[self._category(story).team_id or 0])
        if opening.opened_by is not None:
            owner = opening.opened_by
        if arrival.left is not None:
            return Script(opening, self._until(self._triage(story, opening, owner)))
        teller = dialogue.Teller(rng, self.cast.hours, owner, slots)
        triage = self._triage(story, opening, owner)
        steps = teller.tell(story, after=triage[-1].at if triage else opening.at)
        return Script(opening, self._until(self._fate(opening, (*triage, *steps), teller)))

    def _story(self) -> Story:
        told = self.by_language["en" if self.rng.random() < ENGLISH else "es"]
        story = self.rng.choice([story for story in told if story.subject not in self.recent] or told)
        self.recent.append(story.subject)
        return story

    def _opening(self, story: Story, arrival: arrivals.Arrival) -> tuple[Opening, Slots]:
        rng, cast = self.rng, self.cast
        kind = self._way(story, arrival)
        spoken = kind in ("phone", "in_person")
        category = self._category(story)
        chosen = {"email": None, "web_form": category.parent or category}.get(kind, category)
        at = self._moment(arrival, chosen, spoken=spoken)
        person = cast.crowd.somebody(language=story.language, at=at)
        slots = Slots(rng, story.language, at.date(), person.requester.name)
        opening = Opening(
            at=at,
            person=person,
            channel=cast.channels[kind],
            subject=_capital(slots.fill(story.subject)),
            text=slots.fill(story.spoken if spoken else story.turns[0].text),
            language=story.language,
            category=chosen,
            opened_by=rng.choice(cast.agents[category.team_id or 0]) if spoken else None,
            files=() if spoken else tuple(artifact(kind, rng.randrange(20)) for kind in story.files),
        )
        return opening, slots

    def _way(self, story: Story, arrival: arrivals.Arrival) -> str:
        """What still waits for its first answer was written: on the phone somebody answers at once."""
        ways = [way for way in story.channels if arrival.left is None or way in ("email", "web_form")]
        return self.rng.choices(ways, [CHANNELS[way] for way in ways])[0] if ways else "email"

    def _moment(self, arrival: arrivals.Arrival, category: Category | None, *, spoken: bool) -> datetime:
        at = arrivals.work(arrival.at, self.rng.uniform(2, 30), self.cast.hours) if spoken else arrival.at
        if arrival.left is not None:
            return self._waiting_since(category, arrival.left)
        return min(at, self.until - timedelta(minutes=1))

    def _waiting_since(self, category: Category | None, left: int) -> datetime:
        priority = priority_of(category.impact, category.urgency) if category else Priority.NORMAL
        used = max(self.cast.first_response[priority] - left, 3)
        return arrivals.working_minutes_before(self.until, used, self.cast.hours)

    def _category(self, story: Story) -> Category:
        return self.cast.categories[story.category]

    def _triage(self, story: Story, opening: Opening, owner: User) -> tuple[Step, ...]:
        """Sort it: the right category, tags, somebody who takes it."""
        rng, category, at = self.rng, self._category(story), opening.at
        by = opening.opened_by or rng.choice(self.cast.triage)
        steps = []
        if opening.category != category and rng.random() < REFINED:
            at = arrivals.work(at, rng.uniform(2, 20), self.cast.hours)
            steps.append(Step(at, "category", by=by, value=category))
        if "urgente" in story.tags:
            at = arrivals.work(at, rng.uniform(1, 4), self.cast.hours)
            steps.append(Step(at, "priority", by=by, value=Priority.URGENT))
        if story.tags and rng.random() < TAGGED:
            at = arrivals.work(at, rng.uniform(0.5, 3), self.cast.hours)
            steps.append(Step(at, "tags", by=by, value=story.tags))
        if opening.opened_by is None and rng.random() < TAKEN:
            at = arrivals.work(at, rng.uniform(0.5, 10), self.cast.hours)
            steps.append(Step(at, "assign", by=by, value=owner))
        return tuple(steps)

    def _fate(self, opening: Opening, steps: tuple[Step, ...], teller: "dialogue.Teller") -> tuple[Step, ...]:
        """Cut the story where this ticket stands today; most are through."""
        rng, age = self.rng, (self.until - opening.at).days
        chance = next(chance for days, chance in UNFINISHED if age < days)
        if rng.random() >= chance:
            return self._maybe_refused(steps) if age < LATELY and rng.random() < BOUNCE else steps
        fate = rng.choices(list(FATES), list(FATES.values()))[0]
        if fate == "new" and age < UNSEEN:
            return tuple(step for step in steps if step.deed in ("category", "tags"))
        return self._stand(fate, steps, teller)

    def _stand(self, fate: str, steps: tuple[Step, ...], teller: "dialogue.Teller") -> tuple[Step, ...]:
        """End with whoever has the ball: the requester's last words lately, or an answer that waits."""
        fate = "open" if fate == "new" else fate
        deed = "write" if fate == "open" else "reply"
        places = [index for index, step in enumerate(steps) if step.deed == deed]
        if not places:
            return steps
        last = self.rng.choice(places)
        kept, step = steps[:last], steps[last]
        lately = max(kept[-1].at if kept else step.at, self.until - timedelta(hours=self.rng.uniform(1, 30)))
        if fate == "open":
            return (*kept, replace(step, at=max(min(step.at, self.until), lately)))
        if fate == "scheduled":
            wake_at = arrivals.work(self.until + timedelta(days=self.rng.randint(1, 5)), 0, self.cast.hours)
            plan = Step(step.at + timedelta(seconds=40), "schedule", by=teller.owner, value=wake_at)
            return (*kept, replace(step, value=Status.OPEN), plan)
        return (*kept, replace(step, value=Status(fate)))

    def _maybe_refused(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        places = [index for index, step in enumerate(steps) if step.deed == "reply"]
        if not places:
            return steps
        kept = steps[: places[-1] + 1]
        return (*kept, Step(kept[-1].at + timedelta(minutes=2), "fail", text=REFUSED))

    def _spam(self, at: datetime) -> Script:
        subject, text = self.rng.choice(dialogue.SPAM)
        person = self.cast.crowd.somebody(language="en", at=at)
        opening = Opening(at, person, self.cast.channels["email"], subject, text, language="en")
        by = self.rng.choice(self.cast.triage)
        seen = arrivals.work(at, self.rng.uniform(5, 90), self.cast.hours)
        return Script(opening, self._until((Step(seen, "status", by=by, value=Status.SPAM),)))

    def _until(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        kept: list[Step] = []
        for step in steps:
            if step.at > self.until or (kept and step.at < kept[-1].at):
                break
            kept.append(step)
        return tuple(kept)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
