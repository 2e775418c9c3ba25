"""Routing rules, for administrators."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages as flash
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from helpdesk.administration.catalogue_views import moved_to
from helpdesk.administration.rule_editor import Editor
from tickets.models import EventKind, Rule, RuleRevision, TicketEvent
from tickets.rules import editing, wording
from tickets.rules.trial import try_out

PAGE = ["GET", "HEAD", "POST"]
RECENT = timedelta(days=30)


@require_safe
@admin_required
def rules(request: PersonRequest) -> HttpResponse:
    """List the rules in their order, with what each says and how often it applied."""
    rows = list(Rule.objects.all())
    names, counts = wording.names_for(rows), _counts(timezone.now())
    told = [_told(row, names, counts) for row in rows]
    context = {"rules": told, "moved": request.GET.get("moved"), "to": request.GET.get("to")}
    return render(request, "settings/rules.html", context)


def _told(rule: Rule, names: wording.Names, counts: dict[Any, tuple[int, int]]) -> dict[str, Any]:
    hits, failures = counts.get(rule.pk, (0, 0))
    return {
        "rule": rule,
        "conditions": wording.conditions_in_words(rule.conditions, names),
        "actions": wording.actions_in_words(rule.actions, names),
        "faults": wording.faults(rule, names),
        "hits": hits,
        "failures": failures,
    }


def _counts(now: datetime) -> dict[Any, tuple[int, int]]:
    """Return by rule how often it applied lately, and how often not everything could be done."""
    events = TicketEvent.objects.filter(kind=EventKind.ROUTED, at__gte=now - RECENT).order_by()
    rows = events.values("after__rule").annotate(hits=Count("pk"), failures=Count("pk", filter=~Q(after__failed=[])))
    return {row["after__rule"]: (row["hits"], row["failures"]) for row in rows}


@require_http_methods(PAGE)
@admin_required
@audit.one_after_another
def rule(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a rule."""
    row = get_object_or_404(Rule, pk=pk) if pk else Rule()
    editor = Editor(row, wording.names_for([row]), request.POST or None)
    if request.method == "POST" and editor.is_valid():
        _save(editor, request)
        flash.success(request, _("Saved."))
        return redirect("settings:rules")
    return _page(request, editor, status=422 if request.method == "POST" else 200)


@require_POST
@admin_required
def rule_drafts(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Show the editor with a row more or less, and what the rule as it stands would have done. Keeps nothing."""
    row = get_object_or_404(Rule, pk=pk) if pk else Rule()
    editor = Editor(row, wording.names_for([row]), request.POST)
    editor.rearrange()
    return _page(request, editor, is_draft=True)


def _page(request: PersonRequest, editor: Editor, *, status: int = 200, is_draft: bool = False) -> HttpResponse:
    pk = editor.rule.pk
    draft = editor.draft if is_draft else None
    trial = try_out(draft, editor.names) if draft else None
    context = {
        "editor": editor,
        "form": editor.form,
        "rule": Rule.objects.get(pk=pk) if pk else None,
        "is_draft": is_draft,
        "trial": trial,
        "conditions": _with_counts(editor, trial.by_condition if trial else []),
        "versions": RuleRevision.objects.filter(rule=pk)[:20] if pk else (),
        "hits": _counts(timezone.now()).get(pk, (0, 0))[0] if pk else 0,
    }
    return render(request, "settings/rule.html", context, status=status)


def _with_counts(editor: Editor, counts: list[int]) -> list[tuple[Any, int | None]]:
    return [(form, counts[n] if n < len(counts) else None) for n, form in enumerate(editor.conditions)]


def _save(editor: Editor, request: PersonRequest) -> None:
    now = timezone.now()
    columns = editor.columns
    with audit.changing(editor.rule, by=request.user, at=now, facts=_facts):
        row: Rule = editor.form.save(commit=False)
        row.conditions, row.actions = columns["conditions"], columns["actions"]
        editing.save(row, by=request.user, at=now)


def _facts(row: Rule) -> audit.Facts:
    """What the record of changes keeps of a rule: its columns, and what it says in words."""
    names = wording.names_for([row])
    said = {
        gettext_noop("Conditions"): wording.conditions_in_words(row.conditions, names),
        gettext_noop("Actions"): wording.actions_in_words(row.actions, names),
    }
    return {**audit.facts_of(row), **said}


@require_POST
@admin_required
def rule_positions(request: PersonRequest, pk: int) -> HttpResponse:
    """Move a rule one place up or down."""
    row = get_object_or_404(Rule, pk=pk)
    up = request.POST.get("to") == "up"
    with audit.changing(row, by=request.user, at=timezone.now(), facts=_facts):
        editing.move(row, up=up)
    return redirect(moved_to("settings:rules", pk, up=up))


@require_POST
@admin_required
def rule_switches(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a rule into use or out of it."""
    row = get_object_or_404(Rule, pk=pk)
    with audit.changing(row, by=request.user, at=timezone.now(), facts=_facts):
        editing.switch(row, is_active=request.POST.get("to") == "on")
    flash.success(request, _("Saved."))
    return redirect("settings:rules")


@require_POST
@admin_required
def rule_removals(request: PersonRequest, pk: int) -> HttpResponse:
    """Delete a rule. Its versions stay, and so does what it did."""
    row = get_object_or_404(Rule, pk=pk)
    with audit.changing(row, by=request.user, at=timezone.now(), facts=_facts):
        row.delete()
    flash.success(request, _("Removed."))
    return redirect("settings:rules")
