"""The help centre of the demo: whole, linked, and found by people's own words."""

import re

import pytest

from helpdesk.accounts.models import User
from knowledge.demo.load import load
from knowledge.models import (
    ArticleImage,
    ArticleUse,
    Category,
    Counter,
    Feedback,
    SearchLog,
    State,
    Translation,
    UseKind,
)
from tests.factories import UserFactory
from tests.factories.tickets import NOON
from tests.knowledge.questions import SETS, WANTED, ask_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def authors() -> list[User]:
    """The people of the demo who write."""
    return [UserFactory.create(email=f"{name}@mesa.test") for name in ("admin", "manager", "agent")]


@pytest.mark.usefixtures("authors")
def test_the_demo_has_every_kind_of_article_and_its_questions_are_answered() -> None:
    load(1, NOON)
    assert links_that_lead_nowhere() == []
    assert Translation.objects.live().filter(language="es").count() >= 24
    assert {state: Translation.objects.filter(state=state).exists() for state in State.values} == {
        "draft": True, "review": True, "published": True, "archived": False,
    }  # fmt: skip
    assert Translation.objects.live().filter(article__visibility="internal").exists()
    assert Translation.objects.outdated().count() == 3
    assert counters_agree()
    assert SearchLog.objects.missed().count() > 20
    assert {name: answered(name) >= WANTED for name in SETS} == dict.fromkeys(SETS, True)
    load(1, NOON)
    assert Category.objects.count() == 9  # a help centre that there is stays as it is


def answered(name: str) -> float:
    """Return which share of a set of questions led to the right article."""
    asked = ask_all(name)
    return sum(each.is_answered for each in asked) / len(asked)


def links_that_lead_nowhere() -> list[str]:
    rows = list(Translation.objects.select_related("latest_revision", "published_revision"))
    there = {row.get_absolute_url() for row in rows} | {"/requests/new/"}
    there |= {image.get_absolute_url() for image in ArticleImage.objects.all()}
    texts = [row.latest_revision.body for row in rows if row.latest_revision]
    return [link for text in texts for link in re.findall(r"\]\(([^) ]+)", text) if link not in there]


def counters_agree() -> bool:
    """Whether the counters say what the rows say."""
    for row in Counter.objects.all():
        said = Feedback.objects.filter(translation=row.pk)
        views = ArticleUse.objects.filter(translation=row.pk, kind=UseKind.VIEWED).count()
        rows = (views, said.filter(is_useful=True).count(), said.filter(is_useful=False).count())
        if rows != (row.views, row.useful, row.not_useful):
            return False
    return True
