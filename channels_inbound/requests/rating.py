"""Rating the service on the page of a request. Looking records nothing: mail scanners open every link they see."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from channels_inbound.requests.access import with_link
from channels_inbound.requests.page import RequestPage
from channels_inbound.web_form.limits import RATINGS_BY
from helpdesk.ui import vocabulary
from tickets.locking import NotAllowedError
from tickets.models import LONGEST_COMMENT, AccessLink, SatisfactionRating, Score
from tickets.satisfaction import rating as ratings

LONGEST_OPEN = timedelta(days=1)


class RatingForm(forms.Form):
    """Five faces and a word. `nonce` is signed for this link and this solution, so that only its page can send it."""

    score = forms.TypedChoiceField(
        label=_("Rating"),
        choices=Score.choices,
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the five faces.")),
    )
    comment = forms.CharField(
        label=_("What could we do better?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, link: AccessLink, **kwargs: Any) -> None:
        """Rate what `link` opens."""
        super().__init__(**kwargs)
        self.link = link

    @property
    def salt(self) -> str:
        """What the nonce is signed for besides its value."""
        return f"rating:{self.link.pk}"

    @property
    def fresh_nonce(self) -> str:
        """Sign which solution is rated."""
        return signing.dumps(self.link.ticket.reopen_count, salt=self.salt)

    @cached_property
    def faces(self) -> list[dict[str, Any]]:
        """The choices as the page shows them."""
        chosen = str(self["score"].value() or "")
        return [
            {"score": score, "sign": sign, "is_chosen": score == chosen} for score, sign in vocabulary.RATINGS.items()
        ]

    def clean_comment(self) -> str:
        """Take line breaks as one character, and blanks around it as none."""
        return str(self.cleaned_data["comment"]).replace("\r\n", "\n").strip()

    def clean_nonce(self) -> int:
        """Return the solution that the page was about."""
        try:
            resolution: int = signing.loads(self.cleaned_data["nonce"], salt=self.salt, max_age=LONGEST_OPEN)
        except signing.BadSignature as error:
            raise ValidationError("stale") from error
        return resolution

    def clean(self) -> None:
        """Say of a page that was open for long, or is none of ours, that sending again is enough."""
        if self.errors.pop("nonce", None):
            raise ValidationError(_("This page was open for a long time. Check your rating and send it again."))

    def save(self, *, at: datetime) -> SatisfactionRating:
        """Keep the answer. Raises NotAllowedError."""
        values = self.cleaned_data
        return ratings.rate(
            self.link.ticket,
            resolution=values["nonce"],
            score=values["score"],
            comment=values["comment"],
            by=self.link.requester,
            at=at,
        )


def blank_form(link: AccessLink, rating: SatisfactionRating | None, *, score: str = "") -> RatingForm:
    """Return the form as it is shown first: what was answered, or the face that was pressed in the mail."""
    answered = rating if rating and rating.score else None
    wanted = score if score in map(str, Score.values) else None
    comment = answered.comment if answered else ""
    return RatingForm(link, initial={"score": wanted or (answered and answered.score), "comment": comment})


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def rating(request: HttpRequest, link: AccessLink) -> HttpResponse:
    """Show the question, or keep the answer."""
    at = timezone.now()
    page = RequestPage(link, at=at)
    if request.method != "POST":
        form = blank_form(link, page.rating, score=request.GET.get("score", ""))
        is_asked = page.may_rate and not ("thanks" in request.GET and page.is_rated)
        return _show(request, page, form, is_asked=is_asked)
    form = RatingForm(link, data=request.POST)
    status = _keep(form, page, at=at)
    if status == HTTPStatus.OK:
        return redirect(f"{request.path}?thanks=1")
    return _show(request, RequestPage(link, at=at), form, is_asked=True, status=status)


def _keep(form: RatingForm, page: RequestPage, *, at: datetime) -> HTTPStatus:
    """Return what the answer to the browser is; the form says why."""
    if not page.is_own:
        form.add_error(None, _("Only whoever sent the request rates it."))
        return HTTPStatus.FORBIDDEN
    if not RATINGS_BY.hit(str(page.link.pk), at=at):
        form.add_error(None, _("That was sent very often. What you wrote is still here: send it again in an hour."))
        return HTTPStatus.TOO_MANY_REQUESTS
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        form.save(at=at)
    except NotAllowedError as error:
        form.add_error(None, str(error))
        return HTTPStatus.CONFLICT
    return HTTPStatus.OK


def _show(
    request: HttpRequest, page: RequestPage, form: RatingForm, *, is_asked: bool, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"page": page, "rating_form": form, "form": form, "token": page.link.token, "is_asked": is_asked}
    return render(request, "portal/rating.html", context, status=status)
