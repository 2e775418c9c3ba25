"""What the demo would have sent, and the customer's answers. Links of others are in these mails: loopback only."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels_inbound.email.parse import parse
from helpdesk.mailcatcher import customer
from helpdesk.mailcatcher.forms import AnswerForm, NewMailForm
from helpdesk.mailcatcher.models import CaughtMail

P = ParamSpec("P")
PAGE = 50
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def demo_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hide the page unless this is the demo and whoever asks sits at this machine, with no proxy between."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO or not is_local(request):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", checked)


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_safe
@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """List what left, the newest first."""
    found = CaughtMail.objects.defer("raw")[:PAGE]
    return render(request, "mailcatcher/list.html", {"mails": found, "page": PAGE})


@require_safe
@demo_only
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail with its header, both bodies and its source."""
    return _page(request, get_object_or_404(CaughtMail, pk=pk), AnswerForm())


@require_safe
@demo_only
def html(_request: HttpRequest, pk: int) -> HttpResponse:
    """Return the HTML body as it was sent, for the sandboxed frame: no script runs there and nothing is loaded."""
    parsed = parse(bytes(get_object_or_404(CaughtMail, pk=pk).raw))
    body = parsed.body_html or f"<pre>{escape(parsed.body_text)}</pre>"
    # The frame is white paper in both themes; of several such <meta> the first one counts.
    head = '<!doctype html><base target="_blank"><meta charset="utf-8"><meta name="color-scheme" content="only light">'
    response = HttpResponse(head + body)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
@demo_only
def source(_request: HttpRequest, pk: int) -> HttpResponse:
    """Return the bytes of the mail, to open in a mail program."""
    headers = {"Content-Disposition": f'attachment; filename="mail-{pk}.eml"', "X-Content-Type-Options": "nosniff"}
    raw = bytes(get_object_or_404(CaughtMail, pk=pk).raw)
    return HttpResponse(raw, content_type="message/rfc822", headers=headers)


@require_POST
@demo_only
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a mail as the customer who got it."""
    caught = get_object_or_404(CaughtMail, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, caught, form, status=422)
    return _written(
        request,
        lambda: customer.answer(caught, parse(bytes(caught.raw)), body=form.cleaned_data["body"], at=timezone.now()),
    )


@demo_only
def new(request: HttpRequest) -> HttpResponse:
    """Write a new mail to the desk."""
    form = NewMailForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _written(request, lambda: customer.write(**form.cleaned_data, at=timezone.now()))
    return render(request, "mailcatcher/new.html", {"form": form}, status=422 if form.errors else 200)


def _written(request: HttpRequest, write: Callable[[], object]) -> HttpResponse:
    try:
        write()
    except customer.NoMailboxError:
        flash.error(request, _("There is no mailbox yet. Add one in the settings, under Channels."))
    else:
        flash.success(request, _("Your mail is on its way to the desk. It is there in a moment."))
    return redirect("mailcatcher:list")


def _page(request: HttpRequest, caught: CaughtMail, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    raw = bytes(caught.raw)
    parsed = parse(raw)
    head = raw.partition(b"\n\n")[0].decode("utf-8", "replace")
    context = {"caught": caught, "mail": parsed, "head": head, "source": raw.decode("utf-8", "replace"), "form": form}
    return render(request, "mailcatcher/detail.html", context, status=status)
