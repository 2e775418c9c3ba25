"""The tree of subjects that requests are about, and the tags that agents add."""

from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Role, Team, User
from helpdesk.lib import rows
from tickets.priority import IMPACTS, Level


class CategoryQuerySet(models.QuerySet["Category"]):
    """Sets of categories."""

    def active(self) -> Self:
        """Those that may be chosen."""
        return self.filter(is_active=True)

    def public(self) -> Self:
        """Those that requesters may choose in the form."""
        return self.active().filter(is_public=True).exclude(parent__is_active=False)

    def offered_to(self, user: User) -> Self:
        """Those in use that somebody may choose on a ticket: all, unless only some teams see them. Admins see all."""
        if user.role == Role.ADMIN:
            return self.active()
        shown = Category.shown_to.through.objects.filter(category=OuterRef("pk"))
        return self.active().filter(~Exists(shown) | Exists(shown.filter(team__memberships__user=user)))

    def chosen(self, slug: str) -> "Category | None":
        """The one that a requester chose, with its team."""
        sql = f"""
            SELECT {rows.columns(Category, "c")}, {rows.columns(Team, "t")}
            FROM tickets_category c LEFT JOIN accounts_team t ON t.id = c.team_id WHERE c.slug = %s
        """  # noqa: S608 -- names of columns
        for category, team in rows.read(sql, [slug], Category, Team):
            category.team = team
            return cast("Category", category)
        return None

    def named(self) -> Self:
        """With the names and parents that `str()` needs, in a constant number of queries."""
        return self.select_related("parent").prefetch_related("names", "parent__names")


class Category(models.Model):
    """What a request is about. Decides its team and its first priority."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside of")
    )
    slug = models.SlugField(max_length=60, unique=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="categories", verbose_name=_("team")
    )
    impact = models.PositiveSmallIntegerField(_("usual impact"), choices=IMPACTS, default=Level.MEDIUM)
    urgency = models.PositiveSmallIntegerField(_("usual urgency"), choices=Level.choices, default=Level.MEDIUM)
    shown_to = models.ManyToManyField(
        Team, related_name="+", blank=True, verbose_name=_("teams that see it")
    )  # none: every agent
    icon = models.CharField(_("picture"), max_length=40, default="circle-question-mark")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_public = models.BooleanField(_("shown in the public form"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="category_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=models.Q(impact__in=Level.values, urgency__in=Level.values), name="category_levels_are_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, else in the desk's, else any."""
        return self._text().name

    @property
    def working_team(self) -> Team | None:
        """The team that its tickets go to: a team out of use gets none, they wait where every agent sees them."""
        return self.team if self.team and self.team.is_active else None

    @property
    def description(self) -> str:
        """A sentence that helps a requester to choose."""
        return self._text().description

    def audit_facts(self) -> dict[str, str]:
        """What the record of changes keeps beside the columns."""
        facts: dict[str, str] = {}
        for row in self.names.order_by("language"):
            language = str(row.get_language_display())
            facts |= {f"Name in {language}": row.name, f"Hint in {language}": row.description}
        return facts

    def _text(self) -> "CategoryName":
        by_language = {row.language: row for row in self.names.all()}
        for language in (get_language() or "", settings.LANGUAGE_CODE, *by_language):
            if language in by_language:
                return by_language[language]
        return CategoryName(category=self, name=self.slug)


class CategoryName(models.Model):
    """What a category is called in one language."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("category name")
        verbose_name_plural = _("category names")
        constraints = (models.UniqueConstraint(fields=("category", "language"), name="one_category_name_per_language"),)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word that agents put on tickets."""

    name = models.CharField(_("name"), max_length=50)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(Lower("name"), name="one_tag_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_name_is_not_empty"),
        )

    def __str__(self) -> str:
        return self.name
