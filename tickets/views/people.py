"""The people of a ticket: who may take part, and where the requester can be reached."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets import opt_out, people
from tickets.forms.properties import AddressForm, ParticipantForm, complaint
from tickets.locking import NotAllowedError
from tickets.models import Identity, Participant
from tickets.views import page
from tickets.views.access import AgentRequest, find_ticket, may_answer


@require_POST
@may_answer
def participant(request: AgentRequest, number: int, participant: int) -> HttpResponse:
    """Let somebody who wrote from outside into the conversation, or keep them out."""
    ticket = find_ticket(request.user, number)
    person = get_object_or_404(Participant.objects.select_related("requester", "ticket"), ticket=ticket, pk=participant)
    form = ParticipantForm(request.POST)
    if not form.is_valid():
        return page.refuse(request, ticket, complaint(form), status=422)
    decide = people.accept_participant if form.cleaned_data["decision"] == "accept" else people.keep_out
    decide(person, by=request.user, at=timezone.now())
    return page.back_to(request, ticket)


@require_POST
@may_answer
def address(request: AgentRequest, number: int) -> HttpResponse:
    """Note a mail address of a requester who had none."""
    ticket = find_ticket(request.user, number)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return page.refuse(request, ticket, complaint(form), status=422)
    try:
        people.add_address(ticket, form.cleaned_data["email"], by=request.user, at=timezone.now())
    except NotAllowedError as error:
        return page.refuse(request, ticket, str(error), status=422)
    return page.back_to(request, ticket)


@require_POST
@may_answer
def opt_out_end(request: AgentRequest, number: int, identity: int) -> HttpResponse:
    """Let unsolicited messages go to the requester again: they told an agent so."""
    ticket = find_ticket(request.user, number)
    handle = get_object_or_404(Identity, requester=ticket.requester_id, pk=identity)
    opt_out.lift(ticket, handle.kind, by=request.user, at=timezone.now())
    return page.back_to(request, ticket)
