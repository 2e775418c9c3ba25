"""Was it useful? And: this solved it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from knowledge import usage
from knowledge.centre.pages import article_context
from knowledge.centre.visitors import may_judge, reads_now, voter
from knowledge.models import Reason, Translation, UseKind

LONGEST = 1000


class OpinionForm(forms.Form):
    """Yes or no; after a no, why."""

    useful = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = forms.ChoiceField(choices=[("", ""), *Reason.choices], required=False)
    comment = forms.CharField(
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": _("Write less than 1,000 characters.")},
    )

    @property
    def said(self) -> str:
        """What the page says next: after a bare no, it asks why."""
        values = self.cleaned_data
        if values["useful"] == "yes":
            return "thanks"
        return "told" if values["reason"] or values["comment"] else "no"


@require_POST
def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in whether an article was useful; once a day from each reader, a second answer replaces the first."""
    row = _readable(request, pk)
    form, at = OpinionForm(request.POST), timezone.now()
    if not form.is_valid():
        return _answer(request, row, {"said": "no", "form": form, "reasons": Reason.choices}, status=422)
    if may_judge(request, at=at):
        values = form.cleaned_data
        opinion = usage.Opinion(values["useful"] == "yes", reason=values["reason"], comment=values["comment"].strip())
        usage.judge(row, opinion, voter=voter(request), at=at)
    if request.POST.get("next") == "request":
        return _to_the_form(request, row)
    if request.htmx:  # type: ignore[attr-defined]
        return _answer(request, row, {"said": form.said, "reasons": Reason.choices})
    return redirect(f"{row.get_absolute_url()}?said={form.said}#feedback")


@require_POST
def solved(request: HttpRequest, pk: int) -> HttpResponse:
    """Count that an article answered a question before a request was sent, and say thanks."""
    row, at = _readable(request, pk), timezone.now()
    if may_judge(request, at=at) and reads_now(request, -row.pk):
        usage.record(row, UseKind.DEFLECTED, at=at)
    return redirect("knowledge:thanks")


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thanks to whoever found the answer."""
    return render(request, "portal/thanks.html")


def _to_the_form(request: HttpRequest, row: Translation) -> HttpResponse:
    """Go on to the form for a request; it is told which article did not help."""
    address = f"{reverse('requests:new')}?article={row.slug}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def _readable(request: HttpRequest, pk: int) -> Translation:
    rows = Translation.objects.readable_by(request.user).with_outdated()
    return get_object_or_404(rows.select_related("published_revision", "article", "counter"), pk=pk)


def _answer(request: HttpRequest, row: Translation, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "portal/_feedback.html", {"article": row} | context, status=status)
    return render(request, "portal/article.html", article_context(request, row) | context, status=status)
