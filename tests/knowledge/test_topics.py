"""The topics of the help centre, in the settings."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import ConfigChange, User
from knowledge.models import Category, CategoryText
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory, TopicFactory

pytestmark = pytest.mark.django_db
OVENS = {"name_es": "Hornos", "name_en": "Ovens", "description_es": "Uso", "icon": "zap", "position": "3", "parent": ""}


@pytest.fixture
def ada(client: Client) -> User:
    """An administrator who has signed in."""
    user: User = UserFactory.create(name="Ada", role="admin")
    client.force_login(user)
    return user


def url(name: str, *parts: int) -> str:
    return reverse(f"settings:{name}", args=parts)


@pytest.mark.usefixtures("ada")
def test_a_topic_has_a_name_and_an_address_in_each_language(client: Client) -> None:
    assert client.post(url("topic_new"), OVENS)["Location"] == url("topics")
    row = Category.objects.get()
    texts = list(CategoryText.objects.order_by("language").values_list("language", "name", "slug", "description"))
    assert (row.icon, row.position) == ("zap", 3)
    assert texts == [("en", "Ovens", "ovens", ""), ("es", "Hornos", "hornos", "Uso")]


@pytest.mark.usefixtures("ada")
def test_the_list_is_in_the_order_of_the_positions(client: Client) -> None:
    for name, position in (("Last", 2), ("First", 0), ("Middle", 1)):
        TopicFactory.create(name=name, position=position)
    page = client.get(url("topics")).text
    assert sorted(("Last", "First", "Middle"), key=page.index) == ["First", "Middle", "Last"]


@pytest.mark.usefixtures("ada")
def test_a_new_name_keeps_the_address(client: Client) -> None:
    client.post(url("topic_new"), OVENS)
    client.post(url("topic", Category.objects.get().pk), OVENS | {"name_en": "Cookers"})
    assert CategoryText.objects.get(language="en").slug == "ovens"
    client.post(url("topic_new"), OVENS | {"name_es": "Cocinas"})
    assert sorted(CategoryText.objects.filter(language="en").values_list("slug", flat=True)) == ["ovens", "ovens-2"]


def test_changes_are_written_down(client: Client, ada: User) -> None:
    client.post(url("topic_new"), OVENS)
    client.post(url("topic", Category.objects.get().pk), OVENS | {"name_en": "Cookers", "position": "4"})
    changes = list(ConfigChange.objects.order_by("pk").values_list("by", "verb", "before", "after"))
    assert [change[:2] for change in changes] == [(ada.pk, "added"), (ada.pk, "changed")]
    assert changes[1][2:] == (
        {"position": 3, "Name in English": "Ovens"},
        {"position": 4, "Name in English": "Cookers"},
    )


@pytest.mark.usefixtures("ada")
def test_topics_are_two_levels_deep(client: Client) -> None:
    root = TopicFactory.create(name="Ovens")
    child = TopicFactory.create(name="Cleaning", parent=root)
    assert client.post(url("topic_new"), OVENS | {"parent": child.pk}).status_code == 422
    assert client.post(url("topic", root.pk), OVENS | {"parent": TopicFactory.create().pk}).status_code == 422
    assert client.post(url("topic", child.pk), OVENS | {"parent": child.pk}).status_code == 422


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    "wrong", [{"name_es": ""}, {"name_en": "x" * 81}, {"icon": "nothing"}, {"position": "-1"}, {"parent": "999"}]
)
def test_wrong_input_is_answered_in_place(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(url("topic_new"), OVENS | {"description_en": "Typed"} | wrong)
    assert (answer.status_code, Category.objects.count(), "Typed" in answer.text) == (422, 0, True)


@pytest.mark.usefixtures("ada")
def test_only_empty_topics_are_removed(client: Client) -> None:
    empty, used, parent = (TopicFactory.create() for _ in range(3))
    ArticleFactory.create(category=used)
    child = TopicFactory.create(parent=parent)
    answers = [client.post(url("topic_removals", row.pk), follow=True) for row in (empty, used, parent)]
    assert set(Category.objects.all()) == {used, parent, child}
    says = ["Move them first" in answer.text for answer in answers]
    assert says == [False, True, True]


@pytest.mark.parametrize("role", ["light", "agent", "manager", ""])
def test_only_administrators_enter(client: Client, role: str) -> None:
    row = TopicFactory.create()
    if role:
        client.force_login(UserFactory.create(role=role))
    answers = [client.get(url(name)).status_code for name in ("topics", "topic_new")]
    answers += [client.post(url("topic_new"), OVENS).status_code, client.post(url("topic", row.pk), OVENS).status_code]
    answers += [client.post(url("topic_removals", row.pk)).status_code]
    assert (set(answers), Category.objects.count()) == ({403 if role else 302}, 1)


@pytest.mark.usefixtures("ada")
def test_removing_refuses_get_and_numbers_that_are_not(client: Client) -> None:
    assert client.get(url("topic_removals", TopicFactory.create().pk)).status_code == 405
    assert [client.get(url("topic", 99999)).status_code, client.post(url("topic_removals", 99999)).status_code] == [
        404
    ] * 2


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("count", [1, 7])
def test_constant_queries(client: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    root = TopicFactory.create()
    for number in range(count):
        TopicFactory.create(name=f"Topic {number}", parent=root)
    with django_assert_max_num_queries(11):
        assert client.get(url("topics")).status_code == 200
