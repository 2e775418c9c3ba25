"""The approved templates of a WhatsApp number."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbound.whatsapp.forms import TemplateFormSet
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from tickets.models import Channel, ChannelKind


@admin_required
def templates(request: PersonRequest, pk: int) -> HttpResponse:
    """Show and change the list."""
    found = get_object_or_404(Channel.objects.filter(kind=ChannelKind.WHATSAPP), pk=pk)
    rows = TemplateFormSet(request.POST or None, initial=found.config.get("templates") or [])
    if request.method == "POST" and rows.is_valid():
        _save(request, found, [form.cleaned_data for form in rows if form not in rows.deleted_forms])
        flash.success(request, _("%(name)s is saved.") % {"name": found.name})
        return redirect("settings:channel_templates", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "channels/templates.html", {"channel": found, "rows": rows}, status=status)


def _save(request: PersonRequest, found: Channel, rows: list[dict[str, str]]) -> None:
    kept = ("name", "language", "body", "asks")
    found.config["templates"] = [{key: row[key] for key in kept} for row in rows if row.get("name")]
    with audit.changing(found, by=request.user, at=timezone.now(), facts=_facts):
        found.save(update_fields=["config"])


def _facts(channel: Channel) -> audit.Facts:
    rows = channel.config.get("templates") or []
    return {"Templates": [_fact(row) for row in rows]}


def _fact(row: dict[str, str]) -> str:
    use = ", asks how it went" if row.get("asks") else ""
    return f"{row['name']} ({row['language']}){use}: {row['body']}"
