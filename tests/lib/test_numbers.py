"""Numbers that an address names."""

import pytest

from helpdesk.lib.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_ascii_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", " 7", "7.0", "1e3", "²", "١٢", "9" * 19, "9" * 5000, "7\x00"])
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None
