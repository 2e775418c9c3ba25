"""Showing a form again with what is wrong, so that neither text nor files have to be given twice."""

from http import HTTPStatus

from django.utils.translation import gettext as _

from channels_inbound.web_form import limits
from channels_inbound.web_form.forms import PublicForm


def prepare_again(form: PublicForm, *, visitor: str) -> HTTPStatus:
    """Ready a form for being shown again and return the status of the answer.

    A form without faults that is shown again was one too many.
    """
    is_faulty = bool(form.errors)
    may_keep = limits.CORRECTIONS_FROM.hit(visitor, at=form.at)
    if may_keep:
        _keep_files(form, visitor=visitor)
    if is_faulty and may_keep:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    form.add_error(
        None,
        _(
            "Too many messages came from you or from your network in the last hour. What you wrote is still here: "
            "send it again later, or write to us by e-mail."
        ),
    )
    return HTTPStatus.TOO_MANY_REQUESTS


def _keep_files(form: PublicForm, *, visitor: str) -> None:
    """Keep the good files where the visitor has room left; else say that they must be chosen again."""
    size = form.kilobytes_to_keep
    if not size:
        return
    if limits.KEPT_KILOBYTES_FROM.hit(visitor, at=form.at, amount=size):
        form.keep_files()
    else:
        form.add_error(
            "attachments", _("We cannot keep more files for you today. Choose them again before you send this.")
        )
