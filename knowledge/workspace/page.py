"""The editor's page: the same for a new article, a further language and a text that exists."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from helpdesk.accounts.requests import AgentRequest
from knowledge import publishing, reviewing
from knowledge.comparing import compare
from knowledge.models import Category, Revision
from knowledge.workspace.forms import (
    NewArticleForm,
    NewTranslationForm,
    ReturnForm,
    SettingsForm,
    TextForm,
    visible_tickets,
)
from knowledge.workspace.sheet import Sheet


def blank(request: AgentRequest, sheet: Sheet, data: Any = None, **initial: Any) -> TextForm:
    """Return the form that fits a sheet, bound to `data`, or with what stands in it at first."""
    if sheet.translation is not None:
        return TextForm(data, initial=_newest(sheet) | initial)
    if sheet.article is not None:
        return NewTranslationForm(data, initial=initial)
    first = {"language": sheet.language or get_language()}
    return NewArticleForm(data, by=request.user, initial=first | initial)


def show(  # noqa: PLR0913 -- what an answer can add to the page
    request: AgentRequest,
    sheet: Sheet,
    form: TextForm,
    *,
    status: int = 200,
    settings_form: SettingsForm | None = None,
    return_form: ReturnForm | None = None,
    theirs: Revision | None = None,
    faults: list[str] | None = None,
) -> HttpResponse:
    """Render it. `theirs` is the version that somebody saved meanwhile, `faults` why it was not published."""
    body = str(form["body"].value() or "")
    row = sheet.translation
    review = reviewing.latest(row) if row else None
    context = {
        "sheet": sheet,
        "form": form,
        "preview": publishing.preview(body, language=sheet.language),
        "theirs": theirs,
        "their_changes": compare(body.replace("\r\n", "\n"), theirs.body) if theirs else [],
        "faults": faults or [],
        "may_write": request.user.can_answer,
        "may_publish": request.user.is_manager,
        "settings_form": settings_form or (SettingsForm(translation=row) if row else None),
        "review": review,
        "return_form": return_form or ReturnForm(),
        "may_withdraw": review is None or review.asked_by == request.user or not request.user.is_manager,
        "may_change_settings": may_change_settings(request, sheet),
        "target": target_of(sheet),
        "has_no_topic": sheet.article is None and not Category.objects.exists(),
        "source_ticket": _source_ticket(request, sheet),
    }
    return render(request, "knowledge/editor.html", context, status=status)


def may_change_settings(request: AgentRequest, sheet: Sheet) -> bool:
    """Whoever writes, until customers read it; then whoever publishes: these settings decide who reads what."""
    is_read = any(row.is_live for row in sheet.siblings.values())
    return request.user.is_manager or (request.user.can_answer and not is_read)


def target_of(sheet: Sheet) -> str:
    """Return the query that leads the preview and the pictures back to the same sheet."""
    if sheet.translation is not None:
        return f"translation={sheet.translation.pk}"
    return f"article={sheet.article.pk}&language={sheet.language}" if sheet.article else f"language={sheet.language}"


def _source_ticket(request: AgentRequest, sheet: Sheet) -> int | None:
    """Return the number of the ticket that the article was made of, to those who may open it."""
    number = sheet.article.source_ticket_id if sheet.article else None
    return number if number and visible_tickets(request.user).filter(pk=number).exists() else None


def _newest(sheet: Sheet) -> dict[str, Any]:
    latest = sheet.translation.latest_revision if sheet.translation else None
    if latest is None:
        return {}
    return {"title": latest.title, "summary": latest.summary, "body": latest.body, "base": latest.number}
