"""Writing down what administrators change, in the transaction of the change (shown at /settings/audit/).

    audit.saved(form, by=request.user, at=now)            a ModelForm: saves it and writes the entry
    with audit.changing(row, by=request.user, at=now): …  any other way to add, change or delete `row`
    audit.removed(row, by=request.user, at=now)           deletes the row and writes that
    audit.added(row, by=request.user, at=now)             a row made a moment ago in this transaction
    @audit.one_after_another                              a view that judges a form by what is stored, and saves it
    audit.record(by=…, subject=row, before={…}, after={…}, at=now)      anything else; what does not differ is left out

What is written of a row: its editable columns by their English labels, and what its own `audit_facts()` returns (a
dict, for what lies in other tables or in JSON). Names are msgids, translated when shown; join the parts of one with
" › ". Wrap values in `Secret` (never written) or `Word` (a msgid); whatever is called a password, secret, token or
key is secret anyhow. This module imports no app above accounts, so that every app may use it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.db import connection, models, transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import ConfigChange, User
from helpdesk.administration.facts import Facts, Row, Secret, Word, differing, facts_of

__all__ = [
    "Facts",
    "Secret",
    "Verb",
    "Word",
    "added",
    "changing",
    "facts_of",
    "one_after_another",
    "record",
    "removed",
    "saved",
]

P = ParamSpec("P")
Request = TypeVar("Request", bound=HttpRequest)

LOCK = 4_801_998  # any number: one change of the settings at a time, so that "before" is what really was before
LONGEST_LABEL = 200


class Verb(models.TextChoices):
    """What was done. The column knows no choices, so that another verb needs no migration."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")
    SENT = "sent", _("Link sent")
    REPLAYED = "replayed", _("Processed again")
    DISCARDED = "discarded", _("Discarded")
    SET_UP = "set_up", _("Set up")
    EXPORTED = "exported", _("Exported")


def saved(form: "ModelForm[Row]", *, by: User | None, at: datetime) -> Row:
    """Save a valid form, and write what it changed."""
    with changing(form.instance, by=by, at=at):
        row: Row = form.save()
    return row


def removed(row: Model, *, by: User | None, at: datetime) -> None:
    """Delete a row, and write what it was."""
    with changing(row, by=by, at=at):
        row.delete()


def added(row: Model, *, by: User | None, at: datetime, verb: Verb = Verb.ADDED) -> None:
    """Write that a row was made. Call it in the transaction that made it."""
    record(by=by, subject=row, at=at, after=facts_of(row), verb=verb)


@contextmanager
def changing(row: Row, *, by: User | None, at: datetime, facts: Callable[[Row], Facts] = facts_of) -> Iterator[None]:
    """Write what the block does to `row`: that it adds, changes or deletes it. Both are one transaction.

    `facts` replaces what is written of the row. What the block raises takes everything back.
    """
    with transaction.atomic():
        one_at_a_time()
        stored = _stored(row)
        before, label = (facts(stored), label_of(stored)) if stored else ({}, "")
        yield
        left = _stored(row)
        if left is not None:
            verb = Verb.CHANGED if stored else Verb.ADDED
            record(by=by, subject=left, at=at, before=before, after=facts(left), verb=verb)
        elif stored is not None:
            record(by=by, subject=stored, at=at, before=before, verb=Verb.REMOVED, label=label)


def record(  # noqa: PLR0913 -- one row, each column named
    *,
    by: User | None,
    subject: Model,
    at: datetime,
    before: Facts | None = None,
    after: Facts | None = None,
    verb: Verb = Verb.CHANGED,
    label: str = "",
) -> ConfigChange | None:
    """Write one entry; None when it would say that something changed and nothing did. `by` None: a command did it."""
    was, became = differing(before or {}, after or {})
    if verb == Verb.CHANGED and not (was or became):
        return None
    return ConfigChange.objects.create(
        at=at,
        by=by,
        by_name=str(by)[:LONGEST_LABEL] if by else "",
        verb=verb,
        kind=subject._meta.label_lower,
        object_id="" if subject.pk is None else str(subject.pk),
        label=label or label_of(subject),
        before=was,
        after=became,
    )


def one_after_another(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Judge and save one form of the settings at a time, so that a name that two people give at once is refused.

    The form of the second sees what the first has stored; the database would answer with an error.
    """

    @wraps(view)
    def check(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            one_at_a_time()
            return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[Request, P], HttpResponse]", check)


def label_of(row: Model) -> str:
    """Return what a row is called, in the language of whoever changes it."""
    return str(row)[:LONGEST_LABEL]


def one_at_a_time() -> None:
    """Wait for other changes of the settings to commit; held until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _stored(row: Row) -> Row | None:
    """Return the row as the database has it: a form writes its values into the instance before anything is saved."""
    return type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None  # noqa: SLF001 -- documented
