"""Asking those who publish to look at a text, and their answer: each is told by mail, in the transaction of the change.

The states of a text are knowledge.publishing's; the pages come through here, so that nobody waits without a word.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation as languages
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts import mail
from helpdesk.accounts.models import LinkPurpose, Role, User
from knowledge import publishing
from knowledge.models import Outcome, Review, Revision, State, Translation

SAID = {
    Outcome.PUBLISHED: _("published"),
    Outcome.SENT_BACK: _("sent back"),
    Outcome.WITHDRAWN: _("taken out of review"),
}


@transaction.atomic
def ask(translation: Translation, *, by: User, at: datetime, base: int | None = None) -> bool:
    """Send the newest text to review, and tell those who publish; False when it is what can be read already.

    Asked once more while it waits, nobody is told again. Raises Refused, and Stale as publishing does.
    """
    if not publishing.send_to_review(translation, at=at, base=base):
        return False
    revision = Revision.objects.filter(translation=translation).latest("number")
    asked = {"revision": revision, "asked_by": by, "asked_at": at}
    _row, is_new = Review.objects.update_or_create(translation=translation, answered_at=None, defaults=asked)
    if is_new:
        for person in publishers().exclude(pk=by.pk):
            _tell(person, LinkPurpose.REVIEW, revision, values={"review.author": str(by)}, at=at)
    return True


@transaction.atomic
def publish(translation: Translation, *, by: User, at: datetime, base: int | None = None) -> Revision:
    """Publish the newest text, and tell whoever asked for it. Raises as publishing does."""
    revision = publishing.publish(translation, by=by, at=at, base=base)
    _answer(translation, Outcome.PUBLISHED, by=by, at=at)
    return revision


@transaction.atomic
def send_back(translation: Translation, *, by: User, at: datetime, comment: str) -> bool:
    """Make a text in review a draft again, and tell its author what is missing; False when it is in review no more."""
    row = Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)
    if row.state != State.REVIEW:
        return False
    revision = Revision.objects.filter(translation=row).latest("number")
    author = {
        "revision": revision,
        "asked_by": revision.author,
        "asked_at": at,
    }  # of what waited before there were rows
    Review.objects.get_or_create(translation=row, answered_at=None, defaults=author)
    publishing.back_to_draft(row, at=at)
    _answer(row, Outcome.SENT_BACK, by=by, at=at, comment=comment)
    return True


@transaction.atomic
def withdraw(translation: Translation, *, by: User, at: datetime) -> None:
    """Take a text out of review, or out of the archive."""
    publishing.back_to_draft(translation, at=at)
    _answer(translation, Outcome.WITHDRAWN, by=by, at=at)


@transaction.atomic
def archive(translation: Translation, *, by: User, at: datetime) -> None:
    """Take a text out of sight, whoever waits for it."""
    publishing.archive(translation, at=at)
    _answer(translation, Outcome.WITHDRAWN, by=by, at=at)


def publishers() -> QuerySet[User]:
    """Return the people who may publish."""
    people: QuerySet[User] = User.objects.active().filter(role__in=(Role.MANAGER, Role.ADMIN))
    return people.order_by("pk")


def latest(translation: Translation) -> Review | None:
    """Return the review that waits, else the last one that was answered."""
    reviews = Review.objects.filter(translation=translation).select_related("asked_by", "answered_by", "revision")
    return reviews.order_by("-pk").first()


def _answer(translation: Translation, outcome: Outcome, *, by: User, at: datetime, comment: str = "") -> None:
    """Close the review that is open, if one is, and tell whoever asked, unless they did it themselves."""
    row = Review.objects.select_for_update(of=("self",)).filter(translation=translation, answered_at=None).first()
    if row is None:
        return
    row.outcome, row.comment, row.answered_by, row.answered_at = outcome, comment, by, at
    row.save(update_fields=["outcome", "comment", "answered_by", "answered_at"])
    asker = row.asked_by
    if asker is not None and asker.is_active and asker != by:
        with languages.override(asker.language):
            said = {"review.outcome": str(SAID[outcome]), "review.by": str(by), "review.comment": comment}
        _tell(asker, LinkPurpose.REVIEWED, row.revision, values=said, at=at)


def _tell(person: User, purpose: LinkPurpose, revision: Revision, *, values: dict[str, str], at: datetime) -> None:
    page = settings.SITE_URL + reverse("knowledge:edit", args=[revision.translation_id])
    about = {"article.title": revision.title, "article.link": page}
    mail.queue_link(person.email, purpose, at=at, values=about | values)
