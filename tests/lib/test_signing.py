"""Signatures and tokens."""

import pytest

from helpdesk.lib.signing import derived_token, short_signature, signature_matches, token_hash


def test_a_signature_matches_its_value_in_any_case_of_letters() -> None:
    assert signature_matches("plus-address", "7", short_signature("plus-address", "7").upper())


@pytest.mark.parametrize("forged", ["", "a", "a" * 16, "ñ" * 16, short_signature("plus-address", "8")])
def test_a_forged_signature_does_not_match(forged: str) -> None:
    assert not signature_matches("plus-address", "7", forged)


def test_a_signature_of_another_purpose_does_not_match() -> None:
    assert not signature_matches("message-id", "7", short_signature("plus-address", "7"))


def test_tokens_are_long_and_differ() -> None:
    assert len(derived_token("access-link", "a")) >= 26
    assert derived_token("access-link", "a") != derived_token("access-link", "b")


def test_only_the_hash_of_a_token_is_kept() -> None:
    assert len(token_hash("x")) == 64
    assert token_hash("x") != token_hash("y")
