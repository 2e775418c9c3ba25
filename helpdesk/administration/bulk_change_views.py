"""How far a change of many tickets has come, for administrators."""

from datetime import datetime, timedelta

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from tickets import bulk_changes
from tickets.models import BulkChange, BulkKind

SLOW = timedelta(minutes=15)  # longer than the largest desk needs
BACK = {BulkKind.TAG_MERGE: "settings:tags", BulkKind.TAG_REMOVAL: "settings:tags", BulkKind.PROMISES: "settings:sla"}


@never_cache
@require_safe
@admin_required
def bulk_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a change while a worker does it, and what came of it."""
    change = get_object_or_404(BulkChange, pk=pk)
    context = {
        "change": change,
        "title": title(change),
        "told": outcome(change),
        "is_slow": timezone.now() - change.created_at > SLOW,
        "back": reverse(BACK[BulkKind(change.kind)]),
    }
    return render(request, "settings/bulk_change.html", context)


def carry_out(request: PersonRequest, change: BulkChange, *, at: datetime) -> HttpResponse:
    """Do a small change and go back; show how a large one goes on. Call it when the change itself is committed."""
    if not bulk_changes.begin(change, at=at):
        return redirect("settings:bulk_change", change.pk)
    flash.success(request, outcome(change))
    return redirect(BACK[BulkKind(change.kind)])


def title(change: BulkChange) -> str:
    """Say what is done."""
    texts = {
        BulkKind.TAG_MERGE: _("Merging the tag %(name)s into %(into_name)s"),
        BulkKind.TAG_REMOVAL: _("Deleting the tag %(name)s"),
        BulkKind.PROMISES: _("Moving deadlines"),
    }
    return str(texts[BulkKind(change.kind)] % change.facts)


def outcome(change: BulkChange) -> str:
    """Say what came of a change that is done."""
    if change.kind != BulkKind.PROMISES:
        text = ngettext("Done. %(count)s ticket changed.", "Done. %(count)s tickets changed.", change.done)
        return text % {"count": change.done}
    moved = change.facts["moved"]
    text = ngettext(
        "Saved. The deadlines of %(count)s open ticket moved.",
        "Saved. The deadlines of %(count)s open tickets moved.",
        moved,
    )
    return text % {"count": moved} if moved else _("Saved. No deadline of an open ticket had to move.")
