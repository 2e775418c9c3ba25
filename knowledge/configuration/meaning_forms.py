"""A line of words that mean the same, as an administrator writes it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.models import Meaning
from knowledge.search.question import words_of

MOST, LONGEST_WORD = 30, 60


class MeaningForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of both languages. Any word of them finds articles that say it with another."""

    class Meta:
        model = Meaning
        fields = ("spanish", "english")
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in fields}
        labels = {"spanish": _("Words in Spanish"), "english": _("Words in English")}
        help_texts = {
            "spanish": _("Separated by commas. Several words can mean it together: cambié de opinión."),
            "english": _("Separated by commas. Leave it empty when only Spanish has such words."),
        }

    def clean_spanish(self) -> str:
        """Write words as search compares them."""
        return _tidied(str(self.cleaned_data["spanish"]))

    def clean_english(self) -> str:
        """Write words as search compares them."""
        return _tidied(str(self.cleaned_data["english"]))

    def clean(self) -> None:
        """Refuse a line that says nothing: one word alone means the same as no other."""
        said = [text for name in self._meta.fields or () for text in self.cleaned_data.get(name, "").split(",") if text]
        if not self.errors and len(said) < 2:  # noqa: PLR2004 -- a pair
            raise ValidationError(_("Write at least two words, in one language or in both."))
        same = Meaning.objects.filter(**{name: self.cleaned_data.get(name) for name in self._meta.fields or ()})
        if not self.errors and same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another line says the same."))


def _tidied(typed: str) -> str:
    """Return the words without accents and capitals, each once, in the order in which they were typed."""
    texts = [" ".join(words_of(text)) for text in typed.replace("\n", ",").split(",")]
    kept = list(dict.fromkeys(text for text in texts if text))
    if len(kept) > MOST or any(len(text) > LONGEST_WORD for text in kept):
        raise ValidationError(_("At most 30 words, none of them longer than 60 letters. Make two lines of it."))
    return ", ".join(kept)
