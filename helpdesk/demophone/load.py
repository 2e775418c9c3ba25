"""The demo's number, bot and chats: through the product's own doors, at the moments that the stories tell."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from channels_inbound import processing
from channels_inbound.chats.content import Event
from channels_inbound.models import InboundPayload
from helpdesk.accounts.models import User
from helpdesk.demophone import customer
from helpdesk.demophone.models import BOTS, GRAPH, PhoneMessage
from helpdesk.demophone.stories import STORIES, Line, Story
from tickets import conversation, people, properties
from tickets.delivery import chat
from tickets.handles import IdentityKind
from tickets.models import Category, Channel, ChannelKind, Delivery, DeliveryPart, DeliveryState, Ticket
from tickets.sla.sweep import sweep_overdue_timers

NUMBER_ID = "100200300400500"
AGENTS = ("agent@mesa.test", "joaquin@mesa.test", "valeria@mesa.test")
TEMPLATES = [
    {
        "name": "seguimiento_de_caso",
        "language": "es",
        "body": "Hola {{1}}, le escribimos de Casa Lumbre por su solicitud #{{2}}. ¿Desea que sigamos con ella?",
    },
    {
        "name": "visita_programada",
        "language": "es",
        "body": "Hola {{1}}: su visita técnica quedó para el {{2}}. Responda SÍ para confirmarla.",
    },
]


def load(_seed: int, until: datetime) -> None:
    """Make the channels and what was said in them until now."""
    channels = install_channels()
    agents = list(User.objects.filter(email__in=AGENTS).order_by("pk"))
    for number, story in enumerate(STORIES):
        _tell(story, channels[story.kind], agents[number % len(agents)], until=until)
    sweep_overdue_timers(at=until)


def install_channels() -> dict[str, Channel]:
    """Make the demo's WhatsApp number and Telegram bot, unless they are there; their vendor is the telephone."""
    wanted: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
        ChannelKind.WHATSAPP: (
            "WhatsApp",
            {"base_url": GRAPH, "phone_number_id": NUMBER_ID, "templates": TEMPLATES, "verify_token": _random()},
            {"access_token": _random(), "app_secret": _random()},
        ),
        ChannelKind.TELEGRAM: (
            "Telegram",
            {"base_url": BOTS},
            {"bot_token": f"100200300:{_random()}", "secret_token": _random()},
        ),
    }
    channels = {}
    for kind, (name, config, values) in wanted.items():
        found = Channel.objects.of_kind(kind).filter(config__base_url=config["base_url"]).first()
        channels[str(kind)] = found or Channel.add(kind=kind, name=name, config=config, secrets=values)
    return channels


def _tell(story: Story, channel: Channel, agent: User, *, until: datetime) -> None:
    ticket: Ticket | None = None
    answers = [line for line in story.lines if not line.is_from_customer]
    for line in story.lines:
        at = until - timedelta(minutes=line.minutes_ago)
        if line.is_from_customer:
            ticket = _ask(story, channel, line, at=at) or ticket
            if ticket and story.email:
                people.add_handle(ticket.requester, IdentityKind.EMAIL, story.email)
        elif ticket is not None:
            if line is answers[0]:
                category = Category.objects.filter(slug=story.category).first()
                properties.set_category(ticket, category, by=agent, at=at - timedelta(minutes=2))
            status = story.leaves if line is answers[-1] else "open"
            conversation.reply(ticket, by=agent, body=line.text, at=at, status=status)
            _arrive(story, at=at + timedelta(seconds=12))


def _ask(story: Story, channel: Channel, line: Line, *, at: datetime) -> Ticket | None:
    message = _show(story, channel, line.text, at=at, is_from_customer=True)
    event = Event(channel.pk, json.dumps(customer.body_of(message)).encode(), message.provider_id, "demo")
    for pk in InboundPayload.store_events([event], at=at):
        processing.process_payload(pk, at=at)
    _arrive(story, at=at + timedelta(seconds=3))
    payload = InboundPayload.objects.select_related("message__ticket").get(
        channel=channel, external_id=message.provider_id
    )
    return payload.message.ticket if payload.message else None


def _arrive(story: Story, *, at: datetime) -> None:
    """What the desk wrote has left, and was read."""
    is_whatsapp = story.kind == ChannelKind.WHATSAPP
    state = DeliveryState.READ if is_whatsapp else DeliveryState.SENT
    for delivery in Delivery.objects.filter(to_address=story.contact, state=DeliveryState.QUEUED).order_by("pk"):
        if delivery.channel is None:
            continue
        shown = _show(story, delivery.channel, chat.text_of(delivery), at=at, is_from_customer=False)
        provider_id = shown.provider_id if is_whatsapp else f"{story.contact}:{shown.pk}"
        DeliveryPart.objects.create(delivery=delivery, position=0, provider_id=provider_id, state=state)
        delivery.attempts = 1
        delivery.mark_sent(provider_id, at=at)
        delivery.state = state
        delivery.save(update_fields=["attempts", "state"])


def _show(story: Story, channel: Channel, text: str, *, at: datetime, is_from_customer: bool) -> PhoneMessage:
    message = PhoneMessage.objects.create(
        channel=channel,
        contact=story.contact,
        name=story.name,
        is_from_customer=is_from_customer,
        text=text,
        state="read",
    )
    PhoneMessage.objects.filter(pk=message.pk).update(at=at)
    message.at = at
    return message


def _random() -> str:
    return secrets.token_urlsafe(24)
