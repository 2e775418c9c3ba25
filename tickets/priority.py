"""Impact × urgency → priority (domain rules 5.2). Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """How far a fault reaches (impact), how soon it hurts (urgency)."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


# Languages with genders need other words beside "impact" than beside "urgency".
IMPACTS = (
    (Level.LOW.value, pgettext_lazy("impact", "Low")),
    (Level.MEDIUM.value, pgettext_lazy("impact", "Medium")),
    (Level.HIGH.value, pgettext_lazy("impact", "High")),
)


class Priority(models.IntegerChoices):
    """Which ticket comes first; 1 is the most pressing, so that ascending order is working order."""

    URGENT = 1, _("Urgent")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


MATRIX = {
    (Level.HIGH, Level.HIGH): Priority.URGENT,
    (Level.HIGH, Level.MEDIUM): Priority.HIGH,
    (Level.MEDIUM, Level.HIGH): Priority.HIGH,
    (Level.HIGH, Level.LOW): Priority.NORMAL,
    (Level.LOW, Level.HIGH): Priority.NORMAL,
    (Level.MEDIUM, Level.MEDIUM): Priority.NORMAL,
    (Level.MEDIUM, Level.LOW): Priority.LOW,
    (Level.LOW, Level.MEDIUM): Priority.LOW,
    (Level.LOW, Level.LOW): Priority.LOW,
}


def priority_of(impact: int, urgency: int) -> Priority:
    """Return the priority that the matrix gives."""
    return MATRIX[Level(impact), Level(urgency)]
