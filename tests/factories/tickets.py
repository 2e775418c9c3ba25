"""Tickets of the tests, opened through the only door in."""

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from tickets import intake
from tickets.models import Category, CategoryName, Channel, Ticket

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Lima


class ChannelFactory(DjangoModelFactory[Channel]):
    """A mailbox."""

    class Meta:
        model = Channel

    kind = "email"
    name = factory.Sequence(lambda n: f"Mailbox {n}")
    slug = factory.Sequence(lambda n: f"mailbox-{n}")
    config = factory.LazyFunction(lambda: {"address": "ayuda@desk.test"})


class CategoryFactory(DjangoModelFactory[Category]):
    """A category; `name=` is its English name."""

    class Meta:
        model = Category
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"category-{n}")

    @factory.post_generation
    def name(self: Category, create: Any, extracted: str | None, **_kwargs: Any) -> None:
        """Name it in both languages."""
        if create:
            for language in ("es", "en"):
                CategoryName.objects.create(category=self, language=language, name=extracted or self.slug)


def inbound_message(**facts: Any) -> intake.InboundMessage:
    """Return an inbound mail from carol@example.com; any field can be given, `address` and `name` for the sender."""
    sender = intake.Sender(
        kind="email", value=facts.pop("address", "carol@example.com"), name=facts.pop("name", "Carol Rojas")
    )
    facts.setdefault("sender", sender)
    facts.setdefault("channel", None)
    facts["channel"] = facts["channel"] or Channel.objects.filter(kind="email").first() or ChannelFactory.create()
    facts.setdefault("received_at", NOON)
    facts.setdefault("subject", "The oven does not heat")
    facts.setdefault("text", "Hello, the oven does not heat since yesterday.")
    return intake.InboundMessage(**facts)


class TicketFactory:
    """Opens a ticket as a mail would; keyword arguments of Ticket are set afterwards."""

    @staticmethod
    def create(*, address: str = "carol@example.com", at: datetime = NOON, **columns: Any) -> Ticket:
        """Return the new ticket."""
        subject = columns.pop("subject", "The oven does not heat")
        category = columns.pop("category", None)
        received = intake.receive(inbound_message(address=address, received_at=at, subject=subject, category=category))
        ticket = received.message.ticket
        if columns:
            Ticket.objects.filter(pk=ticket.pk).update(**columns)
        return Ticket.objects.get(pk=ticket.pk)
