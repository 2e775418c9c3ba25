"""What is found, by whom, in which order, and how it is shown."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from helpdesk.accounts.models import User
from knowledge import publishing
from knowledge.models import Translation
from knowledge.publishing import Text
from knowledge.search import find
from knowledge.search.finding import statement
from knowledge.search.question import understand
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db


def titles(query: str, language: str = "es", reader: User | AnonymousUser | None = None) -> list[str]:
    return [hit.title for hit in find(query, language=language, reader=reader)]


@pytest.fixture
def shelf() -> dict[str, Translation]:
    """A few articles in Spanish, one of them also in English, one in English only."""
    texts = {
        "washer": ("La lavadora no desagua", "Abra el filtro y quite las pelusas.", "Casi siempre es el filtro."),
        "fridge": ("La refrigeradora no enfría", "Revise el empaque de la puerta.", "Seis causas frecuentes."),
        "refund": ("Cuánto demora un reembolso", "Depende del banco. La lavadora no importa.", "De 2 a 30 días."),
    }
    rows = {
        key: ArticleFactory.create(title, body=body, summary=summary, language="es")
        for key, (title, body, summary) in texts.items()
    }
    text = Text("How long a refund takes", "It depends on the bank.")
    english = publishing.new_translation(rows["refund"].article, text, language="en", by=None, at=NOON)
    publishing.publish(english, by=None, at=NOON)
    rows["abroad"] = ArticleFactory.create("Pay with a foreign card", body="From another country.")
    return rows


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lavadora", "La lavadora no desagua"),  # the title counts more than the text
        ("LAVADORAS", "La lavadora no desagua"),
        ("refrigeradora enfria", "La refrigeradora no enfría"),
        ("empaque de puertas", "La refrigeradora no enfría"),
        ("labadora", "La lavadora no desagua"),
        ("mi refrigerdora", "La refrigeradora no enfría"),
        ("heladera", "La refrigeradora no enfría"),
        ("devuelven mi plata", "Cuánto demora un reembolso"),
        ("lavad", "La lavadora no desagua"),
        ("money back", "Cuánto demora un reembolso"),  # an English question on a Spanish page
        ("tarjeta extranjera", "Pay with a foreign card"),  # there is no Spanish one
    ],
)
def test_the_right_article_comes_first(query: str, first: str) -> None:
    assert titles(query)[:1] == [first]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "query", ["", " ", "a", "¿?", "de la", "que es lo", "\x00", "🦙", "' OR 1=1 --", "& | ! <->", "%_"]
)
def test_a_question_without_a_telling_word_finds_nothing(query: str) -> None:
    assert titles(query) == []


@pytest.mark.usefixtures("shelf")
def test_a_small_word_of_one_language_tells_nothing_in_the_other() -> None:
    ArticleFactory.create("Error codes", body="The display says DE or SIN.")
    assert (titles("armado de muebles"), titles("armado sin muebles", "en")) == ([], [])


@pytest.mark.usefixtures("shelf")
def test_each_article_is_found_once_in_the_readers_language() -> None:
    assert titles("reembolso", "en") == titles("refund", "en") == ["How long a refund takes"]
    foreign = find("tarjeta", language="es", reader=None)
    assert [(hit.title, hit.is_foreign) for hit in foreign] == [("Pay with a foreign card", True)]


def test_internal_drafts_and_archived_articles_are_not_found() -> None:
    ArticleFactory.create("Internal washing rules", visibility="internal")
    ArticleFactory.create("Washing draft", published=False)
    publishing.archive(ArticleFactory.create("Washing long ago"), at=NOON)
    agent = UserFactory.create()
    inactive = UserFactory.create(is_active=False)
    assert (
        titles("washing", "en") == titles("washing", "en", AnonymousUser()) == titles("washing", "en", inactive) == []
    )
    assert titles("washing", "en", agent) == ["Internal washing rules"]


def test_excerpts_mark_the_words_and_escape_the_rest() -> None:
    ArticleFactory.create("Oven", body="Turn the knob & wait", summary="About <i>ovens</i>")
    assert find("knobs", language="en", reader=None)[0].excerpt_html == "Turn the <mark>knob</mark> &amp; wait"
    hit = find("oven", language="en", reader=None)[0]
    assert (hit.title_html, hit.title) == ("<mark>Oven</mark>", "Oven")
    other = ArticleFactory.create("Fridge", body="It hums.", summary="About <i>fridges</i>")
    assert find(other.title, language="en", reader=None)[0].excerpt_html == "About &lt;i&gt;fridges&lt;/i&gt;"


@pytest.mark.usefixtures("shelf")
def test_searching_takes_four_statements_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(4):
        assert titles("la lavadora o la refrigeradora no anda, y mi reembolso no llega") != []


@pytest.mark.usefixtures("shelf")
def test_searching_uses_the_indexes() -> None:
    sql, values = statement(understand("reembolso"), language="es", reader=None, limit=5)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + sql, values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("article_search" in plan, "article_title_trigrams" in plan) == (True, True)
