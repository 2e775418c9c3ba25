"""What agents of the demo did with articles: some of their replies give one, and some of those solved the ticket."""

from random import Random
from typing import Any

from django.conf import settings

from knowledge import usage
from knowledge.models import Article, Translation, UseKind
from knowledge.plaintext import plain
from knowledge.search import Hit, find
from knowledge.workspace.suggestions import Suggestion

MOST = 40
SHARE = 0.6  # of the replies for which there is an article
LINKED = 0.8
CLEAR = 2.5  # a rank from which on an article answers the question
GIVEN = {"es": "Aquí lo explicamos paso a paso:", "en": "You find each step here:"}
TICKET: Any = Article._meta.get_field("source_ticket").related_model  # tickets and knowledge are strangers


def give(rng: Random) -> None:
    """Put articles into first replies of agents, as the panel beside the ticket does, and credit those that solved."""
    tickets = TICKET.objects.filter(messages__kind="reply").exclude(status="spam").distinct()
    given = 0
    for ticket in tickets.order_by("-pk").iterator():
        if given >= MOST:
            break
        hit = _article_for(ticket)
        if hit and rng.random() < SHARE:
            given += _give(rng, ticket, hit)
    usage.count_solved()


def _article_for(ticket: Any) -> Hit | None:
    hits = find(ticket.subject, language=ticket.language, reader=None, limit=1)
    return hits[0] if hits and hits[0].rank >= CLEAR and not hits[0].is_foreign else None


def _give(rng: Random, ticket: Any, hit: Hit) -> int:
    """Put an article under the first answer of a person, if there is one; return how many were given."""
    reply = ticket.messages.filter(kind="reply", author_user__isnull=False).order_by("created_at", "pk").first()
    if reply is None:
        return 0
    kind = UseKind.LINKED if rng.random() < LINKED else UseKind.INSERTED
    said = Suggestion(hit).link if kind == UseKind.LINKED else _text(hit.translation)
    words = GIVEN.get(ticket.language, GIVEN["en"])
    ticket.messages.filter(pk=reply.pk).update(body_text=f"{reply.body_text}\n\n{words}\n{said}")
    usage.record(hit.translation, kind, at=reply.created_at, ticket=ticket.pk, by=reply.author_user)
    return 1


def _text(row: Translation) -> str:
    revision = row.published_revision
    return plain(revision.body, language=row.language, site=settings.SITE_URL) if revision else ""
