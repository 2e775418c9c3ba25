"""Settings of the ways in: how they are, and the form of each kind."""

from dataclasses import dataclass

from django.contrib import messages as flash
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbound import webhooks
from channels_inbound.chats import missing
from channels_inbound.chats.check import webhook_url
from channels_inbound.forms import ChannelForm
from channels_inbound.kinds import KINDS, Kind
from channels_inbound.mailbox_check import Step
from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.telegram import check as telegram_check
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from tickets.models import Channel, ChannelKind


@dataclass(frozen=True)
class Row:
    """One channel with how many payloads a person should look at."""

    channel: Channel
    held: int
    waiting: int
    missing: int  # files of messages that are tried again

    @property
    def has_settings(self) -> bool:
        """Whether it has settings of its own."""
        return self.channel.kind in KINDS


@require_safe
@admin_required
def channels(request: PersonRequest) -> HttpResponse:
    """List the channels with their health."""
    held, waiting = (_counts(state) for state in (PayloadState.HELD, PayloadState.WAITING))
    found, files = Channel.objects.order_by("kind", "name"), missing.counts()
    rows = [
        Row(channel, held.get(channel.pk, 0), waiting.get(channel.pk, 0), files.get(channel.pk, 0)) for channel in found
    ]
    failing = sum(bool(row.channel.failing_since) for row in rows)
    active = sum(row.channel.is_active for row in rows)
    context = {"rows": rows, "active": active, "failing": failing, "kinds": KINDS.items()}
    return render(request, "channels/list.html", context)


@admin_required
@audit.one_after_another
def new(request: PersonRequest, kind: str = ChannelKind.EMAIL) -> HttpResponse:
    """Add a channel."""
    return _edit(request, _kind(kind), Channel(kind=kind))


@admin_required
@audit.one_after_another
def channel(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a channel."""
    found = get_object_or_404(_channels(), pk=pk)
    return _edit(request, _kind(found.kind), found)


@require_POST
@admin_required
def checks(request: PersonRequest, pk: int | None = None, kind: str = ChannelKind.EMAIL) -> HttpResponse:
    """Try the settings as they stand in the form, and save nothing."""
    found = get_object_or_404(_channels(), pk=pk) if pk else Channel(kind=kind)
    parts = _kind(found.kind)
    form = _form(parts, found, request)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    is_stored = bool(found.pk) and not form.has_changed()
    steps = parts.check(form.apply(found.kind))
    if is_stored and found.is_chat and all(step.ok for step in steps):
        missing.hurry(found, at=timezone.now())
    return _page(request, found, form, steps=steps)


@require_POST
@admin_required
def webhook(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell Telegram where to bring updates."""
    found = get_object_or_404(_channels(), pk=pk, kind=ChannelKind.TELEGRAM)
    for step in telegram_check.register(found):
        flash.success(request, step.text) if step.ok else flash.error(request, step.text)
    return redirect("settings:channel", pk)


def _edit(request: PersonRequest, parts: Kind, found: Channel) -> HttpResponse:
    form = _form(parts, found, request)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    is_new = not found.pk
    saved = form.save(found.kind, by=request.user, at=timezone.now())
    flash.success(request, _("%(name)s is saved.") % {"name": saved.name})
    if saved.is_chat and is_new:  # what to enter at the provider stands on its page
        return redirect("settings:channel", saved.pk)
    return redirect("settings:channels")


def _form(parts: Kind, found: Channel, request: PersonRequest) -> ChannelForm:
    return parts.form(request.POST or None, channel=found if found.pk else None)


def _page(
    request: HttpRequest, found: Channel, form: ChannelForm, *, steps: list[Step] | None = None, status: int = 200
) -> HttpResponse:
    secrets = found.secrets if found.pk else {}
    context = {"channel": found, "form": form, "steps": steps, "secrets": secrets.keys()}
    context |= {"webhook_url": webhook_url(found)}
    if found.pk and found.is_chat:
        context |= {"forged_at": webhooks.forged_at(found), "missing": found.missing_files.waiting().count()}
    return render(request, KINDS[found.kind].template, context, status=status)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _channels() -> QuerySet[Channel]:
    return Channel.objects.filter(kind__in=KINDS)


def _counts(state: PayloadState) -> dict[int, int]:
    rows = InboundPayload.objects.filter(state=state).order_by().values("channel").annotate(n=Count("pk"))
    return dict(rows.values_list("channel", "n"))
