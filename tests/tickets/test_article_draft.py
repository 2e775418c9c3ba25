"""An article made of a ticket."""

from datetime import timedelta

import pytest

from helpdesk.accounts.models import User
from tests.factories import TicketFactory, UserFactory, inbound_message
from tests.factories.tickets import NOON
from tickets import conversation, intake
from tickets.article_draft import draft_of
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def alice() -> User:
    user: User = UserFactory.create(name="Alice Ramos")
    return user


@pytest.fixture
def ticket(alice: User) -> Ticket:
    """Carol asks in Spanish, alice answers twice and notes once, carol thanks."""
    text = "Hola,\nsoy Carol Rojas, DNI 45678912.\nMi horno no calienta.\nPedido CL-20418.\n\nGracias por su ayuda"
    ticket = TicketFactory.create(subject="Horno de Carol no calienta", language="es")
    first = ticket.messages.get()
    type(first).objects.filter(pk=first.pk).update(body_text=text)
    conversation.add_note(ticket, by=alice, body="SECRET note", at=LATER)
    conversation.reply(ticket, by=alice, body="Estimada Carol:\nPresione el botón.\nSaludos,\nAlice Ramos", at=LATER)
    conversation.reply(ticket, by=alice, body="Luego espere.", at=LATER)
    intake.receive(inbound_message(ticket=ticket, text="Muchas gracias, funcionó. Mi celular es 987654321"))
    return ticket


def test_question_and_answers_without_private_data_and_manners(ticket: Ticket) -> None:
    ticket.requester.name = "Carol Rojas"
    ticket.requester.save(update_fields=["name"])
    draft = draft_of(Ticket.objects.get(pk=ticket.pk))
    assert draft.title_text == "Horno de [nombre] no calienta"
    assert draft.body == (
        "## Pregunta\n\nSoy [nombre], DNI [documento].  \nMi horno no calienta.  \nPedido [número].\n\n"
        "## Respuesta\n\nPresione el botón.  \n[nombre]\n\nLuego espere.\n"
    )
    kinds = {piece.kind for piece in draft.removed}
    assert kinds == {"name", "document", "order"}


def test_notes_and_later_messages_are_no_part_of_it(ticket: Ticket) -> None:
    body = draft_of(ticket).body
    assert ("SECRET" in body, "funcionó" in body) == (False, False)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Hola, Carol. Claro que sí.", "Claro que sí."),
        ("Estimada Carol: presione el botón", "Presione el botón"),
        ("Hola Carol Rojas, ya salió", "Ya salió"),
        ("Buenos días. Espere", "Espere"),
        ("Hi Carol, wait", "Wait"),
        ("Hola es una palabra. Sí.", "Hola es una palabra. Sí."),
        ("Presione, Carol.", "Presione, [nombre]."),
    ],
)
def test_answers_begin_with_what_they_say(alice: User, said: str, kept: str) -> None:
    ticket = TicketFactory.create(language="es")
    ticket.requester.name = "Carol Rojas"
    ticket.requester.save(update_fields=["name"])
    conversation.reply(ticket, by=alice, body=said, at=LATER)
    assert draft_of(Ticket.objects.get(pk=ticket.pk)).body.endswith(f"## Respuesta\n\n{kept}\n")


def test_an_unanswered_ticket_gives_the_question() -> None:
    draft = draft_of(TicketFactory.create(language="en"))
    assert (draft.answers, draft.body.startswith("## Question\n\n")) == ([], True)
