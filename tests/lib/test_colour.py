"""Colours: against values that others have published."""

import pytest

from helpdesk.lib.colour import Oklch, contrast, to_hex, to_oklch
from helpdesk.ui.palette import DARK, LIGHT, NEEDED, fault_of, for_the_dark, nearest, palette_of


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert (round(contrast(one, other), 2), contrast(other, one)) == (ratio, contrast(one, other))


def test_oklch_is_that_of_its_author() -> None:
    red = to_oklch("#ff0000")
    assert (round(red.lightness, 3), round(red.chroma, 3), round(red.hue, 1)) == (0.628, 0.258, 29.2)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#045f76", "#ffcc00", "#7f00ff", "#123456"])
def test_there_and_back(colour: str) -> None:
    assert to_hex(to_oklch(colour)) == colour


def test_what_no_screen_shows_loses_chroma() -> None:
    shown = to_oklch(to_hex(Oklch(0.7, 0.4, 150)))
    assert (round(shown.lightness, 2), shown.chroma < 0.3, round(shown.hue)) == (0.70, True, 150)


@pytest.mark.parametrize(
    "colour", ["#ffcc00", "#e30613", "#ffffff", "#7fffd4", "#000000", "#045f76", "#00ff00", "#0000ff"]
)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_nearest_colour_can_be_read(colour: str, theme: str) -> None:
    found = nearest(colour, theme)
    assert fault_of(found, theme) is None
    fault = fault_of(colour, theme)
    assert found == (fault.nearest if fault else colour)
    assert fault is None or fault.ratio < NEEDED


@pytest.mark.parametrize("colour", ["#836803", "#d80210", "#0000ff", "#000000", "#7f007f"])
def test_the_dark_theme_gets_a_colour_that_can_be_read(colour: str) -> None:
    assert fault_of(for_the_dark(colour), DARK) is None
    assert palette_of(colour).hue == (222.0 if colour == "#000000" else round(to_oklch(colour).hue, 1))
