"""Categories, for administrators."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.category_forms import CategoryForm
from helpdesk.administration.category_usage import usage_of
from tickets import catalogue
from tickets.models import Category, CategoryName

PAGE = ["GET", "HEAD", "POST"]


@require_safe
@admin_required
def categories(request: PersonRequest) -> HttpResponse:
    """List the tree."""
    rows = Category.objects.named().select_related("team").prefetch_related("shown_to")
    context = {"places": catalogue.places(rows), "moved": request.GET.get("moved"), "to": request.GET.get("to")}
    return render(request, "settings/categories.html", context)


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
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


@require_POST
@admin_required
def category_positions(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a category one place up or down among those beside it."""
    row, up = get_object_or_404(Category, pk=pk), request.POST.get("to") == "up"
    with audit.changing(row, by=request.user, at=timezone.now()):
        catalogue.move(row, up=up)
    return redirect(moved_to("settings:categories", pk, up=up))


def moved_to(name: str, pk: int, *, up: bool) -> str:
    """Return the address of a list in which the focus stays on the button that moved a row."""
    return f"{reverse(name)}?moved={pk}&to={'up' if up else 'down'}"


def _save(form: CategoryForm) -> None:
    row: Category = form.save(commit=False)
    values = form.cleaned_data
    row.slug = row.slug or _free_slug(values["name_en"])
    is_elsewhere = row.pk is None or "parent" in form.changed_data
    row.save()
    form.save_m2m()
    if is_elsewhere:
        catalogue.put_last(row)
    for language in ("es", "en"):
        texts = {"name": values[f"name_{language}"], "description": values[f"description_{language}"]}
        CategoryName.objects.update_or_create(category=row, language=language, defaults=texts)


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50] or "category"
    taken = set(Category.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 9999))) if slug not in taken)
