"""Counting what readers and agents do with articles."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from helpdesk.accounts.models import User
from knowledge.models import ArticleUse, Counter, Feedback, Translation, UseKind

SOLVED = """
INSERT INTO knowledge_articleuse (translation_id, kind, ticket_id, user_id, at)
SELECT DISTINCT ON (u.translation_id, u.ticket_id) u.translation_id, 'solved', u.ticket_id, u.user_id, t.solved_at
FROM knowledge_articleuse u JOIN tickets_ticket t ON t.number = u.ticket_id
WHERE u.kind IN ('inserted', 'linked') AND t.status IN ('solved', 'closed') AND t.solved_at >= u.at
  AND EXISTS (SELECT FROM tickets_message m  -- put into a reply that was sent, not only into one that was begun
              WHERE m.ticket_id = u.ticket_id AND m.kind = 'reply' AND m.created_at BETWEEN u.at AND t.solved_at)
  AND NOT EXISTS (SELECT FROM knowledge_articleuse s
                  WHERE s.kind = 'solved' AND s.translation_id = u.translation_id AND s.ticket_id = u.ticket_id)
ORDER BY u.translation_id, u.ticket_id, u.at DESC
ON CONFLICT (translation_id, ticket_id) WHERE kind = 'solved' DO NOTHING
"""


@dataclass(frozen=True)
class Opinion:
    """Whether an article was useful, and if not, why."""

    is_useful: bool
    reason: str = ""
    comment: str = ""

    @property
    def is_bare_no(self) -> bool:
        """Whether it says no and nothing else."""
        return not (self.is_useful or self.reason or self.comment)


@transaction.atomic
def judge(translation: Translation, opinion: Opinion, *, voter: str, at: datetime) -> None:
    """Write down an opinion; the same voter's of the same day is replaced. `voter` is a keyed hash of somebody.

    A reason belongs to a no: that of a yes is left out. A bare no takes nothing back of what an earlier one said.
    """
    said = asdict(opinion) | {"reason": "" if opinion.is_useful else opinion.reason, "at": at}
    day = timezone.localtime(at).date()
    row, is_new = Feedback.objects.get_or_create(translation=translation, visitor=voter, day=day, defaults=said)
    if not is_new:
        row = Feedback.objects.select_for_update().get(pk=row.pk)
        if opinion.is_bare_no and not row.is_useful:
            return
        _count(row, -1)
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
    _count(row, 1)


def record(
    translation: Translation, kind: UseKind, *, at: datetime, ticket: int | None = None, by: User | None = None
) -> None:
    """Write down one use; a reading also raises the counter."""
    ArticleUse.objects.create(translation=translation, kind=kind, ticket_id=ticket, user=by, at=at)
    if kind == UseKind.VIEWED:
        Counter.objects.filter(pk=translation.pk).update(views=F("views") + 1)


def count_solved() -> int:
    """Credit the articles of answers to the tickets that were solved since; return how many are new.

    Tickets and knowledge do not import each other, so this reads their tables. Idempotent; safe in parallel.
    """
    with connection.cursor() as cursor:
        cursor.execute(SOLVED)
        return int(cursor.rowcount)


def _count(row: Feedback, step: int) -> None:
    name = "useful" if row.is_useful else "not_useful"
    Counter.objects.filter(pk=row.translation_id).update(**{name: F(name) + step})
