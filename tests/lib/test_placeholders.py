"""Values in words that people wrote."""

import pytest

from helpdesk.lib.placeholders import MissingValueError, fill, named_in, unknown_in


def test_values_are_put_in_once() -> None:
    assert fill("Hi {{ a }}, {{a}} and {{ b.c }}", {"a": "{{ b.c }}", "b.c": "x"}) == "Hi {{ b.c }}, {{ b.c }} and x"


def test_a_missing_value_stops_everything() -> None:
    with pytest.raises(MissingValueError) as error:
        fill("Hi {{ a }}, {{ b }} {{ c }}", {"a": "", "b": "x"})
    assert error.value.names == ["a", "c"]


def test_names_are_found_and_checked_against_a_list() -> None:
    text = "{{ a }} {{ request.user.password }} {{}} {{ a }} {% if x %}"
    assert named_in(text) == ["a", "request.user.password", ""]
    assert unknown_in(text, ["a", "b"]) == ["request.user.password", ""]
