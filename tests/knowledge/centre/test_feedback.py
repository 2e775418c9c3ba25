"""Was it useful; this solved it."""

from typing import Any

import pytest
from django.test import Client

from knowledge.models import ArticleUse, Counter, Feedback, Translation

pytestmark = pytest.mark.django_db


def say(client: Client, row: Translation, **said: str) -> Any:
    client.get(row.get_absolute_url())
    return client.post(f"/help/articles/{row.pk}/opinions/", said)


def counted(row: Translation) -> tuple[int, int, int]:
    counter = Counter.objects.get(pk=row.pk)
    return Feedback.objects.filter(translation=row).count(), counter.useful, counter.not_useful


def test_a_yes_is_thanked_for(reader: Client, washer: Translation) -> None:
    answer = say(reader, washer, useful="yes")
    assert answer.headers["Location"] == f"{washer.get_absolute_url()}?said=thanks#feedback"
    assert "Thank you for telling us" in reader.get(answer.headers["Location"]).content.decode()
    assert counted(washer) == (1, 1, 0)


def test_a_no_is_counted_at_once_and_asks_why(reader: Client, washer: Translation) -> None:
    answer = say(reader, washer, useful="no")
    assert "What was missing?" in reader.get(answer.headers["Location"]).content.decode()
    assert counted(washer) == (1, 0, 1)
    say(reader, washer, useful="no", reason="unclear", comment=" Which filter? ")
    row = Feedback.objects.get()
    assert (row.is_useful, row.reason, row.comment) == (False, "unclear", "Which filter?")
    assert "I still need help" in reader.get(f"{washer.get_absolute_url()}?said=told").content.decode()
    assert counted(washer) == (1, 0, 1)


def test_whoever_still_needs_help_goes_on_to_the_form_and_what_they_said_is_kept(
    reader: Client, washer: Translation
) -> None:
    answer = say(reader, washer, useful="no", comment="Which filter?", next="request")
    assert answer.headers["Location"] == f"/requests/new/?article={washer.slug}"
    assert Feedback.objects.get().comment == "Which filter?"


def test_each_reader_is_counted_once_a_day_and_may_change_their_mind(reader: Client, washer: Translation) -> None:
    for useful in ("yes", "yes", "no", "yes"):
        say(reader, washer, useful=useful, reason="unclear")
    assert counted(washer) == (1, 1, 0)
    other = Client(enforce_csrf_checks=False, headers={"user-agent": "Mozilla/5.0 Safari"})
    say(other, washer, useful="no")
    assert counted(washer) == (2, 1, 1)
    assert {len(visitor) for visitor in Feedback.objects.values_list("visitor", flat=True)} == {64}


@pytest.mark.parametrize(
    "said", [{}, {"useful": "maybe"}, {"useful": "no", "reason": "bad"}, {"useful": "no", "comment": "x" * 1001}]
)
def test_a_wrong_answer_is_refused_and_kept_on_the_page(
    reader: Client, washer: Translation, said: dict[str, str]
) -> None:
    answer = say(reader, washer, **said)
    assert answer.status_code == 422
    assert said.get("comment", "") in answer.content.decode()
    assert counted(washer) == (0, 0, 0)


def test_the_fragment_alone_is_sent_to_htmx(reader: Client, washer: Translation) -> None:
    answer = reader.post(f"/help/articles/{washer.pk}/opinions/", {"useful": "no"}, headers={"hx-request": "true"})
    assert (answer.status_code, b"<html" in answer.content, b"What was missing?" in answer.content) == (
        200,
        False,
        True,
    )


def test_an_answer_found_beside_the_form_is_counted_once(reader: Client, washer: Translation) -> None:
    for _ in range(2):
        answer = reader.post(f"/help/articles/{washer.pk}/solved/")
        assert answer.headers["Location"] == "/help/thanks/"
    assert ArticleUse.objects.filter(kind="deflected").count() == 1
    assert "glad that you found the answer" in reader.get("/help/thanks/").content.decode()


def test_writing_is_by_post_only(reader: Client, washer: Translation) -> None:
    paths = (f"/help/articles/{washer.pk}/opinions/", f"/help/articles/{washer.pk}/solved/")
    assert [reader.get(path).status_code for path in paths] == [405, 405]
    strict = Client(enforce_csrf_checks=True)
    assert [strict.post(path, {"useful": "yes"}).status_code for path in paths] == [403, 403]
