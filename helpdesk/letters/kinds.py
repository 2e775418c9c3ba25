"""All that the desk sends by itself, by mail and in chats, and the values that its words may name.

A new one is added here, with our own words in defaults/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("es", "en")
SENDERS_WORDS = _("It was written by whoever wrote to you. Nobody shall send his words to others through your desk.")


@dataclass(frozen=True)
class Variable:
    """A value that words may name as {{ name }}."""

    name: str
    meaning: str | Promise
    samples: tuple[str, str]  # in Spanish, in English: for the preview
    is_link: bool = False
    is_block: bool = False  # several lines made by the desk; stands in a paragraph of its own

    def sample(self, language: str) -> str:
        """Return what the preview shows."""
        return self.samples[LANGUAGES.index(language)]


@dataclass(frozen=True)
class LetterKind:
    """A mail: where it is used, what it may name, and what it must not (with the reason)."""

    slug: str
    name: str | Promise
    used: str | Promise
    variables: tuple[Variable, ...]
    refused: Mapping[str, str | Promise] = field(default_factory=dict)
    needed: tuple[str, ...] = ()  # what the mail is sent for
    is_chat: bool = False  # a message of WhatsApp or Telegram: it has no subject

    @property
    def by_name(self) -> dict[str, Variable]:
        """Its variables by name."""
        return {variable.name: variable for variable in self.variables}


DESK = Variable("desk.name", _("the company's name"), ("Casa Lumbre", "Casa Lumbre"))
NUMBER = Variable("ticket.number", _("the number of the request"), ("4786", "4786"))
REQUEST = Variable(
    "request.link",
    _("the address of the request's page"),
    ("https://ayuda.example/r/…/", "https://help.example/r/…/"),
    is_link=True,
)
PERSON = Variable("person.name", _("the first name of the person"), ("Diego", "Diego"))
ARTICLE = Variable("article.title", _("the title of the article"), ("Seguir su pedido", "Track your order"))
ARTICLE_LINK = Variable(
    "article.link",
    _("the article in the workspace"),
    ("https://ayuda.example/…", "https://help.example/…"),
    is_link=True,
)
HOURS = Variable("link.hours", _("how long the link works"), ("24 horas", "24 hours"))
CHANNEL = Variable("channel.name", _("the kind of chat"), ("WhatsApp", "WhatsApp"))
RATING_PAGE = Variable(
    "rating.link",
    _("the address of the page on which they answer"),
    ("https://ayuda.example/r/…/rating/", "https://help.example/r/…/rating/"),
    is_link=True,
)
NOT_FROM_SENDERS = {"requester.name": SENDERS_WORDS, "ticket.subject": SENDERS_WORDS, "message.text": SENDERS_WORDS}

KINDS: dict[str, LetterKind] = {
    kind.slug: kind
    for kind in (
        LetterKind(
            "acknowledgement",
            _("Confirmation of receipt"),
            _("Goes to whoever wrote, as soon as a request arrived; switched on and off under Desk."),
            (NUMBER, REQUEST, DESK),
            NOT_FROM_SENDERS,
        ),
        LetterKind(
            "closing",
            _("Notice of closing"),
            _("Goes to the requester when a solved request is closed after some days."),
            (
                NUMBER,
                REQUEST,
                DESK,
                Variable(
                    "closing.way_back",
                    _("how the request is opened again, and until when"),
                    (
                        "Si todavía falta algo, responda a este correo o reabra la solicitud hasta el 28 de noviembre.",
                        "If something is still missing, answer this mail or open the request again until 28 November.",
                    ),
                ),
            ),
            NOT_FROM_SENDERS,
        ),
        LetterKind(
            "survey",
            _("Question how it went"),
            _("Goes to the requester some hours after a request was solved; switched on and off under Satisfaction."),
            (
                NUMBER,
                Variable(
                    "rating.faces",
                    _("the five answers, each with its link"),
                    (
                        "😃 Muy buena\n😊 Buena\n😐 Regular\n😞 Mala\n😠 Muy mala",
                        "😃 Very good\n😊 Good\n😐 Fair\n😞 Bad\n😠 Very bad",
                    ),
                    is_block=True,
                ),
                REQUEST,
                DESK,
            ),
            NOT_FROM_SENDERS,
            needed=("rating.faces",),
        ),
        LetterKind(
            "bad_rating",
            _("Notice of a bad rating"),
            _("Goes to managers when somebody rates the service as bad; who hears of it is set under Satisfaction."),
            (
                PERSON,
                NUMBER,
                Variable(
                    "ticket.subject",
                    _("what the request is about"),
                    ("El horno no calienta", "The oven does not heat"),
                ),
                Variable(
                    "ticket.link",
                    _("the ticket in the workspace"),
                    ("https://ayuda.example/…", "https://help.example/…"),
                    is_link=True,
                ),
                Variable("requester.name", _("who rated the service"), ("Rosa Huamán", "Rosa Huamán")),
                Variable("rating.score", _("the rating"), ("1 de 5: muy mala", "1 of 5: very bad")),
                Variable(
                    "rating.comment",
                    _("what they wrote with it, if anything"),
                    ("Nadie me llamó.", "Nobody called me."),
                    is_block=True,
                ),
                Variable(
                    "rating.solver",
                    _("who solved it, and their team"),
                    ("Lucía Fernández · Despacho", "Lucía Fernández · Dispatch"),
                ),
                DESK,
            ),
            needed=("ticket.link",),
        ),
        LetterKind(
            "links",
            _("Links to requests"),
            _("Goes to whoever asks for the links to his requests in the help centre."),
            (
                Variable(
                    "requests.list",
                    _("the requests with their links, or that there are none"),
                    (
                        "#4786 El horno no calienta\nhttps://ayuda.example/r/…/",
                        "#4786 The oven\nhttps://help.example/r/…/",
                    ),
                    is_block=True,
                ),
                DESK,
            ),
            NOT_FROM_SENDERS,
            needed=("requests.list",),
        ),
        LetterKind(
            "notice",
            _("Mail too large"),
            _("Goes to whoever sent a mail that is too large to be taken in."),
            (Variable("limit.size", _("how large a mail may be"), ("40 MB", "40 MB")), DESK),
            NOT_FROM_SENDERS,
        ),
        LetterKind(
            "invitation",
            _("Invitation to the workspace"),
            _("Goes to people whom an administrator invites under People."),
            (
                PERSON,
                DESK,
                Variable(
                    "invitation.link",
                    _("the link to choose a password"),
                    ("https://ayuda.example/accounts/…/", "https://help.example/accounts/…/"),
                    is_link=True,
                ),
                HOURS,
            ),
            needed=("invitation.link",),
        ),
        LetterKind(
            "reset",
            _("New password"),
            _("Goes to people of the workspace who forgot their password."),
            (
                PERSON,
                DESK,
                Variable(
                    "reset.link",
                    _("the link to set a new password"),
                    ("https://ayuda.example/accounts/…/", "https://help.example/accounts/…/"),
                    is_link=True,
                ),
                Variable("link.hours", _("how long the link works"), ("1 hora", "1 hour")),
            ),
            needed=("reset.link",),
        ),
        LetterKind(
            "chat_acknowledgement",
            _("Confirmation of receipt"),
            _("Goes to whoever wrote in a chat, as soon as a request arrived; switched on and off under Desk."),
            (NUMBER, REQUEST, DESK),
            NOT_FROM_SENDERS,
            is_chat=True,
        ),
        LetterKind(
            "chat_closing",
            _("Notice of closing"),
            _("Goes to the requester when a solved request is closed after some days, if the chat still takes it."),
            (NUMBER, REQUEST, DESK),
            NOT_FROM_SENDERS,
            is_chat=True,
        ),
        LetterKind(
            "chat_survey",
            _("Question how it went"),
            _("Goes to the requester after a request was solved; switched on and off under Satisfaction."),
            (NUMBER, RATING_PAGE, REQUEST, DESK),
            NOT_FROM_SENDERS,
            needed=("rating.link",),
            is_chat=True,
        ),
        LetterKind(
            "chat_opted_out",
            _("Confirmation that unsolicited messages end"),
            _("Goes to whoever wrote BAJA or STOP: no templates and no questions how it went leave by this chat."),
            (CHANNEL, DESK),
            NOT_FROM_SENDERS,
            is_chat=True,
        ),
        LetterKind(
            "chat_opted_in",
            _("Confirmation that unsolicited messages come again"),
            _("Goes to whoever wrote ALTA or START after that."),
            (CHANNEL, DESK),
            NOT_FROM_SENDERS,
            is_chat=True,
        ),
        LetterKind(
            "review",
            _("Article to review"),
            _("Goes to whoever may publish, when somebody sends an article to review."),
            (
                PERSON,
                ARTICLE,
                ARTICLE_LINK,
                Variable("review.author", _("who asks for the review"), ("Lucía Fernández", "Lucía Fernández")),
                DESK,
            ),
            needed=("article.link",),
        ),
        LetterKind(
            "reviewed",
            _("Answer to a review"),
            _("Goes to whoever sent an article to review, when somebody else publishes it or sends it back."),
            (
                PERSON,
                ARTICLE,
                ARTICLE_LINK,
                Variable("review.outcome", _("what became of it"), ("devuelto", "sent back")),
                Variable("review.by", _("who looked at it"), ("Diego Paredes", "Diego Paredes")),
                Variable(
                    "review.comment",
                    _("what is missing, when it was sent back"),
                    ("Falta decir cuánto demora en provincia.", "Say how long it takes outside of Lima."),
                    is_block=True,
                ),
                DESK,
            ),
            needed=("article.link",),
        ),
    )
}
