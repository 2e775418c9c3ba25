"""The last part of an article's address: made of its title, free in its language, and kept when it changes."""

from django.db import connection
from django.utils.text import slugify

from knowledge.models import SlugRedirect, Translation

LONGEST = 90  # leaves room for a number


def free_slug(title: str, *, language: str, own: Translation | None = None) -> str:
    """Return a slug for a title that no other article of the language has or had.

    Two who publish the same title at once wait for each other here, until the end of the transaction.
    """
    wanted = slugify(title)[:LONGEST].strip("-") or "article"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"slug:{language}"])
    taken = _taken(wanted, language=language, own=own)
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if slug not in taken)


def is_free(slug: str, *, own: Translation) -> bool:
    """Whether an article may take a slug: nobody else in its language has or had it."""
    return slug not in _taken(slug, language=own.language, own=own)


def move(translation: Translation, slug: str) -> None:
    """Give an article another address; the old one leads to the new one from now on."""
    if slug == translation.slug:
        return
    SlugRedirect.objects.filter(translation=translation, slug=slug).delete()  # it comes back to an address it had
    SlugRedirect.objects.get_or_create(
        language=translation.language, slug=translation.slug, defaults={"translation": translation}
    )
    translation.slug = slug
    translation.save(update_fields=["slug"])


def _taken(prefix: str, *, language: str, own: Translation | None) -> set[str]:
    kept = own.pk if own else 0
    rows = Translation.objects.filter(language=language, slug__startswith=prefix).exclude(pk=kept)
    former = SlugRedirect.objects.filter(language=language, slug__startswith=prefix).exclude(translation_id=kept)
    return {*rows.values_list("slug", flat=True), *former.values_list("slug", flat=True)}
