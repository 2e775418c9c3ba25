"""Who is told of a text that waits for a review, and of the answer."""

import pytest
from django.core import mail as outgoing
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoCaptureOnCommitCallbacks

from helpdesk.accounts.models import AccountMail, User
from knowledge import publishing, reviewing
from knowledge.models import Review, Translation
from knowledge.publishing import Stale, Text
from tests.factories import UserFactory
from tests.factories.knowledge import ArticleFactory, fresh
from tests.factories.tickets import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    """An agent, who reads Spanish."""
    return UserFactory.create(name="Alice Ramos", email="alice@desk.test", language="es")


@pytest.fixture
def marta() -> User:
    """A manager."""
    return UserFactory.create(name="Marta Paz", email="marta@desk.test", role="manager", language="en")


@pytest.fixture
def row(alice: User) -> Translation:
    """What alice wrote."""
    return ArticleFactory.create("Reset the oven", published=False, by=alice)


def told() -> list[tuple[str, str]]:
    return list(AccountMail.objects.order_by("pk").values_list("address", "purpose"))


def test_those_who_publish_are_told_once_and_nobody_else(row: Translation, alice: User, marta: User) -> None:
    UserFactory.create(role="admin", email="gone@desk.test", is_active=False)
    UserFactory.create(role="light")
    for _ in range(2):
        assert reviewing.ask(row, by=alice, at=NOON)
    assert told() == [("marta@desk.test", "review")]
    assert (fresh(row).state, Review.objects.get().asked_by) == ("review", alice)


def test_whoever_publishes_is_not_told_of_what_they_ask_themselves(row: Translation, marta: User) -> None:
    reviewing.ask(row, by=marta, at=NOON)
    reviewing.publish(row, by=marta, at=NOON)
    assert told() == []


def test_what_was_sent_back_comes_with_the_reason_in_the_authors_language(
    row: Translation, alice: User, marta: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.ask(row, by=alice, at=NOON)
        reviewing.send_back(row, by=marta, at=NOON, comment="Say <b>which</b> button.\nAnd when.")
    asked, answered = outgoing.outbox
    assert (asked.to, asked.subject) == (["marta@desk.test"], "An article waits for a review: Reset the oven")
    assert f"http://testserver/agent/knowledge/{row.pk}/" in asked.body
    assert (answered.to, answered.subject.startswith("Su artículo fue ")) == (["alice@desk.test"], True)
    assert "> Say <b>which</b> button.\n> And when." in answered.body
    assert "Say &lt;b&gt;which&lt;/b&gt; button.<br>And when." in answered.alternatives[0][0]  # type: ignore[attr-defined]
    assert (fresh(row).state, Review.objects.get().outcome) == ("draft", "sent_back")


def test_the_author_is_told_when_it_is_published_also_after_the_manager_mended_it(
    row: Translation, alice: User, marta: User
) -> None:
    reviewing.ask(row, by=alice, at=NOON)
    publishing.save(row, Text("Reset the oven", "Better"), base=1, by=marta, at=NOON)
    reviewing.publish(row, by=marta, at=NOON, base=2)
    assert told()[1:] == [("alice@desk.test", "reviewed")]
    with translation.override("es"):
        assert AccountMail.objects.latest("pk").values["review.outcome"] == gettext("published")


def test_taking_back_what_one_asked_for_tells_nobody_and_asking_again_does(
    row: Translation, alice: User, marta: User
) -> None:
    reviewing.ask(row, by=alice, at=NOON)
    reviewing.withdraw(row, by=alice, at=NOON)
    reviewing.ask(row, by=alice, at=NOON)
    assert told() == [("marta@desk.test", "review")] * 2
    assert list(Review.objects.order_by("pk").values_list("outcome", flat=True)) == ["withdrawn", ""]


def test_nobody_publishes_or_sends_a_version_that_they_did_not_see(row: Translation, alice: User, marta: User) -> None:
    publishing.save(row, Text("Another", "Text"), base=1, by=alice, at=NOON)
    for step in (reviewing.publish, reviewing.ask):
        with pytest.raises(Stale):
            step(row, by=marta, at=NOON, base=1)
    assert (fresh(row).state, told()) == ("draft", [])


def test_what_is_in_review_no_more_is_not_sent_back(row: Translation, alice: User, marta: User) -> None:
    reviewing.ask(row, by=alice, at=NOON)
    reviewing.publish(row, by=marta, at=NOON)
    assert reviewing.send_back(row, by=marta, at=NOON, comment="Too late") is False
    assert (fresh(row).state, [purpose for _who, purpose in told()]) == ("published", ["review", "reviewed"])


def test_what_waited_before_reviews_were_written_down_goes_back_to_whoever_wrote_it(
    row: Translation, marta: User
) -> None:
    publishing.send_to_review(row, at=NOON)
    assert reviewing.send_back(row, by=marta, at=NOON, comment="Say when.")
    assert told() == [("alice@desk.test", "reviewed")]
