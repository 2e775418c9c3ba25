"""One search document per ticket, fed by subject, messages, people and tags, in both languages' stems."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tickets.models.ticket import Ticket


class SearchDocument(models.Model):
    """What can be found of a ticket. Written by tickets.search only."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="search_document")
    vector = SearchVectorField(null=True)

    class Meta:
        indexes = (GinIndex(fields=["vector"], name="ticket_search", fastupdate=False),)

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
