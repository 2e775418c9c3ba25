"""The topics of the help centre, for administrators."""

from django.contrib import messages as flash
from django.db.models import Count, ProtectedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from knowledge.configuration.topic_forms import TopicForm
from knowledge.models import Category


@require_safe
@admin_required
def topics(request: PersonRequest) -> HttpResponse:
    """List the tree, with how many articles each topic has."""
    rows = list(Category.objects.named().annotate(article_count=Count("articles")).order_by("position", "pk"))
    children: dict[int | None, list[Category]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    tree = [topic for root in children.get(None, []) for topic in (root, *children.get(root.pk, []))]
    return render(request, "settings/topics.html", {"topics": tree})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
@audit.one_after_another
def topic(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a topic."""
    row = get_object_or_404(Category, pk=pk) if pk else Category()
    form = TopicForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with audit.changing(row, by=request.user, at=timezone.now()):
            form.keep()
        flash.success(request, _("Saved."))
        return redirect("settings:topics")
    shown = Category.objects.named().annotate(article_count=Count("articles")).get(pk=pk) if pk else None
    return render(request, "settings/topic.html", {"form": form, "topic": shown}, status=422 if form.errors else 200)


@require_POST
@admin_required
def removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a topic that has neither articles nor topics inside."""
    row = get_object_or_404(Category, pk=pk)
    try:
        audit.removed(row, by=request.user, at=timezone.now())
    except ProtectedError:
        flash.error(request, _("This topic has articles or other topics inside. Move them first."))
        return redirect("settings:topic", pk)
    flash.success(request, _("Removed."))
    return redirect("settings:topics")
