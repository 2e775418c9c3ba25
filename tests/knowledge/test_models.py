"""What the database promises about articles, whoever writes to it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, transaction

from knowledge.models import Article, Category, CategoryText, Revision, State, Translation, Visibility
from tests.factories import UserFactory
from tests.factories.knowledge import TopicFactory
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db


def bare(*, slug: str = "oven", language: str = "en", visibility: str = Visibility.PUBLIC) -> Translation:
    """Write an article past every rule of ours, as a mistaken program would."""
    article = Article.objects.create(category=TopicFactory.create(), visibility=visibility, created_at=NOON)
    row = Translation.objects.create(article=article, language=language, title="Oven", slug=slug, updated_at=NOON)
    revision = Revision.objects.create(translation=row, number=1, title="Oven", body="Text", created_at=NOON)
    Translation.objects.filter(pk=row.pk).update(latest_revision=revision)
    row.refresh_from_db()
    return row


def show(row: Translation, revision: Revision | None = None) -> None:
    """Make it readable."""
    shown = revision or row.latest_revision
    Translation.objects.filter(pk=row.pk).update(state="published", published_revision=shown, published_at=NOON)


def test_only_the_desk_reads_internal_articles() -> None:
    public, internal = bare(slug="a"), bare(slug="b", visibility=Visibility.INTERNAL)
    bare(slug="c")
    show(public)
    show(internal)
    agent, gone = UserFactory.create(role="light"), UserFactory.create(is_active=False)
    found = [
        set(Translation.objects.readable_by(reader).values_list("slug", flat=True))
        for reader in (None, AnonymousUser(), gone, agent)
    ]
    assert found == [{"a"}, {"a"}, {"a"}, {"a", "b"}]


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "secret"},
        {"state": State.PUBLISHED},
        {"title": ""},
        {"slug": ""},
        {"published_at": NOON},
    ],
)
def test_the_database_refuses_what_cannot_be(columns: dict[str, object]) -> None:
    row = bare()
    with pytest.raises(IntegrityError):
        Translation.objects.filter(pk=row.pk).update(**columns)


def test_an_archived_article_shows_nothing() -> None:
    row = bare()
    show(row)
    with pytest.raises(IntegrityError):
        Translation.objects.filter(pk=row.pk).update(state=State.ARCHIVED)


@pytest.mark.django_db(transaction=True)
def test_no_article_shows_the_text_of_another() -> None:
    row, other = bare(slug="a"), bare(slug="b")
    with pytest.raises(IntegrityError):
        Translation.objects.filter(pk=row.pk).update(published_revision=other.latest_revision, published_at=NOON)


def test_two_articles_of_a_language_cannot_share_an_address() -> None:
    bare(slug="oven")
    with pytest.raises(IntegrityError):
        bare(slug="oven")


@pytest.mark.parametrize("column", ["title", "body", "summary", "note", "number"])
def test_versions_cannot_be_rewritten(column: str) -> None:
    revision = bare().latest_revision
    assert revision
    with pytest.raises(DatabaseError):
        Revision.objects.filter(pk=revision.pk).update(**{column: 2 if column == "number" else "changed"})


def test_what_was_published_is_rendered_once() -> None:
    revision = bare().latest_revision
    assert revision
    same = Revision.objects.filter(pk=revision.pk)
    same.update(published_at=NOON, html="<p>Text</p>")
    with pytest.raises(DatabaseError), transaction.atomic():
        same.update(html="<p>Other</p>")
    same.update(author=None)


def test_a_topic_is_not_inside_itself() -> None:
    topic = TopicFactory.create()
    with pytest.raises(IntegrityError):
        Category.objects.filter(pk=topic.pk).update(parent=topic)


def test_topics_have_a_name_in_each_language() -> None:
    topic = TopicFactory.create(name="Oven")
    CategoryText.objects.filter(category=topic, language="es").update(name="Horno")
    child = TopicFactory.create(name="Cleaning", parent=topic)
    names = {str(row) for row in Category.objects.named().filter(pk=child.pk)}
    assert (names, topic.text("es").name, topic.name) == ({"Oven › Cleaning"}, "Horno", "Oven")
