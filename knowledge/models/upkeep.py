"""For how long the help centre remembers what single readers did: one row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SHORTEST, USUAL, LONGEST = 30, 400, 1825  # days; usually a year and a month, to be compared with the year before


class Upkeep(models.Model):
    """How long searches, readings and opinions are kept. The counters of articles stay for ever."""

    keep_days = models.PositiveSmallIntegerField(_("days for which single records are kept"), default=USUAL)

    class Meta:
        verbose_name = _("records of readers")
        verbose_name_plural = _("records of readers")
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_upkeep"),
            models.CheckConstraint(
                condition=Q(keep_days__gte=SHORTEST, keep_days__lte=LONGEST), name="records_are_kept_for_a_while"
            ),
        )

    def __str__(self) -> str:
        return str(_("Records of readers"))

    @classmethod
    def current(cls) -> "Upkeep":
        """Return the one row, or what holds as long as nobody chose; looking writes nothing."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
