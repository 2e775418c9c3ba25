"""What the ticket's page needs, read once and shared by the page and the parts of it that htmx asks for."""

import uuid
from typing import Any

from django.contrib import messages as flash
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from helpdesk.accounts.models import Role, User
from helpdesk.lib.kept import Given, kept
from helpdesk.lib.numbers import whole_number
from tickets import choices, panel, timeline, ways
from tickets.forms.composer import NoteForm, ReplyForm
from tickets.models import ChannelKind, Draft, Follower, MessageKind, SatisfactionRating, Tag, Ticket
from tickets.priority import IMPACTS, Level, Priority
from tickets.queues.listing import Listing
from tickets.queues.rows import Row
from tickets.states import CHOOSABLE, Status, may_follow
from tickets.views.access import AgentRequest

ABOVE, BELOW = 5, 15  # rows of the queue shown around the ticket


def page(request: AgentRequest, ticket: Ticket, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Render the whole page."""
    at = timezone.now()
    offered = choices.load(request.user)
    part = timeline.latest(ticket, request.user, offered.category_names, at=at, before=request.GET.get("before", ""))
    context = _details(request, ticket, offered)
    context |= _queue(request, ticket, context) | composer(request, ticket, part.last_message)
    context |= {"part": part, "is_old_part": bool(request.GET.get("before"))} | extra
    return render(request, "tickets/detail.html", context, status=status)


def update(request: AgentRequest, ticket: Ticket, *, template: str, status: int = 200, **extra: Any) -> HttpResponse:
    """Render a part, and beside it out of band whatever a change may have moved: head, clocks, new events."""
    at = timezone.now()
    offered = choices.load(request.user)
    seen = _seen(request)
    part = timeline.since(ticket, request.user, offered.category_names, message=seen[0], event=seen[1], at=at)
    heard = [
        item.said.message for item in part.items if item.said and item.said.message.author_user_id != request.user.pk
    ]
    context = _details(request, ticket, offered)
    context |= _queue(request, ticket, context)
    seen_way = (request.POST if request.method == "POST" else request.GET).get("seen_way", "")
    context |= {"part": part, "heard": heard, "oob": True, "way_changed": seen_way not in ("", context["way"].state)}
    context |= extra
    return render(request, template, context, status=status)


def after_change(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    """Answer a change that worked: the parts, or back to the page; to the list when they may no longer see it."""
    if not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        flash.info(request, _("#%(number)s went to a team whose tickets you do not see.") % {"number": ticket.pk})
        queue = reverse("tickets:queue")
        return HttpResponseClientRedirect(queue) if request.htmx else redirect(queue)
    if request.htmx:
        return update(request, fresh(ticket, request.user), template="tickets/_changed.html")
    return back_to(request, ticket)


def refuse(request: AgentRequest, ticket: Ticket, complaint: str, *, status: int, **extra: Any) -> HttpResponse:
    """Answer a change that was refused, with the ticket as it now is and the reason beside its properties."""
    ticket = fresh(ticket, request.user)
    extra |= {"complaint": complaint}
    if request.htmx:
        return update(request, ticket, template="tickets/_changed.html", status=status, **extra)
    return page(request, ticket, status=status, **extra)


def fresh(ticket: Ticket, reader: User) -> Ticket:
    """Read a ticket again with what the page shows of it, however it was changed."""
    found = _with_extras(Role.ADMIN).first(user=reader.pk, number=ticket.pk)
    if found is None:
        raise Http404
    return found


def find_for_page(reader: User, number: int) -> Ticket:
    """Return a ticket with what the page shows of it, or answer 404: also when it exists but is not theirs."""
    found = _with_extras(reader.role).first(user=reader.pk, number=number)
    if found is None:
        raise Http404
    return found


@kept
def _with_extras(role: str) -> QuerySet[Ticket]:
    """Add what would otherwise take a query each: tags, whether the reader follows, the reader's drafts.

    Team, assignee and category are named by `choices`, which the page reads anyway: each join more takes PostgreSQL
    longer to plan than the whole rest.
    """
    reader = Given("user")
    ratings = SatisfactionRating.objects.answered().filter(ticket=OuterRef("pk")).order_by("-resolution")
    drafts = Draft.objects.filter(ticket=OuterRef("pk"), user=reader)
    shown = Ticket.objects.visible_as(role, reader).filter(pk=Given("number"))
    return shown.select_related("requester__organisation", "channel").annotate(
        policy_name=F("sla_policy__name"),
        tag_names=ArraySubquery(Tag.objects.filter(tickets=OuterRef("pk")).order_by("name").values("name")),
        is_followed=Exists(Follower.objects.filter(ticket=OuterRef("pk"), user=reader)),
        given_ratings=ArraySubquery(ratings.values_list(panel.RATING)),
        reply_draft=Subquery(drafts.filter(kind=MessageKind.REPLY).values("body")[:1]),
        note_draft=Subquery(drafts.filter(kind=MessageKind.NOTE).values("body")[:1]),
    )


def back_to(request: AgentRequest, ticket: Ticket) -> HttpResponse:
    """Return to the page with the list that the reader came from."""
    kept = request.GET.urlencode()
    return redirect(ticket.get_absolute_url() + (f"?{kept}" if kept else ""))


def composer(request: AgentRequest, ticket: Ticket, last_message: int, **extra: Any) -> dict[str, Any]:
    """Return a fresh composer: what was typed before and not sent stands in it."""
    draft = getattr(ticket, "reply_draft", None) if request.user.can_answer else None
    note = getattr(ticket, "note_draft", None)
    kind = "reply" if request.user.can_answer and (draft or not note) else "note"
    initial = {"body": draft or note or "", "last_seen": last_message, "submission": uuid.uuid4().hex}
    form = ReplyForm(initial=initial) if request.user.can_answer else NoteForm(initial=initial)
    return {"form": form, "kind": kind, "has_draft": bool(draft or note)} | extra


def _details(request: AgentRequest, ticket: Ticket, offered: choices.Choices) -> dict[str, Any]:
    person = panel.person_of(ticket, request.user)
    way = ways.way_of(ticket, person.identities, at=timezone.now())
    statuses = [s for s in CHOOSABLE if s == ticket.status or may_follow(ticket.status, s)]
    if ticket.status not in statuses:
        statuses.insert(0, Status(ticket.status))
    return {
        "ticket": ticket,
        "person": person,
        "clocks": panel.clocks_of(ticket),
        "ratings": panel.ratings_of(ticket),
        "participants": panel.participants_of(ticket),
        "statuses": [(status, status.label) for status in statuses],
        "may_solve": Status.SOLVED in statuses and ticket.status != Status.SOLVED,
        "priorities": Priority.choices,
        "impacts": IMPACTS,
        "urgencies": Level.choices,
        "category_name": offered.category_names.get(ticket.category_id or 0, ""),
        "team_name": offered.team_names.get(ticket.team_id or 0, ""),
        "assignee_name": offered.people_names.get(ticket.assignee_id or 0, ""),
        "way": way,
        "is_recorded_only": not way.address,
        "can_call": ticket.channel.kind in (ChannelKind.PHONE, ChannelKind.IN_PERSON),
        "may_write": request.user.can_answer and ticket.status != Status.MERGED,
        **offered.for_ticket(ticket),
    }


def _queue(request: AgentRequest, ticket: Ticket, details: dict[str, Any]) -> dict[str, Any]:
    listing = Listing.around(request.user, request.GET, at=timezone.now())
    above, below = listing.around_ticket(ticket, above=ABOVE, below=BELOW)
    here = Row.of(
        ticket,
        channel_kind=ticket.channel.kind,
        requester_name=ticket.requester.name or details["person"].address,
        assignee_name=details["assignee_name"],
    )
    return {
        "listing": listing,
        "queue_rows": [*above, here, *below],
        "current_row": here,
        "previous_ticket": above[-1] if above else None,
        "next_ticket": below[0] if below else None,
    }


def _seen(request: AgentRequest) -> tuple[int, int]:
    """Return the last message and event on the reader's screen; nothing new when the page did not say."""
    values = request.POST if request.method == "POST" else request.GET
    found = [values.get(name, "") for name in ("seen_message", "seen_event")]
    message, event = (2**62 if (number := whole_number(value)) is None else number for value in found)
    return message, event
