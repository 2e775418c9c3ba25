"""Categories to begin with: one set for each kind of desk, as data in `packs/`, in both languages.

A line is `slug | icon | urgency | name | hint | name | hint`, in Spanish and English; two blanks before it put it
inside of the one above. The first line names the set.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.accounts.models import Team
from tickets.models import Category, CategoryName
from tickets.priority import Level

FOLDER = Path(__file__).parent / "packs"
PACKS = ("shop", "it", "hr", "municipality")
LEVELS = {"low": Level.LOW, "medium": Level.MEDIUM, "high": Level.HIGH}
LANGUAGES = ("es", "en")


@dataclass(frozen=True)
class Seed:
    """A category of a set; `parent` is the slug of another one."""

    slug: str
    icon: str
    urgency: Level
    names: tuple[str, str]
    hints: tuple[str, str]
    parent: str = ""


@dataclass(frozen=True)
class Pack:
    """A set: what it is called and for, in Spanish and English, and its categories."""

    slug: str
    icon: str
    names: tuple[str, str]
    hints: tuple[str, str]
    seeds: tuple[Seed, ...]

    def name(self, language: str) -> str:
        """Return what it is called."""
        return self.names[LANGUAGES.index(language)]

    def hint(self, language: str) -> str:
        """Return what it is for."""
        return self.hints[LANGUAGES.index(language)]

    def topics(self, language: str) -> list[str]:
        """Return what requesters can choose from."""
        return [seed.names[LANGUAGES.index(language)] for seed in self.seeds if not seed.parent]


@cache
def pack_of(slug: str) -> Pack:
    """Read a set."""
    head, *lines = (FOLDER / f"{slug}.txt").read_text(encoding="utf-8").splitlines()
    icon, name, hint, english_name, english_hint = (part.strip() for part in head.removeprefix("#").split("|"))
    seeds: list[Seed] = []
    for line in lines:
        roots = [seed.slug for seed in seeds if not seed.parent]
        seeds.append(_seed(line, parent=roots[-1] if line.startswith("  ") else ""))
    return Pack(slug, icon, (name, english_name), (hint, english_hint), tuple(seeds))


def install(pack: Pack, *, team: Team | None) -> None:
    """Make the categories of a set, all of one team; those of another set that no ticket uses make room."""
    others = {seed.slug for slug in PACKS for seed in pack_of(slug).seeds} - {seed.slug for seed in pack.seeds}
    unused = Category.objects.filter(slug__in=others, ticket=None)
    unused.exclude(parent=None).delete()
    unused.filter(parent=None, children=None).delete()
    for position, seed in enumerate(pack.seeds):
        _install(seed, team=team, position=position)


def _install(seed: Seed, *, team: Team | None, position: int) -> None:
    category, made = Category.objects.get_or_create(
        slug=seed.slug,
        defaults={
            "parent": Category.objects.get(slug=seed.parent) if seed.parent else None,
            "team": team,
            "icon": seed.icon,
            "urgency": seed.urgency,
            "position": position,
            "is_public": not seed.parent,
        },
    )
    if made:
        CategoryName.objects.bulk_create(
            CategoryName(category=category, language=language, name=name, description=hint)
            for language, name, hint in zip(LANGUAGES, seed.names, seed.hints, strict=True)
        )


def _seed(line: str, *, parent: str) -> Seed:
    slug, icon, urgency, name, hint, english_name, english_hint = (part.strip() for part in line.split("|"))
    return Seed(slug, icon, LEVELS[urgency], (name, english_name), (hint, english_hint), parent)
