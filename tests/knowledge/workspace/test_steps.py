"""Review, archive, restoring and settings of articles."""

import pytest
from django.urls import reverse

from helpdesk.accounts.models import ConfigChange, User
from knowledge import publishing
from knowledge.models import SlugRedirect, Translation
from knowledge.publishing import Text
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.factories.tickets import NOON
from tests.knowledge.workspace.conftest import Enter

pytestmark = pytest.mark.django_db


def url(name: str, *parts: object) -> str:
    return reverse(f"knowledge:{name}", args=parts)


def settings_of(row: Translation, **changed: object) -> dict[str, object]:
    article = row.article
    values = {"category": article.category_id, "visibility": article.visibility, "owner": "", "position": 0}
    values |= {"slug": row.slug, "base": article.version}
    return {f"settings-{name}": value for name, value in (values | changed).items()}


def test_a_text_leaves_review_and_archive_as_a_draft(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    for step in (publishing.send_to_review, publishing.archive):
        step(row, at=NOON)
        enter(alice).post(url("back_to_draft", row.pk))
        assert fresh(row).state == "draft"


def test_a_text_in_review_says_who_asks_and_one_that_was_sent_back_says_why(
    enter: Enter, alice: User, marta: User
) -> None:
    row = ArticleFactory.create(published=False)
    text = row.latest_revision
    assert text
    enter(alice).post(url("reviews", row.pk), {"title": text.title, "body": text.body, "base": "1"})
    page, own = enter(marta).get(url("edit", row.pk)).text, enter(alice).get(url("edit", row.pk)).text
    assert ["Alice Ramos asks for a review" in seen for seen in (page, own)] == [True, True]
    assert [url("returns", row.pk) in seen for seen in (page, own)] == [True, False]
    assert [url("back_to_draft", row.pk) in seen for seen in (page, own)] == [False, True]
    assert ("waits for you" in page, "waits for you" in enter(marta).get(url("articles")).text) == (False, True)
    enter(marta).post(url("returns", row.pk), {"comment": "Say which button."})
    after = enter(alice).get(url("edit", row.pk)).text
    assert ("Marta Paz sent it back" in after, "Say which button." in after) == (True, True)


def test_agents_archive_what_customers_do_not_read(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create(published=False)
    assert enter(alice).post(url("archive", row.pk)).status_code == 302
    assert fresh(row).state == "archived"


def test_settings_that_somebody_changed_meanwhile_are_not_overwritten(enter: Enter, marta: User) -> None:
    row, browser = ArticleFactory.create(), enter(marta)
    first, second = settings_of(row, position=3), settings_of(row, position=7)
    codes = [browser.post(url("settings", row.pk), first).status_code]
    answer = browser.post(url("settings", row.pk), second)
    page = answer.text
    assert ([*codes, answer.status_code], fresh(row).article.position) == ([302, 409], 3)
    assert ("Somebody changed this meanwhile" in page, 'name="settings-position" value="7"' in page) == (True, True)
    assert 'name="settings-base" value="2"' in page
    browser.post(url("settings", row.pk), second | {"settings-base": 2})
    assert fresh(row).article.position == 7


def test_who_reads_an_article_is_written_down(enter: Enter, marta: User) -> None:
    row = ArticleFactory.create("Oven")
    browser = enter(marta)
    browser.post(url("settings", row.pk), settings_of(row, visibility="internal", slug="cooker"))
    browser.post(url("archive", row.pk))
    changes = list(ConfigChange.objects.order_by("pk").values_list("by", "label", "before", "after"))
    assert [change[:2] for change in changes] == [(marta.pk, "Oven")] * 2
    assert (changes[0][2]["address"], changes[0][3]["address"]) == ("oven", "cooker")
    assert ("who reads it" in changes[0][3], list(changes[1][3])) == (True, ["state"])


def test_what_is_read_already_needs_no_review(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create()
    same = row.latest_revision
    assert same
    data = {"title": same.title, "body": same.body, "base": "1"}
    page = enter(alice).post(url("reviews", row.pk), data, follow=True).text
    assert ("Nothing has changed since it was published." in page, fresh(row).state) == (True, "published")


def test_an_archived_article_is_gone_from_the_help_centre(enter: Enter, marta: User) -> None:
    row, browser = ArticleFactory.create(), enter(marta)
    codes = [browser.get(row.get_absolute_url()).status_code]
    browser.post(url("archive", row.pk))
    assert [*codes, browser.get(row.get_absolute_url()).status_code] == [200, 404]


def test_restoring_makes_a_new_version(enter: Enter, alice: User) -> None:
    row = ArticleFactory.create("One", body="First", published=False)
    publishing.save(row, Text("Two", "Second"), base=1, by=alice, at=NOON)
    answer = enter(alice).post(url("restorations", row.pk, 1))
    latest = fresh(row).latest_revision
    assert latest
    assert (answer["Location"], latest.number, latest.body) == (url("edit", row.pk), 3, "First")
    assert enter(alice).post(url("restorations", row.pk, 99)).status_code == 404


def test_settings_hold_for_all_languages(enter: Enter, marta: User) -> None:
    row, topic = ArticleFactory.create(), TopicFactory.create()
    data = settings_of(row, category=topic.pk, visibility="internal", owner=marta.pk, is_featured="on", position=3)
    enter(marta).post(url("settings", row.pk), data)
    article = fresh(row).article
    kept = (article.category, article.visibility, article.owner, article.is_featured, article.position)
    assert kept == (topic, "internal", marta, True, 3)


def test_another_address_keeps_the_old_one_alive(enter: Enter, marta: User) -> None:
    row, browser = ArticleFactory.create("Oven"), enter(marta)
    browser.post(url("settings", row.pk), settings_of(row, slug="cooker"))
    answer = browser.get("/help/en/oven/")
    assert (answer.status_code, answer["Location"]) == (301, "/help/en/cooker/")
    assert browser.get("/help/en/cooker/").status_code == 200


def test_an_address_that_another_article_has_is_refused(enter: Enter, marta: User) -> None:
    ArticleFactory.create("Oven")
    row = ArticleFactory.create("Fridge")
    answer = enter(marta).post(url("settings", row.pk), settings_of(row, slug="oven"))
    assert (answer.status_code, SlugRedirect.objects.count(), fresh(row).slug) == (422, 0, "fridge")
    assert "Another article of this language has or had this address." in answer.text


def test_agents_set_what_customers_do_not_read_yet(enter: Enter, alice: User) -> None:
    draft, live = ArticleFactory.create("Draft", published=False), ArticleFactory.create("Live")
    browser = enter(alice)
    answers = [browser.post(url("settings", row.pk), settings_of(row, position=5)) for row in (draft, live)]
    assert [answer.status_code for answer in answers] == [302, 403]
    assert ("settings-slug" in browser.get(url("edit", draft.pk)).text) is True
    assert ("settings-slug" in browser.get(url("edit", live.pk)).text) is False


def test_light_agents_read_the_text_and_find_no_form(enter: Enter, lena: User) -> None:
    row = ArticleFactory.create(body="**Read** me")
    page = enter(lena).get(url("edit", row.pk)).text
    assert ("<strong>Read</strong> me" in page, "<textarea" in page, "knowledge.js" in page) == (True, False, False)
