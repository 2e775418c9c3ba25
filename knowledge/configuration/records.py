"""For how long single searches, readings and opinions are kept, for administrators."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from knowledge import retention
from knowledge.models import Upkeep
from knowledge.models.upkeep import LONGEST, SHORTEST


class UpkeepForm(forms.ModelForm):  # type: ignore[type-arg]
    """How many days."""

    keep_days = forms.IntegerField(
        label=gettext_lazy("Days for which single records are kept"),
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text=gettext_lazy("From 30 to 1,825. With 400, each month can be compared with the one a year before."),
    )

    class Meta:
        model = Upkeep
        fields = ("keep_days",)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def records(request: PersonRequest) -> HttpResponse:
    """Change it, beside what there is."""
    form = UpkeepForm(request.POST or None, instance=Upkeep.current())
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:records")
    context = {"form": form, "kept": retention.kept()}
    return render(request, "settings/records.html", context, status=422 if form.errors else 200)
