"""Tags, for administrators."""

from typing import Any

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.bulk_change_views import carry_out
from helpdesk.administration.tag_forms import MergeForm, RemovalForm, TagForm
from tickets import tagging
from tickets.models import BulkChange, Tag

PAGE_SIZE = 100
OFFERED = 500
BUSY = gettext_lazy("An earlier change of this tag is still under way. Try again when it is done.")


@require_safe
@admin_required
def tags(request: PersonRequest) -> HttpResponse:
    """List the tags with how many tickets have them."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    rows = Tag.objects.filter(name__icontains=words) if words else Tag.objects.all()
    counted = rows.annotate(count=Count("tickets"), last=Max("tickets__activity_at")).order_by("name")
    page = Paginator(counted, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "settings/tags.html", {"page": page, "q": words})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
@audit.one_after_another
def tag(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename a tag."""
    row = get_object_or_404(Tag, pk=pk)
    form = TagForm(request.POST or None, tag=row)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with audit.changing(row, by=request.user, at=now):
            tagging.rename(row, form.cleaned_data["name"], by=request.user, at=now)
        flash.success(request, _("Saved."))
        return redirect("settings:tags")
    return _page(request, row, form=form)


@require_POST
@admin_required
def tag_merges(request: PersonRequest, pk: int) -> HttpResponse:
    """Put another tag in the place of this one."""
    row = get_object_or_404(Tag, pk=pk)
    form = MergeForm(request.POST, tag=row)
    if not form.is_valid():
        return _page(request, row, merge_form=form)
    other, now, facts = form.cleaned_data["into"], timezone.now(), audit.facts_of(row)
    after = {gettext_noop("merged into"): other.name}
    try:
        with transaction.atomic():
            change = tagging.merge(row, other, by=request.user, at=now)
            audit.record(by=request.user, subject=row, at=now, before=facts, after=after, verb=audit.Verb.REMOVED)
    except tagging.TagBusyError:
        form.add_error(None, BUSY)
        return _page(request, row, merge_form=form)
    return carry_out(request, change, at=now)


@require_POST
@admin_required
def tag_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a tag, for somebody who knows how many tickets lose it."""
    row = get_object_or_404(Tag, pk=pk)
    form = RemovalForm(request.POST, count=row.tickets.count())
    if not form.is_valid():
        return _page(request, row, removal_form=form)
    now, facts = timezone.now(), audit.facts_of(row)
    try:
        with transaction.atomic():
            change = tagging.remove(row, by=request.user, at=now)
            audit.record(by=request.user, subject=row, at=now, before=facts, verb=audit.Verb.REMOVED)
    except tagging.TagInUseError as error:
        form.add_error(None, _("A rule adds this tag: %(rules)s. Change the rule first.") % {"rules": error})
        return _page(request, row, removal_form=form)
    except tagging.TagBusyError:
        form.add_error(None, BUSY)
        return _page(request, row, removal_form=form)
    return carry_out(request, change, at=now)


def _page(request: PersonRequest, row: Tag, **forms: Any) -> HttpResponse:
    stored = Tag.objects.get(pk=row.pk)
    count = stored.tickets.count()
    context = {
        "tag": stored,
        "count": count,
        "rules": tagging.rules_with(stored.name),
        "others": Tag.objects.exclude(pk=stored.pk).order_by("name")[:OFFERED],
        "under_way": BulkChange.objects.unfinished().of_tag(stored.pk).first(),
        "form": TagForm(tag=stored),
        "merge_form": MergeForm(tag=stored),
        "removal_form": RemovalForm(count=count),
        **forms,
    }
    return render(request, "settings/tag.html", context, status=422 if any(f.errors for f in forms.values()) else 200)
