"""Categories, promises and hours, for administrators."""

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration.forms import CategoryForm, HolidayForm
from helpdesk.administration.promises import PromisesForm
from tickets.models import Category, CategoryName, Holiday, SLAPolicy
from tickets.priority import Priority
from tickets.sla import revision
from tickets.sla.calendars import forget_calendars

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
        _save(form)
        flash.success(request, _("Saved."))
        return redirect("settings:categories")
    context = {"form": form, "category": Category.objects.named().get(pk=pk) if pk else None}
    return render(request, "settings/category.html", context, status=422 if form.errors else 200)


@transaction.atomic
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


def _policy() -> SLAPolicy:
    policy = SLAPolicy.objects.select_related("calendar").filter(is_default=True).first()
    if policy is None:
        raise Http404
    return policy


@require_http_methods(PAGE)
@admin_required
def promises(request: PersonRequest) -> HttpResponse:
    """Show and change targets and hours of the default policy; before open tickets follow, show what that does."""
    form, at, effect = PromisesForm(request.POST or None, policy=_policy()), timezone.now(), None
    if request.method == "POST" and form.is_valid():
        if form.is_agreed:
            flash.success(request, _saved(form.save(at=at, by=request.user)))
            return redirect("settings:sla")
        effect = revision.preview(form.promises, at=at)
    return _promises_page(request, form, HolidayForm(), effect=effect)


def _saved(effect: revision.Effect) -> str:
    count = len(effect.moved)
    if not count:
        return _("Saved. Tickets from now on follow these promises.")
    text = ngettext(
        "Saved. The deadlines of %(count)s open ticket moved.",
        "Saved. The deadlines of %(count)s open tickets moved.",
        count,
    )
    return text % {"count": count}


def _promises_page(
    request: PersonRequest, form: PromisesForm, holiday_form: HolidayForm, *, effect: revision.Effect | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "effect": effect,
        "holiday_form": holiday_form,
        "policy": form.policy,
        "priorities": [priority.label for priority in Priority],
        "holidays": form.policy.calendar.holidays.order_by("date"),
    }
    return render(request, "settings/sla.html", context, status=422 if form.errors or holiday_form.errors else 200)


@require_POST
@admin_required
def holidays(request: PersonRequest) -> HttpResponse:
    """Add a date on which the desk is closed."""
    policy = _policy()
    form = HolidayForm(request.POST, instance=Holiday(calendar=policy.calendar))
    if not form.is_valid():
        return _promises_page(request, PromisesForm(policy=policy), form)
    Holiday.objects.update_or_create(
        calendar=policy.calendar,
        date=form.cleaned_data["date"],
        defaults={name: form.cleaned_data[name] for name in ("name", "opens", "closes")},
    )
    forget_calendars()
    flash.success(request, _("Saved."))
    return redirect("settings:sla")


@require_POST
@admin_required
def holiday_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a holiday out of the calendar."""
    get_object_or_404(Holiday, pk=pk, calendar=_policy().calendar).delete()
    forget_calendars()
    flash.success(request, _("Removed."))
    return redirect("settings:sla")
