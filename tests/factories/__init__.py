"""Small factories without surprises; the facts that a test needs are in the test."""

from tests.factories.people import RequesterFactory, TeamFactory, UserFactory
from tests.factories.tickets import CategoryFactory, ChannelFactory, TicketFactory, inbound_message

__all__ = [
    "CategoryFactory",
    "ChannelFactory",
    "RequesterFactory",
    "TeamFactory",
    "TicketFactory",
    "UserFactory",
    "inbound_message",
]
