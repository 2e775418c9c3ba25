"""What changed between two texts."""

import pytest

from knowledge.comparing import Line, compare


def shown(before: str, after: str) -> list[str]:
    """Draw the comparison: -removed-, +added+, …number of equal lines that are not shown."""
    marks = {"same": "", "added": "+", "removed": "-"}

    def draw(line: Line) -> str:
        if line.skipped:
            return f"…{line.skipped}"
        return "".join(f"{marks[part.kind]}{part.text}{marks[part.kind]}" for part in line.parts)

    return [draw(line) for line in compare(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("", "", []),
        ("One\n", "One", []),
        ("", "One", ["+One+"]),
        ("One", "", ["-One-"]),
        ("Wait ten minutes.", "Wait five minutes.", ["Wait -ten-+five+ minutes."]),
        ("Wait ten minutes", "Wait ten minutes, please", ["Wait ten minutes+, please+"]),
        ("One", "Something quite different", ["-One-", "+Something quite different+"]),
        ("One\nTwo", "One\nOne and a half\nTwo", ["One", "+One and a half+", "Two"]),
        ("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\nx", ["…3", "4", "5", "-6-", "+x+"]),
        ("a\n1\n2\n3\n4\n5\n6\nb", "A\n1\n2\n3\n4\n5\n6\nB", ["-a-", "+A+", "1", "2", "…2", "5", "6", "-b-", "+B+"]),
    ],
)
def test_lines_and_words(before: str, after: str, lines: list[str]) -> None:
    assert shown(before, after) == lines


def test_both_texts_can_be_read_from_it() -> None:
    before, after = "one two\nthree four\n\nfive", "one 2\n\nfive\nsix seven"
    kept = {"removed": "", "added": ""}
    for line in compare(before, after):
        for name in kept:
            parts = [part.text for part in line.parts if part.kind in {"same", name}]
            kept[name] += "".join(parts) + "\n" if parts else ""
    assert [text.split() for text in kept.values()] == [before.split(), after.split()]
