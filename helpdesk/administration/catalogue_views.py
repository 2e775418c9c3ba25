"""Categories, for administrators."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.category_usage import usage_of
from helpdesk.administration.forms import CategoryForm
from tickets.models import Category, CategoryName

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@admin_required
def categories(request: PersonRequest) -> HttpResponse:
    """List the tree."""
    rows = list(Category.objects.named().select_related("team"))
    children: dict[int | None, list[Category]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    tree = [category for root in children.get(None, []) for category in (root, *children.get(root.pk, []))]
    return render(request, "settings/categories.html", {"categories": tree})


@require_http_methods(PAGE)
@admin_required
def category(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a category."""
    row = get_object_or_404(Category, pk=pk) if pk else Category()
    form = CategoryForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with audit.changing(row, by=request.user, at=timezone.now()):
            _save(form)
        flash.success(request, _("Saved."))
        return redirect("settings:categories")
    stored = Category.objects.named().get(pk=pk) if pk else None
    context = {"form": form, "category": stored, "usage": usage_of(stored) if stored else None}
    return render(request, "settings/category.html", context, status=422 if form.errors else 200)


def _save(form: CategoryForm) -> None:
    row: Category = form.save(commit=False)
    values = form.cleaned_data
    row.slug = row.slug or _free_slug(values["name_en"])
    row.save()
    for language in ("es", "en"):
        texts = {"name": values[f"name_{language}"], "description": values[f"description_{language}"]}
        CategoryName.objects.update_or_create(category=row, language=language, defaults=texts)


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50] or "category"
    taken = set(Category.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 9999))) if slug not in taken)
