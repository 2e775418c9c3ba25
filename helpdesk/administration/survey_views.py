"""Whether requesters are asked how it went, for administrators."""

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
from tickets.models import Survey


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]
    """When to ask, how often, and who hears of a bad answer."""

    after_hours = forms.IntegerField(
        label=gettext_lazy("Hours between solving and asking"),
        min_value=1,
        max_value=168,
        help_text=gettext_lazy("What is opened again before that is not asked about. At most 168, a week."),
    )
    quiet_days = forms.IntegerField(
        label=gettext_lazy("Days in which nobody is asked twice"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("Whoever writes often is not asked about each request. 0 asks about every one."),
    )

    class Meta:
        model = Survey
        fields = ("asks", "after_hours", "quiet_days", "tells")
        labels = {
            "asks": gettext_lazy("Ask how it went, after a request was solved"),
            "tells": gettext_lazy("Who is told by mail of a bad rating (1 or 2 of 5)"),
        }
        help_texts = {
            "asks": gettext_lazy("Off, requesters can still rate on the page of their request."),
            "tells": gettext_lazy("Where a team has no manager, every manager who sees the ticket is told."),
        }


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
def satisfaction(request: PersonRequest) -> HttpResponse:
    """Change the survey."""
    form = SurveyForm(request.POST or None, instance=Survey.current())
    if request.method == "POST" and form.is_valid():
        audit.saved(form, by=request.user, at=timezone.now())
        flash.success(request, _("Saved."))
        return redirect("settings:satisfaction")
    return render(request, "settings/satisfaction.html", {"form": form}, status=422 if form.errors else 200)
