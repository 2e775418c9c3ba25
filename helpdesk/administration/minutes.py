"""A length of working time as people write it: 30 min, 4 h, 1 h 30 min. Never in days: theirs have no 24 hours."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.ui.humane import working_time

WRITTEN = re.compile(r"(?:(?P<hours>\d{1,4})\s*h)?\s*(?:(?P<minutes>\d{1,6})\s*(?:m|min)?)?", re.IGNORECASE)
LONGEST = 60 * 24 * 365


class MinutesField(forms.CharField):
    """Whole minutes; a bare number is minutes too."""

    default_error_messages = {
        "required": _("Write a time such as 30 min, 4 h or 1 h 30 min."),
        "invalid": _("Write a time such as 30 min, 4 h or 1 h 30 min."),
    }

    def to_python(self, value: Any) -> Any:
        """Return minutes, or "" for nothing."""
        text = str(super().to_python(value))
        found = WRITTEN.fullmatch(text)
        if not text or found is None:
            return text and self._refuse()
        minutes = int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)
        return minutes if 0 < minutes <= LONGEST else self._refuse()

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as they are read, with spaces as one types them; what somebody typed stays as typed."""
        if not isinstance(value, int):
            return value
        return working_time(timedelta(minutes=value)).replace("\N{NO-BREAK SPACE}", " ")

    def _refuse(self) -> Any:
        raise ValidationError(self.error_messages["invalid"], code="invalid")
