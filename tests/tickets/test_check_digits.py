"""Check digits of documents: the examples of those who give them out, and each with a wrong digit."""

from collections.abc import Callable

import pytest

from tickets import check_digits as check

CASES: list[tuple[Callable[[str], bool], list[str]]] = [
    (check.is_card, ["4111111111111111", "5500005555555559", "378282246310005", "6011111111111117"]),
    (check.is_ruc, ["20100070970", "20131312955", "20100047218"]),
    (check.is_cuit, ["20123456786", "30500010912", "27234567891"]),
    (check.is_rut, ["123456785", "76354771K", "111111111"]),
    (check.is_spanish_id, ["12345678Z", "X1234567L", "Z1234567R", "12345678z"]),
    (check.is_curp, ["HEGG560427MVZRRL04"]),
    (check.is_cpf, ["52998224725", "11144477735"]),
    (check.is_iban, ["ES9121000418450200051332", "GB82WEST12345698765432", "DE89 3704 0044 0532 0130 00"]),
]


@pytest.mark.parametrize(("is_one", "number"), [(is_one, number) for is_one, numbers in CASES for number in numbers])
def test_numbers_that_are_right(is_one: Callable[[str], bool], number: str) -> None:
    assert is_one(number)


@pytest.mark.parametrize(("is_one", "number"), [(is_one, number) for is_one, numbers in CASES for number in numbers])
def test_one_wrong_sign_is_noticed(is_one: Callable[[str], bool], number: str) -> None:
    last = number[-1].upper()
    wrong = "A" if last.isalpha() and last != "A" else str((int(last, 36) + 1) % 10)
    assert not is_one(number[:-1] + wrong)


@pytest.mark.parametrize("is_one", [is_one for is_one, _numbers in CASES])
@pytest.mark.parametrize("text", ["", "0", "1234", "00000000000", "abc", "1" * 40, "0000000000000000"])
def test_other_texts_are_none(is_one: Callable[[str], bool], text: str) -> None:
    assert not is_one(text)
