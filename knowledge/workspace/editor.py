"""Writing: begin, save, preview, add pictures."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import AgentRequest, managers_only, may_answer, signed_in
from helpdesk.lib.numbers import whole_number
from knowledge import pictures, publishing, reviewing
from knowledge.models import ArticleImage, Revision, Translation
from knowledge.publishing import Refused, Stale
from knowledge.workspace import page, sheet
from knowledge.workspace.forms import TextForm
from knowledge.workspace.sheet import Sheet

Step = Callable[..., object]  # of the text and the number of its version: what to do with it once it is saved
PREFILLED = ("title", "summary", "body", "ticket", "category", "visibility")


@require_safe
@signed_in
def article(request: AgentRequest, pk: int) -> HttpResponse:
    """Show a text, to be read or changed."""
    found = sheet.find(pk)
    return page.show(request, found, page.blank(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@may_answer
def new(request: AgentRequest) -> HttpResponse:
    """Show an empty sheet, or one that a ticket or a search filled in. Writes nothing, also when it is posted to."""
    found = _asked_sheet(request)
    values = request.POST if request.method == "POST" else request.GET
    return page.show(request, found, page.blank(request, found, **{n: values[n] for n in PREFILLED if n in values}))


@require_POST
@may_answer
@transaction.atomic
def drafts(request: AgentRequest) -> HttpResponse:
    """Begin an article, or its text in a further language."""
    found = _asked_sheet(request)
    form = page.blank(request, found, request.POST)
    if not form.is_valid():
        return page.show(request, found, form, status=422)
    language = form.cleaned_data.get("language") or found.language
    there = publishing.begun_before(
        form.text, article=found.article, language=language, by=request.user, at=timezone.now()
    )
    latest = there.latest_revision if there else None
    if latest and (latest.author, latest.title, latest.body) != (request.user, form.text.title, form.text.body):
        return _overtaken(request, latest)
    row = there or _begin(request, found, form)
    flash.success(request, _("Saved as a draft."))
    return redirect("knowledge:edit", row.pk)


@require_POST
@may_answer
def text(request: AgentRequest, pk: int) -> HttpResponse:
    """Save a version."""
    return _write(request, pk, step=None, said=_("Saved as a draft."))


@require_POST
@may_answer
def reviews(request: AgentRequest, pk: int) -> HttpResponse:
    """Save, and ask for a review."""
    step = partial(reviewing.ask, by=request.user, at=timezone.now())
    return _write(request, pk, step=step, said=_("Sent to review."))


@require_POST
@managers_only
def publications(request: AgentRequest, pk: int) -> HttpResponse:
    """Save, and publish."""
    step = partial(reviewing.publish, by=request.user, at=timezone.now())
    return _write(request, pk, step=step, said=_("Published."))


@require_POST
@may_answer
def previews(request: AgentRequest) -> HttpResponse:
    """Show what the text will look like: the part of the page, or without a script the whole page again."""
    found = _asked_sheet(request)
    if request.htmx:
        preview = publishing.preview(request.POST.get("body", ""), language=_language_of(request, found))
        return render(request, "knowledge/_preview.html", {"preview": preview})
    return page.show(request, found, _typed(request, found))


@require_POST
@may_answer
def images(request: AgentRequest) -> HttpResponse:
    """Keep a picture, and say how the text names it; without a script it is put at the end of the text."""
    upload = request.FILES.get("image")
    if upload is None:
        return _no_picture(request, _("Choose a picture first."))
    try:
        row = pictures.keep(upload.read(), name=upload.name or "", by=request.user, at=timezone.now())
    except ValidationError as error:
        return _no_picture(request, error.messages[0])
    if request.accepts("text/html"):
        return _with_picture(request, row)
    return JsonResponse({"markdown": f"![]({row.get_absolute_url()})"}, status=201)


def _begin(request: AgentRequest, found: Sheet, form: TextForm) -> Translation:
    at, values = timezone.now(), form.cleaned_data
    if found.article is not None:
        return publishing.new_translation(
            found.article, form.text, language=found.language, by=request.user, at=at, follows=found.original
        )
    return publishing.new_article(
        form.text,
        category=values["category"],
        language=values["language"],
        visibility=values["visibility"],
        source_ticket=values["ticket"].pk if values["ticket"] else None,
        by=request.user,
        at=at,
    )


def _write(request: AgentRequest, pk: int, *, step: Step | None, said: str) -> HttpResponse:
    """Save, and take the step with the version that was saved: nobody publishes what they did not see."""
    found, form = sheet.find(pk), TextForm(request.POST)
    row = found.translation
    if row is None or not form.is_valid():
        return page.show(request, found, form, status=422)
    base = form.cleaned_data["base"]
    try:
        base = _save(request, row, form, follows=found.original).number
        done = step(row, base=base) if step is not None else True
    except Stale as stale:
        return _overtaken(request, stale.latest)
    except Refused as refused:
        kept = _typed(request, found, base=base)
        return page.show(request, sheet.find(pk), kept, status=422, faults=refused.faults)
    if done:
        flash.success(request, said)
    else:
        flash.info(request, _("Nothing has changed since it was published."))
    return redirect("knowledge:edit", pk)


def _save(request: AgentRequest, row: Translation, form: TextForm, *, follows: Revision | None) -> Revision:
    values = form.cleaned_data
    return publishing.save(
        row,
        form.text,
        base=values["base"],
        by=request.user,
        at=timezone.now(),
        note=values["note"],
        follows=follows if values["follows"] else None,
    )


def _overtaken(request: AgentRequest, latest: Revision) -> HttpResponse:
    """Show what somebody saved meanwhile beside what was typed, which is kept."""
    found = sheet.find(latest.translation_id)
    return page.show(request, found, _typed(request, found, base=latest.number), status=409, theirs=latest)


def _typed(request: AgentRequest, found: Sheet, **changed: Any) -> TextForm:
    """Return the form as it was typed, not judged."""
    return page.blank(request, found, **(request.POST.dict() | changed))


def _asked_sheet(request: AgentRequest) -> Sheet:
    """Return the sheet that a request is about: a text, a further language of an article, or a new article."""
    asked = {name: request.GET.get(name, "") for name in ("translation", "article")}
    numbers = {name: number for name, value in asked.items() if (number := whole_number(value)) is not None}
    if any(value for name, value in asked.items() if name not in numbers):
        raise Http404
    if "translation" in numbers:
        return sheet.find(numbers["translation"])
    typed = request.POST.get("language", "")
    language = request.GET.get("language") or (typed if typed in dict(settings.LANGUAGES) else request.user.language)
    return sheet.begin(numbers.get("article"), language, is_typed=request.method == "POST")


def _language_of(request: AgentRequest, found: Sheet) -> str:
    """A new article's language may have been changed in the form since the page was made."""
    return request.POST.get("language") or found.language


def _no_picture(request: AgentRequest, problem: str) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"error": problem}, status=422)
    found = _asked_sheet(request)
    return page.show(request, found, _typed(request, found), status=422, faults=[problem])


def _with_picture(request: AgentRequest, row: ArticleImage) -> HttpResponse:
    found = _asked_sheet(request)
    body = f"{request.POST.get('body', '').rstrip()}\n\n![]({row.get_absolute_url()})\n"
    return page.show(request, found, _typed(request, found, body=body.lstrip()))
