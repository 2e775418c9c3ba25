"""Invented examples for the style guide."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.ui import vocabulary

PEOPLE = ["Rosa Huamán", "Lucía Fernández", "Diego Paredes", "Ana Quispe", "Jorge Villalobos", "Constructora Alba"]


class ExampleForm(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label=_("Your name"))
    email = forms.EmailField(label=_("E-mail"), help_text=_("Your tracking link arrives here."))
    topic = forms.ChoiceField(label=_("Topic"), choices=[("a", _("Delivery")), ("b", _("Invoice"))])
    works = forms.ChoiceField(
        label=_("Does it turn on?"), choices=[("y", _("Yes")), ("n", _("No"))], widget=forms.RadioSelect
    )
    body = forms.CharField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label=_("Keep me informed"), required=False)
    documents = forms.FileField(label=_("Photos or documents"), required=False)


def context() -> dict[str, Any]:
    """Return what the style guide shows."""
    now = timezone.now()
    faulty = ExampleForm({"name": "", "email": "rosa@", "topic": "a", "works": "y"}, auto_id="bad_%s")
    return {
        "people": PEOPLE,
        "statuses": list(vocabulary.STATUSES),
        "priorities": [1, 2, 3, 4],
        "channels": list(vocabulary.CHANNELS),
        "deliveries": list(vocabulary.DELIVERIES),
        "tones": ["neutral", "brand", "info", "good", "warn", "bad", "wait"],
        "form": ExampleForm(initial={"works": "y"}),
        "faulty": faulty,
        "now": now,
        "yesterday": now - timedelta(days=1),
        "last_month": now - timedelta(days=34),
        "late": now - timedelta(minutes=34),
        "soon": now + timedelta(minutes=26),
        "later": now + timedelta(hours=28, minutes=10),
        "began": now - timedelta(hours=2),
        "steps": [
            {"label": _("Received"), "detail": "09:14", "state": "done"},
            {"label": _("Assigned"), "detail": "09:20", "state": "done"},
            {"label": _("In progress"), "detail": "", "state": "current"},
            {"label": _("Solved"), "detail": "", "state": ""},
        ],
    }
