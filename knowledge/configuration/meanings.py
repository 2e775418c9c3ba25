"""Words that mean the same to search, for administrators: the starter set, with what they changed, added, switched off.

Every change is written down with the line as it was, also where the starter set had it.
"""

from dataclasses import dataclass

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.models import User
from helpdesk.accounts.requests import PersonRequest, admin_required
from helpdesk.administration import audit
from knowledge.configuration.meaning_forms import MeaningForm
from knowledge.models import Meaning
from knowledge.search.question import words_of
from knowledge.search.synonyms import starter


@dataclass(frozen=True)
class Line:
    """A line of the list: as it is now, and as the starter set has it."""

    row: Meaning
    first: tuple[str, str] | None

    @property
    def is_own(self) -> bool:
        """Whether an administrator added it."""
        return self.first is None

    @property
    def is_off(self) -> bool:
        """Whether it was switched off."""
        return not (self.row.spanish or self.row.english)

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the starter set."""
        return self.first is not None and self.row.pk is not None

    @property
    def shown(self) -> tuple[str, str]:
        """The words to show: of a line that is off, those that it had."""
        return self.first if self.is_off and self.first else (self.row.spanish, self.row.english)


def lines() -> list[Line]:
    """Return the whole list by its first words. One query."""
    rows = {row.key: row for row in Meaning.objects.all()}
    return [Line(rows.get(key) or _unchanged(key), starter().get(key)) for key in sorted({*starter(), *rows})]


@require_safe
@admin_required
def meanings(request: PersonRequest) -> HttpResponse:
    """Show the list, or the lines with the words that are looked for."""
    query = request.GET.get("q", "")
    wanted = " ".join(words_of(query))
    found = [line for line in lines() if wanted in " ".join(line.shown)]
    return render(request, "settings/meanings.html", {"lines": found, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_required
@audit.one_after_another
def meaning(request: PersonRequest, key: str = "") -> HttpResponse:
    """Add a line, or change one."""
    line = _line(key) if key else None
    row = line.row if line else Meaning()
    form = MeaningForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        row.key = row.key or _free_key(f"{row.spanish},{row.english}")
        _keep(row, by=request.user)
        flash.success(request, _("Saved."))
        return redirect("settings:meanings")
    context = {"form": form, "line": line}
    return render(request, "settings/meaning.html", context, status=422 if form.errors else 200)


@require_POST
@admin_required
def removals(request: PersonRequest, key: str) -> HttpResponse:
    """Take a line out of use: delete an own one, switch one of the starter set off."""
    line = _line(key)
    if line.is_own:
        audit.removed(line.row, by=request.user, at=timezone.now())
    else:
        line.row.spanish = line.row.english = ""
        _keep(line.row, by=request.user)
    flash.success(request, _("Search no longer knows these words as the same."))
    return redirect("settings:meanings")


@require_POST
@admin_required
def resets(request: PersonRequest, key: str) -> HttpResponse:
    """Give a line of the starter set its first words back."""
    line = _line(key)
    if line.first is None:
        raise Http404
    with transaction.atomic():
        audit.one_at_a_time()
        before = _facts(key)
        Meaning.objects.filter(key=key).delete()
        audit.record(by=request.user, subject=_unchanged(key), before=before, after=_facts(key), at=timezone.now())
    flash.success(request, _("The line has its first words again."))
    return redirect("settings:meanings")


def _keep(row: Meaning, *, by: User) -> None:
    with transaction.atomic():
        audit.one_at_a_time()
        before = _facts(row.key)
        row.save()
        verb = audit.Verb.CHANGED if before else audit.Verb.ADDED
        audit.record(by=by, subject=row, before=before, after=_facts(row.key), at=timezone.now(), verb=verb)


def _facts(key: str) -> audit.Facts:
    """Return what a line says, wherever it stands; nothing where there is none."""
    row = Meaning.objects.filter(key=key).first() or (_unchanged(key) if key in starter() else None)
    return audit.facts_of(row) if row else {}


def _line(key: str) -> Line:
    row = Meaning.objects.filter(key=key).first()
    if row is None and key not in starter():
        raise Http404
    return Line(row or _unchanged(key), starter().get(key))


def _unchanged(key: str) -> Meaning:
    spanish, english = starter()[key]
    return Meaning(key=key, spanish=spanish, english=english)


def _free_key(words: str) -> str:
    wanted = next((slugify(text)[:50] for text in words.split(",") if slugify(text)), "line")
    taken = {"new", *starter(), *Meaning.objects.filter(key__startswith=wanted).values_list("key", flat=True)}
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 9999))) if key not in taken)
