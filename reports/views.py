"""The pages of the reports. Light agents answer nobody: there is nothing of theirs to count."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import definitions as texts
from reports.dashboard import Dashboard
from reports.figures import TABLES
from reports.forms import Asked
from reports.sums import Sums, keeping
from tickets.views.access import AgentRequest, may_answer


@require_safe
@may_answer
def dashboard(request: AgentRequest) -> HttpResponse:
    """Show the figures: managers and administrators those of what they see, agents their own."""
    asked = Asked.read(request.user, request.GET, at=timezone.now())
    board = Dashboard.made_of(keeping.shared(asked.scope), choices=asked.choices, channels=asked.channels)
    context = {"form": asked.form, "scope": board.scope, "board": board, "is_kept": board.scope.at != asked.scope.at}
    return render(request, "reports/dashboard.html", context, status=422 if asked.form.errors else 200)


@require_safe
@may_answer
def table(request: AgentRequest, name: str) -> HttpResponse:
    """Show the table behind a chart: into its fold, or on a page of its own."""
    if name not in TABLES:
        raise Http404
    asked = Asked.read(request.user, request.GET, at=timezone.now())
    figure = TABLES[name](Sums(asked.scope), asked.channels, asked.choices.category_names)
    context = {"scope": asked.scope, "figure": figure, "title": figure.table().title}
    part = f"reports/_table_{figure.shape}.html"
    return render(request, part if request.htmx else "reports/table.html", context | {"part": part})


@require_safe
@may_answer
def definitions(request: AgentRequest) -> HttpResponse:
    """Say what each figure means."""
    return render(request, "reports/definitions.html", {"definitions": texts.ALL})
