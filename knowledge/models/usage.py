"""What readers did with articles and what they searched for: the source of every figure about knowledge."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.models.translation import Translation


class UseKind(models.TextChoices):
    """What happened to an article."""

    VIEWED = "viewed", _("Read")
    INSERTED = "inserted", _("Put into a reply as text")
    LINKED = "linked", _("Put into a reply as a link")
    DEFLECTED = "deflected", _("Answered before a request was sent")
    SOLVED = "solved", _("Used on a ticket that was solved")
    STILL_NEEDED_HELP = "still_needed_help", _("Read, and help asked for all the same")


ON_A_TICKET = (UseKind.INSERTED, UseKind.LINKED)


class ArticleUseQuerySet(models.QuerySet["ArticleUse"]):
    """Sets of uses."""

    def on_tickets(self) -> Self:
        """Those in replies of agents."""
        return self.filter(kind__in=ON_A_TICKET)


class ArticleUse(models.Model):
    """One use, append-only. SOLVED is written once per article and ticket by knowledge.usage."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=20, choices=UseKind.choices)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = ArticleUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an article")
        verbose_name_plural = _("uses of articles")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="article_use_is_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=(*ON_A_TICKET, UseKind.SOLVED)) | Q(ticket__isnull=False),
                name="agents_use_articles_on_tickets",
            ),
            models.UniqueConstraint(
                fields=("translation", "ticket"), condition=Q(kind=UseKind.SOLVED), name="solved_once_per_ticket"
            ),
        )
        indexes = (models.Index("translation", "kind", "at", name="article_uses"), models.Index("at", name="uses_at"))

    def __str__(self) -> str:
        return f"{self.kind} · {self.translation_id}"


class Reason(models.TextChoices):
    """Why an article did not help."""

    NOT_MY_QUESTION = "not_my_question", _("It answers another question")
    UNCLEAR = "unclear", _("I did not understand it")
    INCOMPLETE = "incomplete", _("Something is missing")
    WRONG = "wrong", _("It is wrong or out of date")
    DID_NOT_WORK = "did_not_work", _("I did what it says and it did not work")


class Feedback(models.Model):
    """Whether it was useful, said once per visitor and day; a second answer replaces the first."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="feedback")
    is_useful = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    comment = models.TextField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField()
    day = models.DateField()  # of the desk
    visitor = models.CharField(max_length=64)  # a keyed hash: nobody can be found by it

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = (
            models.UniqueConstraint(fields=("translation", "visitor", "day"), name="one_feedback_per_visitor_and_day"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=Reason.values, is_useful=False), name="only_blame_has_a_reason"
            ),
            models.CheckConstraint(condition=~Q(visitor=""), name="feedback_has_a_visitor"),
        )
        indexes = (models.Index(fields=("translation", "-at"), name="article_feedback"),)

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.is_useful}"


class SearchSource(models.TextChoices):
    """Where somebody searched."""

    PORTAL = "portal", _("Help centre")
    FORM = "form", _("Request form")
    AGENT = "agent", _("Ticket")


class SearchLogQuerySet(models.QuerySet["SearchLog"]):
    """Sets of searches."""

    def missed(self) -> Self:
        """Those that found nothing."""
        return self.filter(hits=0)


class SearchLog(models.Model):
    """One search. `query` is folded: lower case, no accents, single spaces."""

    query = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    hits = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=6, choices=SearchSource.choices)
    at = models.DateTimeField()

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = (
            models.CheckConstraint(condition=Q(source__in=SearchSource.values), name="search_source_is_known"),
            models.CheckConstraint(condition=~Q(query=""), name="search_has_words"),
        )
        indexes = (
            models.Index("at", name="searches_at"),
            models.Index("language", "query", name="searches_missed", condition=Q(hits=0)),
        )

    def __str__(self) -> str:
        return self.query
