"""The life of a text."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from helpdesk.accounts.models import User
from knowledge import addresses, pictures, publishing
from knowledge.models import Revision, SearchText, SlugRedirect, State, Translation
from knowledge.publishing import Refused, Stale, Text
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.factories.tickets import NOON
from tests.knowledge.pictures import png

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def alice() -> User:
    user: User = UserFactory.create()
    return user


def numbers(row: Translation) -> list[int]:
    return list(Revision.objects.filter(translation=row).order_by("number").values_list("number", flat=True))


def found(word: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.slug FROM knowledge_searchtext s JOIN knowledge_translation t ON t.id = s.translation_id"
            " WHERE s.vector @@ websearch_to_tsquery('mesa_es', %s)",
            [word],
        )
        return [slug for (slug,) in cursor.fetchall()]


def test_a_new_article_is_a_draft_that_nobody_reads(alice: User) -> None:
    row = ArticleFactory.create(published=False, by=alice)
    assert (row.state, row.slug, row.is_live, row.article.owner) == ("draft", "how-to-reset-the-oven", False, alice)
    assert Translation.objects.readable_by(alice).count() == 0


def test_published_texts_are_rendered_and_found_without_accents() -> None:
    row = ArticleFactory.create("Garantía del horno", body="## Plazos\n\nDos **años** de reparación", language="es")
    revision = row.published_revision
    assert revision
    assert revision.html == '<h2 id="s-plazos">Plazos</h2>\n<p>Dos <strong>años</strong> de reparación</p>\n'
    assert revision.contents == [{"level": 2, "id": "s-plazos", "text": "Plazos"}]
    assert [found(word) for word in ("garantia", "PLAZO", "reparacion", "heladera")] == [[row.slug]] * 3 + [[]]
    assert SearchText.objects.get().title == "garantia del horno"


def test_saving_a_published_article_changes_nothing_that_is_read(alice: User) -> None:
    row = ArticleFactory.create("Horno", body="Botón", language="es")
    publishing.save(row, Text("Horno nuevo", "Perilla"), base=1, by=alice, at=LATER)
    row = fresh(row)
    assert (row.title, row.slug, row.state, row.has_newer_text) == ("Horno", "horno", State.DRAFT, True)
    assert (numbers(row), found("perilla"), found("boton")) == ([1, 2], [], ["horno"])
    publishing.publish(row, by=alice, at=LATER)
    row = fresh(row)
    assert (row.title, row.slug, row.state, row.published_at) == ("Horno nuevo", "horno", State.PUBLISHED, LATER)
    assert (found("perilla"), found("boton")) == (["horno"], [])


def test_the_same_text_makes_no_version(alice: User) -> None:
    row = ArticleFactory.create()
    same = row.latest_revision
    assert same
    publishing.save(row, Text(same.title, same.body, same.summary), base=1, by=alice, at=LATER)
    assert (numbers(row), fresh(row).state) == ([1], State.PUBLISHED)


def test_a_stale_save_writes_nothing(alice: User) -> None:
    row = ArticleFactory.create(published=False)
    publishing.save(row, Text("First", "One"), base=1, by=alice, at=LATER)
    with pytest.raises(Stale) as raised:
        publishing.save(row, Text("Second", "Two"), base=1, by=alice, at=LATER)
    assert (raised.value.latest.title, numbers(row)) == ("First", [1, 2])


def test_what_somebody_else_saved_is_not_published_unseen(alice: User) -> None:
    row = ArticleFactory.create(published=False)
    publishing.save(row, Text("First", "One"), base=1, by=alice, at=LATER)
    with pytest.raises(Stale):
        publishing.publish(row, by=alice, at=LATER, base=1)
    assert fresh(row).is_live is False


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins() -> None:
    row = ArticleFactory.create(published=False)
    alice, barrier, told = UserFactory.create(), Barrier(4), []

    def write(number: int) -> None:
        barrier.wait()
        try:
            publishing.save(row, Text(f"Title {number}", "x"), base=1, by=alice, at=LATER)
        except Stale:
            told.append(number)
        finally:
            connection.close()

    threads = [Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told), numbers(row)) == (3, [1, 2])


def test_review_and_back() -> None:
    row = ArticleFactory.create(published=False)
    publishing.send_to_review(row, at=LATER)
    states = [fresh(row).state]
    publishing.back_to_draft(row, at=LATER)
    assert [*states, fresh(row).state] == [State.REVIEW, State.DRAFT]


def test_archived_articles_are_neither_read_nor_found_and_come_back(alice: User) -> None:
    row = ArticleFactory.create("Horno", language="es")
    publishing.archive(row, at=LATER)
    row = fresh(row)
    assert (row.state, row.is_live, found("horno")) == (State.ARCHIVED, False, [])
    publishing.publish(row, by=alice, at=LATER)
    assert (fresh(row).state, fresh(row).slug, found("horno")) == (State.PUBLISHED, "horno", ["horno"])


def test_a_restored_version_is_a_new_one(alice: User) -> None:
    row = ArticleFactory.create("One", body="First")
    publishing.save(row, Text("Two", "Second"), base=1, by=alice, at=LATER)
    first = Revision.objects.get(translation=row, number=1)
    publishing.restore(row, first, by=alice, at=LATER)
    latest = fresh(row).latest_revision
    assert latest
    assert (latest.number, latest.body, latest.restored_from, latest.note) == (3, "First", first, "Version 1 again")


def test_pictures_of_the_published_text_are_known(alice: User) -> None:
    picture = pictures.keep(png(), name="a.png", by=alice, at=NOON)
    row = ArticleFactory.create(body=f"![Label](/help/images/{picture.pk}.png)")
    assert list(row.images.all()) == [picture]
    publishing.archive(row, at=LATER)
    assert list(row.images.all()) == []


@pytest.mark.parametrize("step", [publishing.send_to_review, publishing.archive])
def test_texts_with_faults_are_not_published(step: object, alice: User) -> None:
    row = ArticleFactory.create(body="![](/help/images/99.png)", published=False)
    with pytest.raises(Refused, match=r"/help/images/99\.png is not here"):
        publishing.publish(row, by=alice, at=LATER)
    if step is publishing.send_to_review:
        with pytest.raises(Refused):
            publishing.send_to_review(row, at=LATER)
    assert fresh(row).state == State.DRAFT


def test_drafts_take_the_address_of_their_title_until_they_were_published(alice: User) -> None:
    row = ArticleFactory.create("Frist title", published=False)
    publishing.save(row, Text("First title", "x"), base=1, by=alice, at=LATER)
    assert fresh(row).slug == "first-title"
    publishing.publish(row, by=alice, at=LATER)
    publishing.save(row, Text("Other", "x"), base=2, by=alice, at=LATER)
    publishing.publish(row, by=alice, at=LATER)
    assert fresh(row).slug == "first-title"


def test_titles_may_repeat_and_may_have_no_letters() -> None:
    topic = TopicFactory.create()
    slugs = [ArticleFactory.create(title, category=topic).slug for title in ("Oven", "Oven", "¿?", "¿?")]
    spanish = ArticleFactory.create("Oven", language="es").slug
    assert (slugs, spanish) == (["oven", "oven-2", "article", "article-2"], "oven")


def test_old_addresses_lead_to_the_new_one_and_are_not_given_away() -> None:
    row = ArticleFactory.create("Oven")
    addresses.move(row, "cooker")
    assert (SlugRedirect.objects.get().slug, ArticleFactory.create("Oven").slug) == ("oven", "oven-2")
    addresses.move(row, "oven")
    assert list(SlugRedirect.objects.values_list("slug", flat=True)) == ["cooker"]


def test_translations_are_outdated_once_the_original_moved_on(alice: User) -> None:
    row = ArticleFactory.create("Horno", language="es")
    english = publishing.new_translation(
        row.article, Text("Oven", "Text"), language="en", by=alice, at=NOON, follows=row.published_revision
    )
    outdated = [Translation.objects.outdated().count()]
    revision = publishing.save(row, Text("Horno", "Otro texto"), base=1, by=alice, at=LATER)
    outdated.append(Translation.objects.outdated().count())
    publishing.publish(row, by=alice, at=LATER)
    outdated.append(Translation.objects.outdated().get() == english)
    publishing.save(english, Text("Oven", "Other text"), base=1, by=alice, at=LATER, follows=revision)
    outdated.append(Translation.objects.outdated().count())
    assert outdated == [0, 0, True, 0]


def test_articles_can_be_deleted_whole() -> None:
    row = ArticleFactory.create()
    row.article.delete()
    assert (Translation.objects.count(), Revision.objects.count(), SearchText.objects.count()) == (0, 0, 0)
