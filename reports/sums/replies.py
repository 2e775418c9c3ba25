"""Answers that people wrote in the period, on tickets that count, whoever has them."""

from typing import NamedTuple

from django.db.models import QuerySet

from helpdesk.lib.kept import Given, kept
from reports.scope import Scope
from reports.sums.asking import ask
from tickets.models import Message

STATEMENT = """
SELECT author_user_id, sum(number)::bigint, count(*)
FROM (SELECT author_user_id, ticket_id, count(*) AS number FROM ({replies}) r GROUP BY author_user_id, ticket_id) each
WHERE ticket_id IN (SELECT ticket_id FROM {{anyones}} WHERE last_replied_at >= %(first)s)
GROUP BY author_user_id
"""


class Written(NamedTuple):
    """How many answers somebody wrote, and on how many tickets."""

    replies: int
    tickets: int


Replies = dict[int, Written]


def read(scope: Scope) -> Replies:
    """Count by person, with one statement."""
    statement = STATEMENT.format(replies=_replies(scope.of_agent is not None).sql)
    return {person: Written(*numbers) for person, *numbers in ask(scope, statement)}


@kept
def _replies(of_agent: bool) -> QuerySet[Message]:  # noqa: FBT001 -- a shape
    written = Message.objects.by_people().filter(created_at__gte=Given("first"), created_at__lt=Given("until"))
    return (
        (written.filter(author_user=Given("agent")) if of_agent else written).order_by().only("ticket", "author_user")
    )
