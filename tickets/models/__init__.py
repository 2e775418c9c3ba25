"""Tables of the ticket core, one concept per file."""

from tickets.models.access import AccessLink
from tickets.models.answer import CannedAnswer, Visibility
from tickets.models.bulk_change import BulkChange, BulkKind
from tickets.models.category import Category, CategoryName, Tag
from tickets.models.channel import CHATS, Channel, ChannelKind
from tickets.models.delivery import Delivery, DeliveryKind, DeliveryPart, DeliveryState
from tickets.models.event import EventKind, TicketEvent
from tickets.models.facts import FactsProgress, PromiseState, TicketFacts
from tickets.models.message import Attachment, Blob, Draft, Message, MessageKind
from tickets.models.missing import MissingFile
from tickets.models.people import Identity, Organisation, OrganisationDomain, Requester
from tickets.models.rule import Rule, RuleRevision
from tickets.models.satisfaction import LONGEST_COMMENT, SatisfactionRating, Score, Summary, Survey, Told
from tickets.models.search import SearchDocument
from tickets.models.sla import (
    BusinessCalendar,
    Holiday,
    Metric,
    OpeningHours,
    SLAPolicy,
    SLASegment,
    SLATarget,
    SLATimer,
    TeamPolicy,
)
from tickets.models.ticket import NO_DEADLINE, Follower, Participant, Ticket

__all__ = [
    "CHATS",
    "LONGEST_COMMENT",
    "NO_DEADLINE",
    "AccessLink",
    "Attachment",
    "Blob",
    "BulkChange",
    "BulkKind",
    "BusinessCalendar",
    "CannedAnswer",
    "Category",
    "CategoryName",
    "Channel",
    "ChannelKind",
    "Delivery",
    "DeliveryKind",
    "DeliveryPart",
    "DeliveryState",
    "Draft",
    "EventKind",
    "FactsProgress",
    "Follower",
    "Holiday",
    "Identity",
    "Message",
    "MessageKind",
    "Metric",
    "MissingFile",
    "OpeningHours",
    "Organisation",
    "OrganisationDomain",
    "Participant",
    "PromiseState",
    "Requester",
    "Rule",
    "RuleRevision",
    "SLAPolicy",
    "SLASegment",
    "SLATarget",
    "SLATimer",
    "SatisfactionRating",
    "Score",
    "SearchDocument",
    "Summary",
    "Survey",
    "Tag",
    "TeamPolicy",
    "Ticket",
    "TicketEvent",
    "TicketFacts",
    "Told",
    "Visibility",
]
