"""The record of changes, for administrators."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration.audit_log import LogFilterForm, page_of


@require_safe
@admin_required
def audit_log(request: PersonRequest) -> HttpResponse:
    """Show who changed what in the settings, the newest first."""
    form = LogFilterForm(request.GET)
    page = page_of(form.found(), before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    kept = request.GET.copy()
    for key in ("before", "after"):
        kept.pop(key, None)
    context = {
        "form": form,
        "entries": page.entries,
        "previous_url": _url(kept, "after", page.newer),
        "next_url": _url(kept, "before", page.older),
        "is_filtered": any(kept.values()),
    }
    return render(request, "settings/audit.html", context)


def _url(kept: QueryDict, key: str, value: str) -> str:
    if not value:
        return ""
    query = kept.copy()
    query[key] = value
    return f"?{query.urlencode()}"
