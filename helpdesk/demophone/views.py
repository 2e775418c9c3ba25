"""The telephones of the demo: chats, and writing in them. Shown to this machine only, as the caught mail is."""

from django.contrib import messages as flash
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.demophone import chat, customer
from helpdesk.demophone.forms import NewChatForm, TextForm
from helpdesk.demophone.models import PhoneFile, PhoneMessage, demo_channels
from helpdesk.mailcatcher.views import demo_only
from tickets.models import Channel

SHOWN = 100


@require_safe
@demo_only
def chats(request: HttpRequest) -> HttpResponse:
    """List the chats, the newest first."""
    newest = PhoneMessage.objects.order_by().values("channel", "contact").annotate(last=Max("pk")).values("last")
    found = PhoneMessage.objects.filter(pk__in=newest).select_related("channel", "file").order_by("-at", "-pk")
    return render(request, "demophone/list.html", {"chats": found[:SHOWN], "has_channels": demo_channels().exists()})


@demo_only
def new(request: HttpRequest) -> HttpResponse:
    """Begin a chat."""
    form = NewChatForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        return _sent(request, values["channel"], values["contact"], name=values["name"], form=form)
    return render(request, "demophone/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@demo_only
def conversation(request: HttpRequest, channel: int, contact: str) -> HttpResponse:
    """Show one chat."""
    return _page(request, get_object_or_404(demo_channels(), pk=channel), contact, form=TextForm())


@require_POST
@demo_only
def messages(request: HttpRequest, channel: int, contact: str) -> HttpResponse:
    """Write in a chat."""
    found = get_object_or_404(demo_channels(), pk=channel)
    form = TextForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, contact, form=form, status=422)
    written = PhoneMessage.objects.filter(channel=found, contact=contact, is_from_customer=True).first()
    return _sent(request, found, contact, name=written.name if written else "", form=form)


@require_POST
@demo_only
def looks(request: HttpRequest, channel: int, contact: str) -> HttpResponse:
    """The customer looks at the chat: what the desk wrote is read."""
    chat.look(get_object_or_404(demo_channels(), pk=channel), contact)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect("demophone:chat", channel, contact)


@require_safe
@demo_only
def picture(_request: HttpRequest, pk: int) -> HttpResponse:
    """Show a photo of a chat."""
    file = get_object_or_404(PhoneFile, pk=pk)
    content_type = file.content_type if file.is_image else "application/octet-stream"
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(file.data), content_type=content_type, headers=headers)


def _sent(request: HttpRequest, channel: Channel, contact: str, *, name: str, form: TextForm) -> HttpResponse:
    values = form.cleaned_data
    answers = request.POST.get("answers", "")[:80]
    try:
        chat.write(channel, contact, name=name, text=values["text"], upload=values["attachment"], answers=answers)
    except customer.RefusedError as error:
        flash.error(request, _("The desk did not take it: %(error)s") % {"error": error})
    return redirect("demophone:chat", channel.pk, contact)


def _page(request: HttpRequest, channel: Channel, contact: str, *, form: TextForm, status: int = 200) -> HttpResponse:
    shown = list(PhoneMessage.objects.of_chat(channel, contact))[-SHOWN:]
    name = next((message.name for message in reversed(shown) if message.name), contact)
    context = {"channel": channel, "contact": contact, "name": name, "shown": shown, "form": form}
    return render(request, "demophone/chat.html", context, status=status)
