"""When rules apply: each kind of condition, and the order of rules."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from helpdesk.lib.words import folded
from tickets.rules.actions import RoutingRule, decide, hits_of
from tickets.rules.conditions import Condition, Field, Snapshot, because, found, names_of

DAMAGED = Snapshot(
    subject=folded("Refrigeradora DAÑADA"),
    body=folded("Llegó con un golpe, y la puerta—rota— no cierra."),
    facts={
        Field.CHANNEL: frozenset({"7", "email"}),
        Field.CATEGORY: frozenset({"3", "1"}),
        Field.SENDER: names_of("Rosa@Ventas.Example.com"),
        Field.LANGUAGE: frozenset({"es"}),
    },
)


@pytest.mark.parametrize(
    ("field", "op", "values", "expected"),
    [
        ("text", "any", ("danada", "humo"), ("danada",)),
        ("text", "any", ("LLEGO CON",), ("LLEGO CON",)),
        ("text", "any", ("golp",), None),  # whole words
        ("text", "any", ("golp*",), ("golp*",)),
        ("text", "any", ("*",), None),
        ("text", "any", ("rota no cierra",), ("rota no cierra",)),
        ("text", "all", ("dañada", "golpe"), ("dañada", "golpe")),
        ("text", "all", ("dañada", "humo"), None),
        ("text", "phrase", ("un golpe, y la puerta",), ("un golpe, y la puerta",)),
        ("text", "phrase", ("refrigeradora dañada llegó",), None),  # subject and text are two
        ("text", "none", ("humo",), ("humo",)),
        ("text", "none", ("humo", "golpe"), None),
        ("subject", "any", ("golpe",), None),
        ("body", "any", ("golpe",), ("golpe",)),
        ("body", "any", ("refrigeradora",), None),
        ("channel", "is", ("email",), ("email",)),
        ("channel", "is", ("7", "8"), ("7",)),
        ("channel", "is_not", ("whatsapp",), ("whatsapp",)),
        ("channel", "is_not", ("email",), None),
        ("category", "is", ("1",), ("1",)),  # what is inside of it counts
        ("category", "is", ("2",), None),
        ("sender", "is", ("rosa@ventas.example.com",), ("rosa@ventas.example.com",)),
        ("sender", "is", ("example.com",), ("example.com",)),
        ("sender", "is", ("ample.com",), None),
        ("sender", "is", ("com",), None),
        ("organisation", "is", ("4",), None),
        ("organisation", "is_not", ("4",), ("4",)),
        ("language", "is", ("es",), ("es",)),
        ("language", "is", ("en",), None),
    ],
)
def test_a_condition_tells_whether_it_holds_and_why(
    field: str, op: str, values: tuple[str, ...], expected: tuple[str, ...] | None
) -> None:
    assert found(Condition(field, op, values), DAMAGED) == expected


@pytest.mark.parametrize(
    ("match", "words", "applies"),
    [
        ("all", ["golpe", "dañada"], True),
        ("all", ["golpe", "humo"], False),
        ("any", ["humo", "golpe"], True),
        ("any", ["humo", "fuego"], False),
        ("all", [], True),
        ("any", [], True),
    ],
)
def test_all_conditions_must_hold_or_any(match: str, words: list[str], applies: bool) -> None:  # noqa: FBT001
    conditions = [Condition("text", "any", (word,)) for word in words]
    assert (because(match, conditions, DAMAGED) is not None) is applies


def rule(pk: int, word: str, team: int, *, stops: bool = False) -> RoutingRule:
    """Return a rule that looks for a word."""
    condition = Condition("text", "any", (word,))
    return RoutingRule(pk, f"r{pk}", 1, "all", (condition,), {"team": team, "tags": (word,)}, stops=stops)


def test_a_later_rule_wins_and_tags_add_up() -> None:
    first, second = rule(1, "golpe", 10), rule(2, "puerta", 20)
    decision = decide(hits_of([first, second], DAMAGED))
    assert decision.sets == {"team": (20, second)}
    assert decision.tags == [(("golpe",), first), (("puerta",), second)]


def test_a_rule_that_stops_keeps_those_below_from_being_asked() -> None:
    rules = [rule(1, "humo", 5, stops=True), rule(2, "golpe", 10, stops=True), rule(3, "puerta", 20)]
    assert [hit.rule.pk for hit in hits_of(rules, DAMAGED)] == [2]


RULES = some.lists(
    some.tuples(some.sampled_from(["golpe", "puerta", "humo"]), some.integers(1, 4), some.booleans()), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_the_outcome_depends_on_the_order_alone(drawn: list[tuple[str, int, bool]]) -> None:
    rules = [rule(n, word, team, stops=stops) for n, (word, team, stops) in enumerate(drawn)]
    hits = hits_of(rules, DAMAGED)
    # The definition, said differently: whoever applies and has nobody above who applies and stops.
    applies = [one for one in rules if one.conditions[0].values[0] != "humo"]
    stopped = [any(above.stops for above in applies[:n]) for n in range(len(applies))]
    expected = list(itertools.compress(applies, [not s for s in stopped]))
    assert [hit.rule for hit in hits] == expected
    assert hits_of(rules, DAMAGED) == hits
    assert decide(hits).sets.get("team") == ((expected[-1].does["team"], expected[-1]) if expected else None)
