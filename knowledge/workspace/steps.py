"""What happens to a text besides writing: review withdrawn, archived, restored; settings of its article."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.requests import AgentRequest, managers_only, may_answer
from helpdesk.administration import audit
from knowledge import publishing, reviewing
from knowledge.models import Revision, Translation
from knowledge.publishing import Stale
from knowledge.workspace import page, sheet
from knowledge.workspace.forms import ReturnForm, SettingsForm


@require_POST
@may_answer
def back_to_draft(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a text out of review, or out of the archive."""
    reviewing.withdraw(get_object_or_404(Translation, pk=pk), by=request.user, at=timezone.now())
    flash.success(request, _("It is a draft again."))
    return redirect("knowledge:edit", pk)


@require_POST
@managers_only
def returns(request: AgentRequest, pk: int) -> HttpResponse:
    """Send a text in review back to its author, with what is missing."""
    found, form = sheet.find(pk), ReturnForm(request.POST)
    if found.translation is None:
        raise Http404
    if not form.is_valid():
        return page.show(request, found, page.blank(request, found), status=422, return_form=form)
    comment = form.cleaned_data["comment"]
    if reviewing.send_back(found.translation, by=request.user, at=timezone.now(), comment=comment):
        flash.success(request, _("Sent back. Its author is told."))
    else:
        flash.error(request, _("It is no longer in review, and nothing was sent back."))
    return redirect("knowledge:edit", pk)


@require_POST
@may_answer
def archive(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a text out of sight. What customers read is taken away by those who publish."""
    row = get_object_or_404(Translation, pk=pk)
    if row.is_live and not request.user.is_manager:
        raise PermissionDenied
    with audit.changing(row, by=request.user, at=timezone.now(), facts=_state):
        reviewing.archive(row, by=request.user, at=timezone.now())
    flash.success(request, _("Archived. Nobody can read or find it; its versions are kept."))
    return redirect("knowledge:edit", pk)


@require_POST
@may_answer
def restorations(request: AgentRequest, pk: int, number: int) -> HttpResponse:
    """Make an older version the newest again."""
    row = get_object_or_404(Translation, pk=pk)
    revision = get_object_or_404(Revision, translation=row, number=number)
    try:
        publishing.restore(row, revision, by=request.user, at=timezone.now())
    except Stale:
        flash.error(request, _("Somebody saved another version meanwhile. Look at it first."))
        return redirect("knowledge:versions", pk)
    flash.success(request, _("Version %(number)s is the newest again, as a draft.") % {"number": number})
    return redirect("knowledge:edit", pk)


@require_POST
@may_answer
def settings(request: AgentRequest, pk: int) -> HttpResponse:
    """Change what all languages of the article share, and the address of this one."""
    found = sheet.find(pk)
    if found.translation is None:
        raise Http404
    if not page.may_change_settings(request, found):
        raise PermissionDenied
    form = SettingsForm(request.POST, translation=found.translation)
    if not form.is_valid():
        return page.show(request, sheet.find(pk), page.blank(request, found), status=422, settings_form=form)
    with audit.changing(found.translation, by=request.user, at=timezone.now(), facts=_settings):
        kept = form.keep()
    if not kept:
        return _stale_settings(request, pk)
    flash.success(request, _("Saved."))
    return redirect("knowledge:edit", pk)


def _stale_settings(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what was typed once more, above what it would replace now."""
    found = sheet.find(pk)
    if found.translation is None:
        raise Http404
    typed = request.POST.copy()
    typed["settings-base"] = str(found.translation.article.version)
    form = SettingsForm(typed, translation=found.translation)
    form.add_error(
        None, _("Somebody changed this meanwhile, and nothing was saved. Look at your values, then save again.")
    )
    return page.show(request, found, page.blank(request, found), status=409, settings_form=form)


def _state(row: Translation) -> audit.Facts:
    with translation.override("en"):
        return {"state": audit.Word(row.get_state_display())}


def _settings(row: Translation) -> audit.Facts:
    """Who reads an article and where it is found is written down; its texts keep versions of their own."""
    return {**audit.facts_of(row.article), "address": row.slug}
