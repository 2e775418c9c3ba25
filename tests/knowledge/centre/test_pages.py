"""Home, topics and articles: what they show, to whom, and how they may be kept."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from knowledge import addresses, publishing
from knowledge.models import ArticleUse, Category, CategoryText, Translation
from knowledge.publishing import Text
from tests.factories.knowledge import ArticleFactory, TopicFactory, fresh
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db


def shown(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_home_shows_topics_with_counts_and_articles(
    reader: Client, washer: Translation, topic: Category, lavadora: Translation
) -> None:
    ArticleFactory.create("Dryer", category=TopicFactory.create(name="Dryers", parent=topic))
    TopicFactory.create(name="Empty topic")
    shown(reader, washer.get_absolute_url())
    page = shown(reader, "/")
    assert ("Laundry" in page, "2 articles" in page, "Empty topic" in page) == (True, True, False)
    assert page.count(washer.title) == 2  # read most, and new
    assert lavadora.title not in page
    assert 'type="search"' in page


def test_a_topic_shows_its_articles_and_those_inside(reader: Client, washer: Translation, topic: Category) -> None:
    inside = TopicFactory.create(name="Dryers", parent=topic)
    ArticleFactory.create("Solo en español", language="es", category=inside)
    page = shown(reader, f"/help/en/topics/topic-{topic.pk}/")
    assert (washer.title in page, "Dryers" in page, "Solo en español" in page) == (True, True, True)
    assert "In Spanish" in page
    assert reader.get(f"/help/en/topics/topic-{TopicFactory.create().pk}/").status_code == 404


def test_an_article_shows_contents_dates_and_its_translation(
    reader: Client, washer: Translation, lavadora: Translation
) -> None:
    page = shown(reader, washer.get_absolute_url())
    assert [text in page for text in ('<a href="#s-hose">Hose</a>', "min to read", "Laundry")] == [True] * 3
    assert f'<link rel="canonical" href="{settings.SITE_URL}{washer.get_absolute_url()}">' in page
    assert f'hreflang="es" href="{settings.SITE_URL}{lavadora.get_absolute_url()}"' in page
    assert f'href="{lavadora.get_absolute_url()}" hreflang="es">In Spanish' in page
    assert "has changed since" not in page
    assert f'/requests/new/?article={washer.slug}"' in page


def test_a_translation_that_is_behind_says_so(reader: Client, washer: Translation, lavadora: Translation) -> None:
    later = NOON + timedelta(days=1)
    publishing.save(washer, Text(washer.title, "Open it twice."), base=1, by=None, at=later)
    publishing.publish(fresh(washer), by=None, at=later)
    assert "has changed since" in shown(reader, lavadora.get_absolute_url())


def test_old_addresses_lead_to_the_new_ones(reader: Client, washer: Translation) -> None:
    old = washer.get_absolute_url()
    addresses.move(washer, "drain")
    answer = reader.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/help/en/drain/")
    publishing.archive(washer, at=NOON)
    assert [reader.get(url).status_code for url in (old, "/help/en/drain/", "/help/xx/drain/")] == [404, 404, 404]


def test_related_articles_are_those_that_say_something_alike(reader: Client, washer: Translation) -> None:
    near = ArticleFactory.create("The washer does not spin", category=washer.article.category)
    ArticleFactory.create("Paying with a card", body="Visa and others.")
    page = shown(reader, washer.get_absolute_url())
    assert (near.title in page, "Paying with a card" in page) == (True, False)


def test_internal_articles_are_for_the_desk_only(
    reader: Client, agent: Client, washer: Translation, secret: Translation, topic: Category
) -> None:
    places = [
        "/", f"/help/en/topics/topic-{topic.pk}/", "/help/search/?q=washer+drain+secrets", washer.get_absolute_url(),
        "/help/suggestions/?subject=washer+drain+secrets", "/sitemap.xml",
    ]  # fmt: skip
    assert [secret.title in strip_tags(shown(reader, place)) for place in places] == [False] * 6
    assert [secret.title in strip_tags(shown(agent, place)) for place in places] == [True] * 5 + [False]
    assert "1 article<" in shown(reader, "/")
    assert reader.get(secret.get_absolute_url()).status_code == 404
    assert reader.post(f"/help/articles/{secret.pk}/opinions/", {"useful": "yes"}).status_code == 404
    assert reader.post(f"/help/articles/{secret.pk}/solved/").status_code == 404
    page = shown(agent, secret.get_absolute_url())
    assert ('content="noindex"' in page, 'rel="canonical"' in page) == (True, False)


def test_a_topic_with_nothing_public_is_not_there(reader: Client, agent: Client, secret: Translation) -> None:
    path = f"/help/en/topics/topic-{secret.article.category_id}/"
    assert (reader.get(path).status_code, agent.get(path).status_code) == (404, 200)
    assert path not in shown(reader, "/sitemap.xml")


def test_readings_are_counted_once_and_not_those_of_programs_or_of_the_desk(
    reader: Client, agent: Client, washer: Translation
) -> None:
    url = washer.get_absolute_url()
    for client in (reader, reader, agent, Client(headers={"user-agent": "Googlebot/2.1"}), Client()):
        client.get(url)
    reader.head(url)
    assert (ArticleUse.objects.filter(kind="viewed").count(), fresh(washer).counter.views) == (1, 1)


def test_pages_are_revalidated_by_visitors_and_not_kept_for_the_desk(
    reader: Client, agent: Client, washer: Translation
) -> None:
    url = washer.get_absolute_url()
    reader.get(url)
    first = reader.get(url)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get(url, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publishing.save(washer, Text("Another title", "Another text"), base=1, by=None, at=NOON)
    publishing.publish(fresh(washer), by=None, at=NOON)
    assert reader.get(url, headers={"if-none-match": first.headers["ETag"]}).status_code == 200
    assert agent.get(url).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("count", [1, 4])
def test_pages_take_few_queries_however_much_there_is(
    reader: Client,
    washer: Translation,
    topic: Category,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        ArticleFactory.create(f"Washer {number}", category=topic)
        ArticleFactory.create(f"Dryer {number}", category=TopicFactory.create(parent=topic))
    for url, most in (("/", 10), (washer.get_absolute_url(), 10), ("/help/search/?q=washer", 12)):
        reader.get(url)  # the desk's hours are kept by the process
        with django_assert_max_num_queries(most, info=url):
            reader.get(url)


def test_search_engines_get_every_public_page(reader: Client, washer: Translation, lavadora: Translation) -> None:
    sitemap = shown(reader, "/sitemap.xml")
    names = CategoryText.objects.filter(category=washer.article.category)
    urls = ["/", washer.get_absolute_url(), lavadora.get_absolute_url()]
    urls += [f"/help/{name.language}/topics/{name.slug}/" for name in names]
    assert [f"<loc>{settings.SITE_URL}{url}</loc>" in sitemap for url in urls] == [True] * 5
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in shown(reader, "/robots.txt")


def test_search_engines_are_told_of_a_topic_that_has_only_topics_inside(reader: Client) -> None:
    above = TopicFactory.create(name="Appliances")
    ArticleFactory.create(category=TopicFactory.create(name="Ovens", parent=above))
    assert f"/help/en/topics/topic-{above.pk}/" in shown(reader, "/sitemap.xml")
