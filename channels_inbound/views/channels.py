"""Settings of the ways in: how they are, and the form of a mailbox."""

from dataclasses import dataclass

from django.contrib import messages as flash
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbound.forms import MailboxForm
from channels_inbound.mailbox_check import Step, try_mailbox
from channels_inbound.models import InboundPayload, PayloadState
from helpdesk.accounts.requests import PersonRequest, admin_required
from tickets.models import Channel, ChannelKind


@dataclass(frozen=True)
class Row:
    """One channel with how many payloads a person should look at."""

    channel: Channel
    held: int
    waiting: int

    @property
    def is_mailbox(self) -> bool:
        """Whether it has settings of its own."""
        return self.channel.kind == ChannelKind.EMAIL


@require_safe
@admin_required
def channels(request: PersonRequest) -> HttpResponse:
    """List the channels with their health."""
    held, waiting = (_counts(state) for state in (PayloadState.HELD, PayloadState.WAITING))
    found = Channel.objects.order_by("kind", "name")
    rows = [Row(channel, held.get(channel.pk, 0), waiting.get(channel.pk, 0)) for channel in found]
    failing = sum(bool(row.channel.failing_since) for row in rows)
    active = sum(row.channel.is_active for row in rows)
    return render(request, "channels/list.html", {"rows": rows, "active": active, "failing": failing})


@admin_required
def new(request: PersonRequest) -> HttpResponse:
    """Add a mailbox."""
    return _edit(request, None)


@admin_required
def channel(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a mailbox."""
    return _edit(request, get_object_or_404(_mailboxes(), pk=pk))


@require_POST
@admin_required
def checks(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Try the settings as they stand in the form, and save nothing."""
    found = get_object_or_404(_mailboxes(), pk=pk) if pk else None
    form = MailboxForm(request.POST, channel=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    return _page(request, found, form, steps=try_mailbox(form.apply(ChannelKind.EMAIL)))


def _edit(request: PersonRequest, found: Channel | None) -> HttpResponse:
    form = MailboxForm(request.POST or None, channel=found)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    saved = form.save(ChannelKind.EMAIL, by=request.user, at=timezone.now())
    flash.success(request, _("%(name)s is saved.") % {"name": saved.name})
    return redirect("settings:channels")


def _page(
    request: HttpRequest,
    found: Channel | None,
    form: MailboxForm,
    *,
    steps: list[Step] | None = None,
    status: int = 200,
) -> HttpResponse:
    secrets = found.secrets if found and found.pk else {}
    context = {"channel": found, "form": form, "steps": steps, "secrets": secrets.keys()}
    return render(request, "channels/mailbox.html", context, status=status)


def _mailboxes() -> QuerySet[Channel]:
    return Channel.objects.of_kind(ChannelKind.EMAIL)


def _counts(state: PayloadState) -> dict[int, int]:
    rows = InboundPayload.objects.filter(state=state).order_by().values("channel").annotate(n=Count("pk"))
    return dict(rows.values_list("channel", "n"))
