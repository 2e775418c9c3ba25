"""The desk's own colour: what is made of it for both themes, and whether it can be read.

Mirrors static/css/tokens.css, whose other colours have a fixed lightness and follow the hue alone.
"""

from dataclasses import dataclass

from helpdesk.lib.colour import Oklch, contrast, to_hex, to_oklch

NEEDED = 4.5  # WCAG 2.2, 1.4.3, for text of any size
GREY = 0.015  # below this chroma a colour has no hue to speak of
OUR_HUE = 222.0
STEP = 0.0025
LIGHT, DARK = "light", "dark"
# What stands on the colour, and the ground on which it stands as text: lightness and chroma, as in tokens.css
# (--on-brand, --selected: the ground with the least contrast).
GROUNDS = {LIGHT: ((0.99, 0.004), (0.944, 0.016)), DARK: ((0.19, 0.03), (0.28, 0.03))}
DARK_LIGHTNESS, DARK_CHROMA = 0.78, 0.098


@dataclass(frozen=True)
class Fault:
    """A colour that cannot be read in one theme: how far off it is, and the nearest one that can."""

    theme: str
    colour: str
    ratio: float
    nearest: str


@dataclass(frozen=True)
class Palette:
    """The colours that theme.css sets."""

    hue: float
    light: str
    light_strong: str
    dark: str
    dark_strong: str


def palette_of(colour: str, dark: str = "") -> Palette:
    """Return what is made of a colour; the dark theme's is derived unless it is given."""
    base = to_oklch(colour)
    night = dark or for_the_dark(colour)
    return Palette(hue_of(colour), colour, _moved(base, -0.07), night, _moved(to_oklch(night), 0.06))


def for_the_dark(colour: str) -> str:
    """Return the same hue, light enough for a dark ground."""
    base = to_oklch(colour)
    return nearest(to_hex(Oklch(DARK_LIGHTNESS, min(base.chroma, DARK_CHROMA), base.hue)), DARK)


def hue_of(colour: str) -> float:
    """Return the hue that the greys of the pages are tinted with; ours for a grey."""
    base = to_oklch(colour)
    return round(base.hue, 1) if base.chroma >= GREY else OUR_HUE


def fault_of(colour: str, theme: str) -> Fault | None:
    """Return what is wrong with a colour in a theme, if anything."""
    ratio = _least(colour, theme)
    return None if ratio >= NEEDED else Fault(theme, colour, ratio, nearest(colour, theme))


def nearest(colour: str, theme: str) -> str:
    """Return the colour itself if it can be read, else the first that can on the way to black, or to white."""
    base = to_oklch(colour)
    found, lightness = colour, base.lightness
    while _least(found, theme) < NEEDED:
        lightness += -STEP if theme == LIGHT else STEP
        found = to_hex(Oklch(lightness, base.chroma, base.hue))
    return found


def _least(colour: str, theme: str) -> float:
    hue = hue_of(colour)
    return min(contrast(colour, to_hex(Oklch(lightness, chroma, hue))) for lightness, chroma in GROUNDS[theme])


def _moved(colour: Oklch, by: float) -> str:
    return to_hex(Oklch(min(0.97, max(0.08, colour.lightness + by)), colour.chroma, colour.hue))
