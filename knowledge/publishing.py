"""The life of a text: draft, review, published, archived; every save is a version, and nothing is overwritten."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib import named_lock
from knowledge import addresses, indexing, pictures
from knowledge.models import Article, Category, Counter, Revision, State, Translation, Visibility
from knowledge.rendering import Rendered, picture_numbers, render

SAME_PRESS = timedelta(minutes=1)  # an equal article of the same author, begun so shortly before, is the same


@dataclass(frozen=True)
class Text:
    """What an author types."""

    title: str
    body: str
    summary: str = ""


class Stale(Exception):  # noqa: N818 -- named by its consequence
    """Somebody else saved a version meanwhile; nothing was written."""

    def __init__(self, latest: Revision) -> None:
        super().__init__(_("Somebody saved another version meanwhile."))
        self.latest = latest


class Refused(Exception):  # noqa: N818 -- named by its consequence
    """The text cannot be published as it is; the sentences say why."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def new_article(  # noqa: PLR0913 -- one row, each column named
    text: Text,
    *,
    category: Category,
    language: str,
    by: User | None,
    at: datetime,
    visibility: str = Visibility.PUBLIC,
    source_ticket: int | None = None,
) -> Translation:
    """Begin an article as a draft in one language; whoever writes it keeps it right."""
    with transaction.atomic():
        article = Article.objects.create(
            category=category, visibility=visibility, owner=by, source_ticket_id=source_ticket, created_at=at
        )
        return new_translation(article, text, language=language, by=by, at=at)


def begun_before(
    text: Text, *, article: Article | None, language: str, by: User | None, at: datetime
) -> Translation | None:
    """Return the text that is there already: of that article in the language, or by the same press a moment ago.

    Nobody else begins one until the transaction ends.
    """
    named_lock.hold("a text of the knowledge base is begun")
    rows = Translation.objects.filter(language=language).select_related("latest_revision")
    if article is not None:
        return rows.filter(article=article).first()
    same = rows.filter(title=text.title, latest_revision__body=text.body, latest_revision__number=1)
    return same.filter(latest_revision__author=by, article__created_at__gt=at - SAME_PRESS).first()


@transaction.atomic
def new_translation(
    article: Article,
    text: Text,
    *,
    language: str,
    by: User | None,
    at: datetime,
    follows: Revision | None = None,
) -> Translation:
    """Begin the text in a language; `follows` is the version of the original that it translates."""
    translation = Translation.objects.create(
        article=article,
        language=language,
        title=text.title,
        summary=text.summary,
        slug=addresses.free_slug(text.title, language=language),
        source_revision=follows,
        updated_at=at,
    )
    Counter.objects.create(translation=translation)
    translation.latest_revision = _add_revision(translation, text, by=by, at=at)
    translation.save(update_fields=["latest_revision"])
    return translation


@transaction.atomic
def save(  # noqa: PLR0913 -- each a fact of the save
    translation: Translation,
    text: Text,
    *,
    base: int,
    by: User | None,
    at: datetime,
    note: str = "",
    follows: Revision | None = None,
    restored_from: Revision | None = None,
) -> Revision:
    """Keep a text as the newest version; what can be read stays as it is. The same text again makes no version.

    `base` is the number of the version that was edited: raises Stale when it is no longer the newest.
    `follows` says that the text now agrees with that version of the original.
    """
    row = _locked(translation)
    latest = _latest(row)
    if latest.number != base:
        raise Stale(latest)
    if follows is not None:
        row.source_revision = follows
    if Text(latest.title, latest.body, latest.summary) == text:
        row.save(update_fields=["source_revision"])
        return latest
    row.latest_revision = revision = _add_revision(row, text, by=by, at=at, note=note, restored_from=restored_from)
    row.state, row.updated_at = State.DRAFT, at
    if not row.is_live:  # nobody reads it, so it is called what it is called now
        _rename(row, text)
    row.save()
    return revision


@transaction.atomic
def send_to_review(translation: Translation, *, at: datetime, base: int | None = None) -> bool:
    """Let the newest text wait for those who publish; False when it is what can be read already.

    Raises Stale when `base` is not the newest version, Refused when it could not be published.
    """
    row = _locked(translation)
    check(_unchanged_since(base, row).body, language=row.language)
    if row.state in {State.DRAFT, State.ARCHIVED}:
        _enter(row, State.REVIEW, at=at)
    return row.state == State.REVIEW


@transaction.atomic
def back_to_draft(translation: Translation, *, at: datetime) -> None:
    """Take it out of review, or out of the archive."""
    row = _locked(translation)
    if row.state in {State.REVIEW, State.ARCHIVED}:
        _enter(row, State.DRAFT, at=at)


@transaction.atomic
def publish(translation: Translation, *, by: User | None, at: datetime, base: int | None = None) -> Revision:
    """Let the newest text be read: rendered, named and found by what it says now. Twice is once.

    Raises Stale when `base` is not the newest version (somebody saved after the publisher looked), Refused when a
    picture is missing or says nothing.
    """
    row = _locked(translation)
    revision = _unchanged_since(base, row)
    rendered = check(revision.body, language=row.language)
    if row.state == State.PUBLISHED:
        return revision
    _keep_rendered(revision, rendered, by=by, at=at)
    row.title, row.summary = revision.title, revision.summary
    row.state, row.published_revision, row.published_at, row.updated_at = State.PUBLISHED, revision, at, at
    row.save()
    row.images.set(rendered.pictures)
    indexing.index(row, rendered)
    return revision


@transaction.atomic
def archive(translation: Translation, *, at: datetime) -> None:
    """Take it out of sight: not read, not found, kept with all its versions."""
    row = _locked(translation)
    row.published_revision = row.published_at = None
    _enter(row, State.ARCHIVED, at=at)
    row.images.clear()
    indexing.forget(row)


def restore(translation: Translation, revision: Revision, *, by: User | None, at: datetime) -> Revision:
    """Make an older version the newest again, as a new version; nothing in between is lost."""
    text = Text(revision.title, revision.body, revision.summary)
    note = _("Version %(number)s again") % {"number": revision.number}
    base = _latest(translation).number
    return save(translation, text, base=base, by=by, at=at, note=note, restored_from=revision)


def check(body: str, *, language: str) -> Rendered:
    """Return the rendered text. Raises Refused when it has faults."""
    rendered = preview(body, language=language)
    if rendered.faults:
        raise Refused(rendered.faults)
    return rendered


def preview(body: str, *, language: str) -> Rendered:
    """Render a text as it would be published, with its faults."""
    return render(body, language=language, pictures=pictures.sizes(picture_numbers(body)))


def _locked(translation: Translation) -> Translation:
    return Translation.objects.select_for_update(of=("self",)).get(pk=translation.pk)


def _latest(translation: Translation) -> Revision:
    return Revision.objects.filter(translation=translation).latest("number")


def _unchanged_since(base: int | None, row: Translation) -> Revision:
    """Return the newest version. Raises Stale when it is not the one that somebody looked at."""
    revision = _latest(row)
    if base is not None and revision.number != base:
        raise Stale(revision)
    return revision


def _rename(row: Translation, text: Text) -> None:
    """Let the address follow the title until it was published once, unless somebody chose the address."""
    was_made = row.slug == addresses.free_slug(row.title, language=row.language, own=row)
    if was_made and not row.revisions.filter(published_at__isnull=False).exists():
        row.slug = addresses.free_slug(text.title, language=row.language, own=row)
    row.title, row.summary = text.title, text.summary


def _enter(row: Translation, state: State, *, at: datetime) -> None:
    row.state, row.updated_at = state, at
    row.save(update_fields=["state", "updated_at", "published_revision", "published_at"])


def _add_revision(
    row: Translation,
    text: Text,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    restored_from: Revision | None = None,
) -> Revision:
    newest = Revision.objects.filter(translation=row).order_by("-number").values_list("number", flat=True).first()
    facts = {"author": by, "created_at": at, "note": note, "restored_from": restored_from}
    return Revision.objects.create(translation=row, number=(newest or 0) + 1, **asdict(text), **facts)


def _keep_rendered(revision: Revision, rendered: Rendered, *, by: User | None, at: datetime) -> None:
    """Fill the empty columns of a version, once: what was published before keeps what was shown then."""
    if revision.published_at is not None:
        return
    revision.published_at, revision.published_by = at, by
    revision.html, revision.words = rendered.html, rendered.words
    revision.contents = [asdict(heading) for heading in rendered.contents]
    revision.save(update_fields=["published_at", "published_by", "html", "words", "contents"])
