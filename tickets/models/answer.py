"""Canned answers: texts that agents put into their replies."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Role, Team, User
from helpdesk.lib.words import folded
from tickets.models.category import Category


class Visibility(models.TextChoices):
    """Who may use an answer."""

    ALL = "all", _("Everybody of the desk")
    TEAM = "team", _("One team")
    OWN = "own", _("Only whoever wrote it")


class CannedAnswerQuerySet(models.QuerySet["CannedAnswer"]):
    """Sets of answers."""

    def usable_by(self, user: User) -> Self:
        """What somebody may put into a reply: the desk's, their teams', their own."""
        team = Q(visibility=Visibility.TEAM, team__in=user.memberships.values("team"))
        return self.filter(Q(visibility=Visibility.ALL) | team | Q(visibility=Visibility.OWN, owner=user))

    def editable_by(self, user: User) -> Self:
        """What somebody may change: their own; managers also their teams' and the desk's, administrators all shared."""
        own = Q(visibility=Visibility.OWN, owner=user)
        if user.role == Role.ADMIN:
            return self.filter(own | ~Q(visibility=Visibility.OWN))
        if user.role == Role.MANAGER:
            team = Q(visibility=Visibility.TEAM, team__in=user.memberships.values("team"))
            return self.filter(own | team | Q(visibility=Visibility.ALL))
        return self.filter(own)


class CannedAnswer(models.Model):
    """One text. It may name variables of `tickets.canned.VARIABLES`; its form refuses any other."""

    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("text"), max_length=5000)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    visibility = models.CharField(_("who may use it"), max_length=8, choices=Visibility.choices, default=Visibility.OWN)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, verbose_name=_("team"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, editable=False, related_name="+")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, verbose_name=_("category"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    uses = models.PositiveIntegerField(default=0, editable=False)

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
        ordering = ("position", "title", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="canned_answer_says_something"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="canned_answer_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.TEAM, team__isnull=False)
                | ~Q(visibility=Visibility.TEAM) & Q(team=None),
                name="canned_answer_of_a_team_has_it",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.OWN) | Q(owner__isnull=False), name="own_canned_answer_has_an_owner"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        """Whether others use it too."""
        return self.visibility != Visibility.OWN

    @property
    def words(self) -> str:
        """What a search looks in: the words of title and text, without accents and letter case, blanks around each."""
        return folded(f"{self.title} {self.body}")

    def count_use(self) -> None:
        """Note that it was put into a reply."""
        CannedAnswer.objects.filter(pk=self.pk).update(uses=F("uses") + 1)
