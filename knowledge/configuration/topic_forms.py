"""What administrators say about a topic."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowledge.models import Category, CategoryText

ICONS = [
    ("book-open", _("Book")), ("truck", _("Truck")), ("package", _("Parcel")), ("refresh-cw", _("Exchange")),
    ("shield-check", _("Shield")), ("wrench", _("Tool")), ("credit-card", _("Card")), ("receipt", _("Receipt")),
    ("users", _("People")), ("user", _("Person")), ("key", _("Key")), ("house", _("House")), ("store", _("Shop")),
    ("calendar-days", _("Calendar")), ("phone", _("Telephone")), ("mail", _("Letter")), ("map-pin", _("Place")),
    ("star", _("Star")), ("zap", _("Lightning")), ("circle-question-mark", _("Question mark")),
]  # fmt: skip
FIELDS = tuple(f"{name}_{language}" for name in ("name", "description") for language, _name in settings.LANGUAGES)


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A topic with its names in both languages."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    description_es = forms.CharField(label=_("Hint in Spanish"), max_length=200, required=False)
    description_en = forms.CharField(label=_("Hint in English"), max_length=200, required=False)
    icon = forms.ChoiceField(label=_("Picture"), choices=ICONS)

    class Meta:
        model = Category
        fields = ("parent", "icon", "position")
        labels = {"parent": _("Inside of"), "position": _("Position")}
        help_texts = {"position": _("Smaller numbers come first.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic = self.instance
        for row in topic.texts.all() if topic.pk else ():
            self.initial[f"name_{row.language}"] = row.name
            self.initial[f"description_{row.language}"] = row.description
        fields: dict[str, Any] = self.fields
        roots = Category.objects.named().filter(parent=None).exclude(pk=topic.pk)
        # One level of nesting: what has children stays at the top.
        fields["parent"].queryset = roots.none() if topic.pk and topic.children.exists() else roots
        fields["parent"].empty_label = _("No other topic")
        self.order_fields(FIELDS)

    def clean(self) -> dict[str, Any]:
        """Refuse the name of another topic in the same place: nobody could tell the two apart."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        beside = Category.objects.filter(parent=values.get("parent")).exclude(pk=self.instance.pk)
        for language, _name in settings.LANGUAGES:
            name = values.get(f"name_{language}", "")
            if name and beside.filter(texts__language=language, texts__name__iexact=name).exists():
                self.add_error(f"name_{language}", gettext("Another topic in this place has this name."))
        return values

    def keep(self) -> Category:
        """Save the topic and its names. An address is made once: links to the topic's page stay alive."""
        row: Category = self.save()
        for language, _name in settings.LANGUAGES:
            name, hint = (self.cleaned_data[f"{field}_{language}"] for field in ("name", "description"))
            text = CategoryText.objects.filter(category=row, language=language).first()
            text = text or CategoryText(category=row, language=language, slug=_free_slug(name, language))
            text.name, text.description = name, hint
            text.save()
        return row


def _free_slug(name: str, language: str) -> str:
    wanted = slugify(name)[:70] or "topic"
    rows = CategoryText.objects.filter(language=language, slug__startswith=wanted)
    taken = set(rows.values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 9999))) if slug not in taken)
