"""What administrators say about a category."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.administration.forms import active_teams
from tickets.models import Category

# The sprite has all of them. In the public form and the help centre the picture stands beside the name.
ICONS = [
    ("circle-question-mark", _("Question mark")), ("package", _("Parcel")), ("truck", _("Truck")),
    ("wrench", _("Tool")), ("receipt", _("Receipt")), ("credit-card", _("Card")), ("rotate-ccw", _("Return")),
    ("refresh-cw", _("Exchange")), ("shield-check", _("Shield")), ("clock", _("Clock")), ("map-pin", _("Place")),
    ("calendar-days", _("Calendar")), ("user", _("Person")), ("users", _("People")), ("key", _("Key")),
    ("house", _("House")), ("store", _("Shop")), ("phone", _("Telephone")), ("mail", _("Letter")),
    ("book-open", _("Book")), ("star", _("Star")), ("zap", _("Lightning")), ("triangle-alert", _("Danger")),
    ("file-text", _("Document")), ("pencil", _("Pencil")), ("printer", _("Printer")), ("hard-drive", _("Computer")),
    ("wifi-off", _("No connection")), ("lock", _("Lock")), ("user-plus", _("New person")),
    ("calendar-clock", _("Appointment")), ("smile", _("Face")), ("thumbs-up", _("Thumb")), ("trash-2", _("Rubbish")),
    ("route", _("Way")), ("layers", _("Layers")),
]  # fmt: skip
NAMES = [f"{field}_{language}" for field in ("name", "description") for language, _name in settings.LANGUAGES]


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A category with its names in both languages. Where it stands is changed in the list."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    description_es = forms.CharField(label=_("Hint in Spanish"), max_length=200, required=False)
    description_en = forms.CharField(label=_("Hint in English"), max_length=200, required=False)
    icon = forms.ChoiceField(
        label=_("Picture"),
        widget=forms.RadioSelect,
        help_text=_("Stands beside the name in the public form and the help centre."),
    )

    class Meta:
        model = Category
        fields = ("icon", "parent", "team", "impact", "urgency", "is_public", "shown_to", "is_active")
        widgets = {"shown_to": forms.CheckboxSelectMultiple}
        help_texts = {
            "team": _("Its tickets go there at once."),
            "impact": _("How far the usual case reaches. Impact and urgency give the first priority."),
            "is_public": _("Whoever writes chooses it there. One inside of a category out of use is not shown."),
            "shown_to": _(
                "Only these teams and administrators choose it on tickets and answers. None ticked: every agent."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, fields = self.instance, self._any_fields()
        for row in category.names.all() if category.pk else ():
            self.initial[f"name_{row.language}"] = row.name
            self.initial[f"description_{row.language}"] = row.description
        fields["icon"].choices = _icons(category.icon)
        fields["team"].queryset = active_teams(category.team_id)
        fields["team"].empty_label = _("No team")
        kept = category.shown_to.values_list("pk", flat=True) if category.pk else ()
        fields["shown_to"].queryset = active_teams(*kept)
        roots = Category.objects.named().filter(parent=None).exclude(pk=category.pk)
        # One level of nesting: what has children stays at the top.
        fields["parent"].queryset = roots.none() if category.pk and category.children.exists() else roots
        fields["parent"].empty_label = _("No other category")
        self.order_fields(NAMES)

    def clean(self) -> dict[str, Any]:
        """Refuse the name of another category in the same place: nobody could tell the two apart."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        beside = Category.objects.filter(parent=values.get("parent")).exclude(pk=self.instance.pk)
        for language, _name in settings.LANGUAGES:
            name = values.get(f"name_{language}", "")
            if name and beside.filter(names__language=language, names__name__iexact=name).exists():
                self.add_error(f"name_{language}", gettext("Another category in this place has this name."))
        return values

    def _any_fields(self) -> dict[str, Any]:
        return self.fields


def _icons(kept: str) -> list[tuple[str, Any]]:
    """Offer also the picture that a category of a starter set has."""
    return ICONS if kept in dict(ICONS) else [(kept, _("As now")), *ICONS]
