"""Asking for the links to one's requests by mail. The answer never tells whether an address is known."""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from channels_inbound.web_form import limits
from channels_inbound.web_form.fields import AddressField
from helpdesk.lib.client_address import client_address
from tickets import notifications


class FindForm(forms.Form):
    """The address that somebody wrote from, and the number of the request if they have it at hand."""

    email = AddressField(label=_("E-mail"), max_length=254, help_text=_("The address you wrote to us from."))
    number = forms.RegexField(
        r"^\s*#?\s*\d{1,12}\s*$",
        label=_("Request number"),
        required=False,
        help_text=_("It is in our mails, such as #4820. Its link comes first."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write only the number, such as 4820, or leave it empty.")},
    )

    def clean_number(self) -> int | None:
        """Return the digits; whether they name a request is nobody's business."""
        digits = self.cleaned_data["number"].strip(" #\t")
        return int(digits) if digits else None


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for the address, then say the same to everybody."""
    form = FindForm(request.POST or None)
    if request.method != "POST":
        return render(request, "portal/find.html", {"form": form, "is_sent": "sent" in request.GET})
    at = timezone.now()
    if not form.is_valid():
        return render(request, "portal/find.html", {"form": form}, status=422)
    if not limits.SEARCHES_FROM.hit(client_address(request), at=at):
        form.add_error(None, _("Links were asked for too often from your network. Try again in an hour."))
        return render(request, "portal/find.html", {"form": form}, status=429)
    _answer(form.cleaned_data["email"], number=form.cleaned_data["number"], at=at)
    return redirect(f"{request.path}?sent=1")


def _answer(address: str, *, number: int | None, at: datetime) -> None:
    """Send the links at most a few times an hour; silently, as every address is answered alike."""
    if limits.SEARCHES_FOR.hit(address, at=at):
        notifications.send_links(address, number=number, at=at)
