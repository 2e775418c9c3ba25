"""Words that mean the same, as administrators change them."""

import pytest
from django.test import Client

from helpdesk.accounts.models import ConfigChange
from knowledge.models import Meaning
from knowledge.search import find
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory

pytestmark = pytest.mark.django_db
PAGE = "/settings/knowledge/words/"


@pytest.fixture
def admin() -> Client:
    """An administrator's browser."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(UserFactory.create(role="admin", language="en"))
    return browser


def titles(query: str) -> list[str]:
    return [hit.title for hit in find(query, language="en", reader=None)]


def last_change() -> tuple[str, dict[str, str], dict[str, str]]:
    change = ConfigChange.objects.latest("pk")
    return change.verb, change.before, change.after


def test_a_line_that_is_added_is_used_by_the_next_search(admin: Client) -> None:
    ArticleFactory.create("Assemble the wardrobe", body="Two people need an hour.")
    assert titles("ropero") == []
    answer = admin.post(f"{PAGE}new/", {"spanish": "Ropero,  ARMARIO\nplacard", "english": "wardrobe, Closet"})
    assert (answer.status_code, titles("placard"), titles("closets")) == (
        302,
        ["Assemble the wardrobe"],
        ["Assemble the wardrobe"],
    )
    row = Meaning.objects.get()
    assert (row.key, row.spanish, row.english) == ("ropero", "ropero, armario, placard", "wardrobe, closet")
    assert last_change() == ("added", {}, {"words in Spanish": row.spanish, "words in English": row.english})


def test_a_line_of_the_starter_set_is_changed_switched_off_and_given_back(admin: Client) -> None:
    ArticleFactory.create("Fix the refrigerator", body="Look at the door.")
    line = f"{PAGE}refrigeradora/"
    admin.post(line, {"spanish": "refrigeradora, hielera", "english": "refrigerator"})
    assert (titles("hielera"), titles("nevera")) == (["Fix the refrigerator"], [])
    verb, before, after = last_change()
    assert (verb, "nevera" in before["words in Spanish"], after["words in Spanish"]) == (
        "changed", True, "refrigeradora, hielera",
    )  # fmt: skip
    admin.post(f"{line}removals/")
    assert (titles("hielera"), "Switched off" in admin.get(PAGE).text) == ([], True)
    admin.post(f"{line}resets/")
    assert (titles("nevera"), Meaning.objects.count()) == (["Fix the refrigerator"], 0)
    assert "nevera" in last_change()[2]["words in Spanish"]


def test_an_own_line_is_removed(admin: Client) -> None:
    admin.post(f"{PAGE}new/", {"spanish": "ropero, armario", "english": ""})
    assert admin.post(f"{PAGE}ropero/resets/").status_code == 404
    admin.post(f"{PAGE}ropero/removals/")
    assert (Meaning.objects.count(), admin.get(f"{PAGE}ropero/").status_code) == (0, 404)


def test_a_second_line_with_the_same_first_word_has_an_address_of_its_own(admin: Client) -> None:
    for words in ("horno, hornito", "horno, parrilla", "new, nuevo"):
        assert admin.post(f"{PAGE}new/", {"spanish": words}).status_code == 302
    assert sorted(Meaning.objects.values_list("key", flat=True)) == ["horno-2", "horno-3", "new-2"]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"spanish": "ropero"}, "Write at least two words"),
        ({"spanish": " , ", "english": "?!"}, "Write at least two words"),
        ({"spanish": "ropero, Ropero"}, "Write at least two words"),
        ({"spanish": "a, " + "b" * 61}, "At most 30 words"),
        ({"spanish": ", ".join(f"w{n}" for n in range(31))}, "At most 30 words"),
    ],
)
def test_what_says_nothing_is_refused_and_kept(admin: Client, typed: dict[str, str], complaint: str) -> None:
    answer = admin.post(f"{PAGE}new/", typed)
    assert (answer.status_code, complaint in answer.text, Meaning.objects.count()) == (422, True, 0)
    assert typed["spanish"].strip() in answer.text


def test_the_list_is_searched_in_both_languages(admin: Client) -> None:
    page = admin.get(f"{PAGE}?q=Fridge").text
    assert ("heladera" in page, "lavarropas" in page) == (True, False)
    assert "No line has this word." in admin.get(f"{PAGE}?q=xyzzy").text
