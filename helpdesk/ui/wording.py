"""What a form says about a value it cannot take: one home for every form, what to do instead of what is wrong.

Django's own texts ("Enter a valid …") are replaced where the classes keep them; a field may still say it better.
"""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

CHOICE = _("Choose one of the options shown.")

FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill in this field.")},
    forms.IntegerField: {"invalid": _("Write a whole number, without letters or decimals.")},
    forms.FloatField: {"invalid": _("Write a number.")},
    forms.DecimalField: {"invalid": _("Write a number.")},
    forms.DateField: {"invalid": _("Write the date as year-month-day. Example: 2026-11-21")},
    forms.TimeField: {"invalid": _("Write the time with hours and minutes. Example: 14:30")},
    forms.DateTimeField: {"invalid": _("Write date and time. Example: 2026-11-21 14:30")},
    forms.URLField: {"invalid": _("Write the whole address. Example: https://example.com")},
    forms.ChoiceField: {"invalid_choice": CHOICE},
    forms.MultipleChoiceField: {"invalid_choice": CHOICE, "invalid_list": CHOICE},
    forms.ModelChoiceField: {"invalid_choice": CHOICE},
    forms.ModelMultipleChoiceField: {"invalid_choice": CHOICE, "invalid_list": CHOICE, "invalid_pk_value": CHOICE},
    forms.FileField: {
        "invalid": _("No file arrived. Choose it again."),
        "missing": _("No file arrived. Choose it again."),
        "empty": _("This file is empty. Choose another one."),
        "max_length": ngettext_lazy(
            "The name of the file is too long. Shorten it to %(max)d character and choose it again.",
            "The name of the file is too long. Shorten it to %(max)d characters and choose it again.",
            "max",
        ),
    },
}
VALIDATORS: dict[type[Any], Any] = {
    validators.EmailValidator: _("This address is not complete. Example: name@example.com"),
    validators.URLValidator: _("Write the whole address. Example: https://example.com"),
    validators.ProhibitNullCharactersValidator: _("Remove the characters that cannot be shown."),
    validators.MinValueValidator: _("Give %(limit_value)s or more."),
    validators.MaxValueValidator: _("Give %(limit_value)s or less."),
    validators.MinLengthValidator: ngettext_lazy(
        "Write at least %(limit_value)d character; there are %(show_value)d.",
        "Write at least %(limit_value)d characters; there are %(show_value)d.",
        "limit_value",
    ),
    validators.MaxLengthValidator: ngettext_lazy(
        "Shorten it to %(limit_value)d character; there are %(show_value)d.",
        "Shorten it to %(limit_value)d characters; there are %(show_value)d.",
        "limit_value",
    ),
}


def install() -> None:
    """Put our words in the place of Django's. Once, before forms are declared."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
    for validator, text in VALIDATORS.items():
        validator.message = text
