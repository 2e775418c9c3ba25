"""What the messages about satisfaction say: the question with its links, and the notice of a bad answer."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.letters.rendering import Block, quoted
from tickets import opt_out
from tickets.models import AccessLink, Delivery, DeliveryKind, SatisfactionRating, Score
from tickets.templates import Template

FACES = {1: "😠", 2: "😞", 3: "😐", 4: "😊", 5: "😃"}  # of 2010: every device draws them


@dataclass(frozen=True)
class Face:
    """One answer and the page on which it is chosen already. Opening it records nothing (domain rules 5.10)."""

    score: Score
    picture: str
    url: str


def loss_of_sense(delivery: Delivery) -> str:
    """Return why what waited for its mail server need not be said any more, "" when it still makes sense."""
    if delivery.kind == DeliveryKind.SURVEY and not _is_still_asked(delivery):
        return _("The request was opened again or rated, or its requester wants no question any more.")
    if delivery.kind == DeliveryKind.BAD_RATING and not _is_still_bad(delivery):
        return _("The rating was changed to a better one before the notice left.")
    return ""


def _is_still_asked(delivery: Delivery) -> bool:
    ticket = delivery.ticket
    if ticket is None or not ticket.is_finished or _is_refused(delivery):
        return False
    asked = SatisfactionRating.objects.filter(ticket=ticket, resolution=ticket.reopen_count)
    return asked.filter(resolution=delivery.context.get("resolution"), score=None).exists()


def _is_still_bad(delivery: Delivery) -> bool:
    return SatisfactionRating.objects.bad().filter(pk=delivery.context["rating"]).exists()


def values_of(delivery: Delivery) -> dict[str, str | Block]:
    """Return what the words of these messages name; nothing for others."""
    if delivery.kind == DeliveryKind.SURVEY:
        is_chat = delivery.channel is not None and delivery.channel.is_chat
        return {"rating.link": _page(delivery)} if is_chat else {"rating.faces": _faces(delivery)}
    if delivery.kind == DeliveryKind.BAD_RATING:
        return _bad_rating(delivery)
    return {}


def filled(template: Template, delivery: Delivery) -> Template:
    """Fill the blanks of a question's template now: the link is a secret, which no row keeps. Others come filled."""
    if delivery.kind != DeliveryKind.SURVEY:
        return template
    return template.filled([_page(delivery), str(delivery.ticket_id)][: template.variables])


def _is_refused(delivery: Delivery) -> bool:
    """Whether its reader has said meanwhile that they want none."""
    channel = delivery.channel
    is_chat = channel is not None and channel.is_chat and delivery.requester_id is not None
    return is_chat and opt_out.is_out(delivery.requester_id or 0, channel.kind if channel else "")


def _page(delivery: Delivery) -> str:
    """Return the address of the page on which they answer."""
    if delivery.ticket is None or delivery.requester is None:
        return ""
    link = AccessLink.for_requester(delivery.ticket, delivery.requester)
    return settings.SITE_URL + reverse("requests:rating", args=[link.token])


def _faces(delivery: Delivery) -> Block:
    """Return the five answers, the best first."""
    page = _page(delivery)
    faces = [Face(score, FACES[score], f"{page}?score={score}") for score in reversed(Score)]
    html = render_to_string("emails/_faces.html", {"faces": faces})
    return Block(render_to_string("emails/_faces.txt", {"faces": faces}).strip(), SafeString(html))


def _bad_rating(delivery: Delivery) -> dict[str, str | Block]:
    ratings = SatisfactionRating.objects.select_related("ticket__requester", "assignee", "team")
    rating = ratings.get(pk=delivery.context["rating"])
    ticket, values = rating.ticket, {"score": rating.score, "word": rating.get_score_display().lower()}
    solvers = [str(one) for one in (rating.assignee, rating.team) if one]
    return {
        "person.name": str(delivery.context.get("name", "")),
        "ticket.number": str(ticket.number),
        "ticket.subject": ticket.subject,
        "ticket.link": settings.SITE_URL + ticket.get_absolute_url(),
        "requester.name": str(ticket.requester),
        "rating.score": _("%(score)s of 5: %(word)s") % values,
        "rating.comment": quoted(rating.comment),
        "rating.solver": " · ".join(solvers) or _("nobody"),
    }
