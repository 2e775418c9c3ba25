"""The raw inbox: everything that arrived, as it arrived, with what became of it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from channels_inbound import processing
from channels_inbound.chats.digest import digest
from channels_inbound.email.headers import read_headers
from channels_inbound.models import InboundPayload, PayloadState
from channels_inbound.web_form.submission import read_submission
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.lib.numbers import whole_number
from tickets.models import ChannelKind

PAGE = 50
PREVIEW_BYTES = 256 * 1024  # above it the header is not unpacked for the list
SHOWN_BYTES = 64 * 1024


class DiscardForm(forms.Form):
    """Why a payload needs no ticket."""

    reason = forms.CharField(label=gettext_lazy("Why it needs no ticket"), max_length=500)


@dataclass(frozen=True)
class Line:
    """One payload in the list, with who sent it and about what where that can be told."""

    payload: InboundPayload
    sender: str
    subject: str


@require_safe
@admin_required
def inbox(request: PersonRequest) -> HttpResponse:
    """List payloads of one state, the newest first."""
    state = request.GET.get("state", PayloadState.HELD)
    rows = InboundPayload.objects.defer("compressed").select_related("channel", "message").order_by("-pk")
    if state in PayloadState.values:
        rows = rows.filter(state=state)
    if (before := whole_number(request.GET.get("before", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"lines": _lines(found[:PAGE]), "state": state, "states": PayloadState.choices, "following": following}
    return render(request, "channels/inbox.html", context)


@require_safe
@admin_required
def payload(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one payload and what can be done with it."""
    return _page(request, _payload(pk), DiscardForm())


@require_safe
@admin_required
def source(_request: PersonRequest, pk: int) -> HttpResponse:
    """Return the bytes as they arrived, never to be opened by the browser itself."""
    found = _payload(pk)
    ending = "eml" if found.channel.kind == ChannelKind.EMAIL else "json" if found.channel.is_chat else "bin"
    headers = {
        "Content-Disposition": f'attachment; filename="payload-{pk}.{ending}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(found.raw, content_type="application/octet-stream", headers=headers)


@require_POST
@admin_required
def replays(request: PersonRequest, pk: int) -> HttpResponse:
    """Process a held or discarded payload again."""
    now = timezone.now()
    with transaction.atomic():
        found = _payload(pk)
        done = found.replay(at=now)
        processing.announce([pk] if done else [])
        if done:
            audit.record(by=request.user, subject=found, at=now, verb=audit.Verb.REPLAYED)
    if done:
        flash.success(request, _("It is processed again. Look again in a moment."))
    else:
        flash.info(request, _("It is on a ticket already, or still in line."))
    return redirect("settings:payload", pk)


@require_POST
@admin_required
def discards(request: PersonRequest, pk: int) -> HttpResponse:
    """Discard a held payload for a reason; its bytes stay."""
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _page(request, _payload(pk), form, status=422)
    now, reason = timezone.now(), form.cleaned_data["reason"]
    with transaction.atomic():
        found = InboundPayload.objects.select_for_update().filter(pk=pk, state=PayloadState.HELD).first()
        if found:
            found.discard(f"{request.user}: {reason}", at=now)
            facts = {"Reason": reason}
            audit.record(by=request.user, subject=found, at=now, after=facts, verb=audit.Verb.DISCARDED)
    flash.success(request, _("It is discarded.")) if found else flash.info(request, _("It is no longer held."))
    return redirect("settings:inbox")


def _payload(pk: int) -> InboundPayload:
    return get_object_or_404(InboundPayload.objects.select_related("channel", "message"), pk=pk)


def _page(request: PersonRequest, found: InboundPayload, form: DiscardForm, *, status: int = 200) -> HttpResponse:
    raw = found.raw
    context = {
        "payload": found,
        "line": _line(found),
        "text": raw[:SHOWN_BYTES].decode("utf-8", "replace"),
        "is_cut": len(raw) > SHOWN_BYTES,
        "form": form,
    }
    return render(request, "channels/payload.html", context, status=status)


def _lines(rows: list[InboundPayload]) -> list[Line]:
    """Unpack the small ones in one query: their headers tell who wrote, and about what."""
    small = [row.pk for row in rows if row.size <= PREVIEW_BYTES]
    packed = dict(InboundPayload.objects.filter(pk__in=small).values_list("pk", "compressed"))
    for row in rows:
        if row.pk in packed:
            row.compressed = packed[row.pk]
    return [_line(row) if row.pk in packed else Line(row, "", "") for row in rows]


def _line(row: InboundPayload) -> Line:
    if row.channel.kind == ChannelKind.WEB_FORM:
        return _form_line(row)
    if row.channel.is_chat:
        return Line(row, *digest(row.raw))
    if row.channel.kind != ChannelKind.EMAIL:
        return Line(row, "", "")
    raw = row.raw
    headers, _body = read_headers(raw, 0, min(len(raw), PREVIEW_BYTES))
    return Line(row, headers.text("from")[:120], headers.text("subject")[:160])


def _form_line(row: InboundPayload) -> Line:
    try:
        form = read_submission(row.raw)
    except (ValueError, TypeError, KeyError):
        return Line(row, "", "")
    sender = f"{form.name} <{form.email}>" if form.email else ""
    return Line(row, sender[:120], (form.subject or " ".join(form.body.split()))[:160])
