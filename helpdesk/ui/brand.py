"""How this desk looks: its name, colours and logo, as the pages ask for them."""

from django.core.cache import cache

from helpdesk.accounts.models import Desk
from helpdesk.lib.colour import HEX
from helpdesk.ui.palette import palette_of

KEPT_SECONDS = 5  # other processes show the old look for so long; the settings pages always read it anew
KEY = "desk"

STYLE = """\
@layer tokens {{
  :root {{
    --h-brand: {palette.hue};
    --brand: light-dark({palette.light}, {palette.dark});
    --brand-strong: light-dark({palette.light_strong}, {palette.dark_strong});
  }}
}}
"""


def brand() -> Desk:
    """Return the desk as every page shows it: a page that shows nothing else of it asks the database nothing."""
    desk: Desk | None = cache.get(KEY)
    if desk is None:
        desk = Desk.current()
        cache.set(KEY, desk, KEPT_SECONDS)
    return desk


def forget_brand() -> None:
    """Read it anew: it was changed."""
    cache.delete(KEY)


def style_sheet(colour: str, dark: str = "") -> str:
    """Return theme.css for these colours; nothing for what is no colour. Never holds a word that somebody typed."""
    if not HEX.fullmatch(colour) or (dark and not HEX.fullmatch(dark)):
        return ""
    return STYLE.format(palette=palette_of(colour, dark))
