"""The versions of a text, and what changed between two of them."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.requests import AgentRequest, signed_in
from helpdesk.lib.numbers import whole_number
from knowledge.comparing import compare
from knowledge.models import Revision
from knowledge.workspace import sheet

SHOWN = 50
NOTHING = Revision(number=0)  # before the first version


@require_safe
@signed_in
def versions(request: AgentRequest, pk: int) -> HttpResponse:
    """List them, newest first, and compare two: `to` (the newest when not given) with `from` (the one before)."""
    every = Revision.objects.filter(translation=pk).select_related("author", "published_by", "restored_from")
    page = Paginator(every.defer("body", "html", "contents"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet.find(pk),
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        **_compared(every, older=request.GET.get("from", ""), newer=request.GET.get("to", "")),
    }
    return render(request, "knowledge/versions.html", context)


def _compared(every: "QuerySet[Revision]", *, older: str, newer: str) -> dict[str, object]:
    """Return the two versions in the order of time, and what changed; of the first version all of it is new."""
    to = _chosen(every, newer) or every.first()
    if to is None:
        return {}
    others = every.filter(number__lt=to.number)
    first, second = sorted((_chosen(every, older) or others.first() or NOTHING, to), key=lambda each: each.number)
    has_both = first is not NOTHING
    return {
        "older": first if has_both else None,
        "newer": second,
        "titles": compare(first.title, second.title) if has_both else [],
        "summaries": compare(first.summary, second.summary) if has_both else [],
        "changes": compare(first.body, second.body),
    }


def _chosen(every: "QuerySet[Revision]", number: str) -> Revision | None:
    wanted = whole_number(number)
    return None if wanted is None else every.filter(number=wanted).first()
