"""Writing articles, with and without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge import pictures, publishing
from knowledge.models import ArticleImage, Translation
from knowledge.publishing import Text
from tests.factories import TeamFactory, TicketFactory
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.factories.tickets import NOON
from tests.knowledge.pictures import png
from tests.knowledge.workspace.conftest import Enter
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def english_of(row: Translation, title: str = "Oven") -> Translation:
    """Translate an article."""
    return publishing.new_translation(
        row.article, Text(title, "Text"), language="en", by=None, at=NOON, follows=row.published_revision
    )


def url(name: str, *parts: object) -> str:
    return reverse(f"knowledge:{name}", args=parts)


def test_a_new_article_begins_as_a_draft(enter: Enter, alice: User, ticket: Ticket) -> None:
    topic = TopicFactory.create()
    data = {"title": "Oven", "summary": "S", "body": "One\r\nTwo", "language": "en", "category": topic.pk}
    answer = enter(alice).post(url("drafts"), data | {"visibility": "internal", "ticket": ticket.pk})
    row = Translation.objects.get()
    latest = row.latest_revision
    assert latest
    assert answer["Location"] == url("edit", row.pk)
    assert (latest.title, latest.summary, latest.body, latest.author) == ("Oven", "S", "One\nTwo", alice)
    assert (row.article.visibility, row.article.owner, row.article.source_ticket) == ("internal", alice, ticket)


def test_an_article_cannot_point_to_a_ticket_that_its_author_does_not_see(enter: Enter, marta: User) -> None:
    hidden = TicketFactory.create(team=TeamFactory.create(name="Other"))
    data = {
        "title": "Oven",
        "body": "x",
        "language": "en",
        "category": TopicFactory.create().pk,
        "visibility": "public",
    }
    assert enter(marta).post(url("drafts"), data | {"ticket": hidden.pk}).status_code == 422
    assert Translation.objects.count() == 0


def test_the_sheet_of_a_new_article_can_be_filled_in_by_a_search_or_a_ticket(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    page = browser.get(url("new"), {"title": "noisy fridge", "language": "es"}).text
    assert ('value="noisy fridge"' in page, '<option value="es" selected>' in page) == (True, True)
    page = browser.post(url("new"), {"title": "Oven", "body": "# Question"}).text
    assert ("# Question</textarea>" in page, "<h2 id=" in page, Translation.objects.count()) == (True, True, 0)


def test_a_save_makes_a_version_and_says_so(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    data = {"title": "New", "body": "New text", "base": "1", "note": "Clearer"}
    answer = enter(alice).post(url("text", row.pk), data, follow=True)
    latest = fresh(row).latest_revision
    assert latest
    assert ("Saved as a draft." in answer.text, latest.number, latest.note) == (True, 2, "Clearer")


def test_a_conflict_shows_both_texts_and_the_next_save_works(enter: Enter, alice: User, marta: User) -> None:
    row = ArticleFactory.create(published=False)
    publishing.save(row, Text("Theirs", "Their text"), base=1, by=marta, at=NOON)
    browser = enter(alice)
    answer = browser.post(url("text", row.pk), {"title": "Mine", "body": "My text", "base": "1"})
    page = answer.text
    assert answer.status_code == 409
    assert "Marta Paz saved version 2" in page
    assert ('value="Mine"' in page, "My text</textarea>" in page, "Their text</pre>" in page) == (True, True, True)
    assert ('name="base" value="2"' in page, fresh(row).title) == (True, "Theirs")
    assert browser.post(url("text", row.pk), {"title": "Mine", "body": "My text", "base": "2"}).status_code == 302


def test_sending_to_review_saves_first(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    enter(alice).post(url("reviews", row.pk), {"title": "New", "body": "x", "base": "1"})
    row = fresh(row)
    assert (row.state, row.title) == ("review", "New")


def test_publishing_saves_first(enter: Enter, marta: User) -> None:
    row = ArticleFactory.create(published=False)
    enter(marta).post(url("publications", row.pk), {"title": "New", "body": "**x**", "base": "1"})
    revision = fresh(row).published_revision
    assert revision
    assert (revision.title, revision.html, revision.published_by) == ("New", "<p><strong>x</strong></p>\n", marta)


def test_a_text_with_faults_is_saved_and_not_published(enter: Enter, marta: User) -> None:
    row = ArticleFactory.create(published=False)
    data = {"title": "New", "body": "![](/help/images/9.png)", "base": "1"}
    answer = enter(marta).post(url("publications", row.pk), data)
    assert (answer.status_code, fresh(row).is_live, fresh(row).title) == (422, False, "New")
    assert "The picture /help/images/9.png is not here" in answer.text
    assert 'name="base" value="2"' in answer.text


def test_a_translation_is_written_beside_its_original(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create("Horno", body="Texto original", language="es")
    browser = enter(alice)
    path = f"?article={row.article_id}&language=en"
    assert "Texto original</div>" in browser.get(url("new") + path).text
    browser.post(url("drafts") + path, {"title": "Oven", "body": "Text"})
    english = Translation.objects.get(language="en")
    assert (english.article, english.source_revision) == (row.article, row.published_revision)


def test_an_outdated_translation_says_what_changed_until_it_follows_again(enter: Enter, marta: User) -> None:
    row = ArticleFactory.create("Horno", body="Espere diez minutos", language="es")
    english, browser = english_of(row), enter(marta)
    browser.post(url("publications", row.pk), {"title": "Horno", "body": "Espere cinco minutos", "base": "1"})
    page = browser.get(url("edit", english.pk)).text
    assert ("Out of date" in page, "removed: </span>diez</del>" in page) == (True, True)
    browser.post(url("text", english.pk), {"title": "Oven", "body": "Five", "base": "1", "follows": "on"})
    assert "Out of date" not in browser.get(url("edit", english.pk)).text


def test_a_language_is_begun_once_and_only_if_we_speak_it(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(language="es")
    browser = enter(alice)
    own = f"?article={row.article_id}&language="
    asked = [f"{own}es", f"{own}fr", "?article=999&language=en", "?article=x", "?translation=9999", "?language=fr"]
    assert [browser.get(url("new") + query).status_code for query in asked] == [404] * 6


def test_the_preview_is_a_part_of_the_page(enter: Enter, alice: User) -> None:
    data = {"body": "**x** <script>alert(1)</script>\n\n> [!NOTE]\n> y", "language": "es"}
    page = enter(alice).post(url("previews"), data, headers={"HX-Request": "true"}).text
    assert ("<html" in page, "<strong>x</strong> &lt;script&gt;" in page, ">Nota</p>" in page) == (False, True, True)


def test_the_preview_without_a_script_keeps_what_was_typed(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    data = {"title": "Typed", "body": "**typed**", "base": "1", "note": "Why"}
    page = enter(alice).post(url("previews") + f"?translation={row.pk}", data).text
    assert ('value="Typed"' in page, 'value="Why"' in page, "<strong>typed</strong>" in page) == (True, True, True)
    assert (fresh(row).title, "Check these fields" in page) == ("How to reset the oven", False)


def test_a_picture_is_kept_and_named_for_the_text(enter: Enter, alice: User) -> None:
    answer = enter(alice).post(url("images"), {"image": SimpleUploadedFile("a.png", png())}, headers=JSON)
    row = ArticleImage.objects.get()
    assert (answer.status_code, answer.json()) == (201, {"markdown": f"![](/help/images/{row.pk}.png)"})


def test_what_is_no_picture_is_refused_with_what_to_do(enter: Enter, alice: User) -> None:
    browser = enter(alice)
    answer = browser.post(url("images"), {"image": SimpleUploadedFile("a.png", b"<svg/>")}, headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (422, "Only PNG, JPEG, GIF and WebP pictures can be shown.")
    row = ArticleFactory.create(published=False)
    data = {"title": "Typed", "body": "Typed text", "base": "1"}
    answer = browser.post(url("images") + f"?translation={row.pk}", data)
    assert ("Choose a picture first." in answer.text, "Typed text</textarea>" in answer.text) == (True, True)


def test_a_picture_without_a_script_stands_at_the_end_of_the_text(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    data = {"title": "T", "body": "Typed text", "base": "1", "image": SimpleUploadedFile("a.png", png())}
    page = enter(alice).post(url("images") + f"?translation={row.pk}", data).text
    assert f"Typed text\n\n![](/help/images/{ArticleImage.objects.get().pk}.png)\n</textarea>" in page


def test_readers_see_pictures_of_articles_they_may_read(enter: Enter, alice: User) -> None:
    stranger = Client()
    secret, shown, unused = (pictures.keep(png(width), name="a.png", by=alice, at=NOON) for width in (1, 2, 3))
    ArticleFactory.create(body=f"![x](/help/images/{secret.pk}.png)", visibility="internal")
    ArticleFactory.create("Other", body=f"![x](/help/images/{shown.pk}.png)")
    paths = [row.get_absolute_url() for row in (secret, shown, unused)]
    assert [stranger.get(path).status_code for path in paths] == [404, 200, 404]
    assert [enter(alice).get(path).status_code for path in paths] == [200, 200, 200]
    assert stranger.get(f"/help/images/{shown.pk}.gif").status_code == 404


def test_pictures_are_handed_out_harmlessly_and_once(enter: Enter, alice: User) -> None:
    row = pictures.keep(png(), name="a.png", by=alice, at=NOON)
    answer = enter(alice).get(row.get_absolute_url())
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == png()  # type: ignore[attr-defined]
    again = enter(alice).get(row.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_names_and_texts_are_shown_as_text(enter: Enter, marta: User) -> None:
    vector = '"><script>alert(1)</script>'
    row = ArticleFactory.create(vector, body=vector, summary=vector, language="es")
    publishing.save(row, Text(vector + "2", vector + "2"), base=1, by=marta, at=NOON, note=vector)
    browser = enter(marta)
    pages = [url("articles"), url("edit", row.pk), url("versions", row.pk), url("statistics"), row.get_absolute_url()]
    assert [name for name in pages if "<script>alert" in browser.get(name).text] == []


@pytest.mark.parametrize("count", [1, 12])
def test_the_editor_asks_the_same_however_many_versions(
    enter: Enter, alice: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = ArticleFactory.create(language="es")
    for number in range(1, count):
        publishing.save(row, Text("T", f"Text {number}"), base=number, by=alice, at=NOON)
    english_of(row)
    browser = enter(alice)
    with django_assert_max_num_queries(13):
        assert browser.get(url("edit", row.pk)).status_code == 200


def test_only_those_who_see_the_ticket_are_led_to_it(enter: Enter, alice: User, marta: User, ticket: Ticket) -> None:
    row = ArticleFactory.create(source_ticket=ticket.pk)
    pages = [enter(who).get(url("edit", row.pk)).text for who in (alice, marta)]
    assert [ticket.get_absolute_url() in page for page in pages] == [True, False]


def test_without_a_topic_the_sheet_says_what_to_do(enter: Enter, alice: User, ada: User) -> None:
    pages = [enter(who).get(url("new")).text for who in (alice, ada)]
    assert [page.count("There is no topic yet") for page in pages] == [1, 1]
    assert ["/settings/knowledge/new/" in page for page in pages] == [False, True]
    TopicFactory.create()
    assert "There is no topic yet" not in enter(alice).get(url("new")).text


def test_a_second_press_begins_no_second_article(enter: Enter, alice: User) -> None:
    browser, topic = enter(alice), TopicFactory.create()
    data = {"title": "Oven", "body": "One\r\nTwo", "language": "en", "category": topic.pk, "visibility": "public"}
    places = [browser.post(url("drafts"), data | changes)["Location"] for changes in ({}, {}, {"body": "Another"})]
    assert (places[0] == places[1], Translation.objects.count()) == (True, 2)


def test_a_language_that_somebody_began_meanwhile_is_shown_beside_what_was_typed(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(language="es")
    english_of(row)
    page = enter(alice).post(
        f"{url('drafts')}?article={row.article_id}&language=en", {"title": "Mine", "body": "My text", "summary": ""}
    )
    assert page.status_code == 409
    assert ("My text" in page.text, page.context["theirs"].title) == (True, "Oven")
    assert Translation.objects.filter(language="en").count() == 1
