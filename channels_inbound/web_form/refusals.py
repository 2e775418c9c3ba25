"""Showing a form again with what is wrong, so that neither text nor files have to be given twice."""

from django.utils.translation import gettext as _

from channels_inbound.web_form import limits
from channels_inbound.web_form.forms import PublicForm
from channels_inbound.web_form.receiving import Taken


def prepare_again(form: PublicForm, taken: Taken | None = None, *, visitor: str) -> int:
    """Ready a form for being shown again and return the status of the answer: 422, or 429 for too many."""
    status = 422
    if taken and taken.refusal:
        form.add_error(None, _too_many(taken.refusal))
        status = 429
    if limits.CORRECTIONS_FROM.hit(visitor, at=form.at):
        form.keep_files()
    elif status != 429:  # noqa: PLR2004 -- HTTP
        form.add_error(None, _too_many("place"))
        status = 429
    return status


def _too_many(reason: str) -> str:
    if reason == "place":
        return _(
            "Too many forms came from your network in the last hour. What you wrote is still here: "
            "send it again later, or write to us by e-mail."
        )
    return _(
        "You sent many messages in the last hour. What you wrote is still here: send it again later, "
        "or answer one of the e-mails we sent you."
    )
