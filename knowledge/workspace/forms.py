"""What authors fill in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from knowledge import addresses
from knowledge.models import Article, Category, Translation, Visibility
from knowledge.publishing import Text
from knowledge.rendering import LONGEST

TICKET: Any = Article._meta.get_field("source_ticket").related_model


def visible_tickets(user: User) -> Any:
    """Return the tickets that somebody may name; found through the column, for tickets and knowledge are strangers."""
    return TICKET.objects.visible_to(user)


class TextForm(forms.Form):
    """A text, and the version that it began from. `follows` says that it agrees with the original as it is now."""

    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=300,
        required=False,
        help_text=_("One sentence below the title, in lists and in search."),
    )
    body = forms.CharField(
        label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"})
    )
    note = forms.CharField(
        label=_("What changed"), max_length=200, required=False, help_text=_("For your colleagues, in the versions.")
    )
    follows = forms.BooleanField(label=_("This text says what the original says now"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_body(self) -> str:
        """Keep lines as every system writes them, so that the same text is the same."""
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def text(self) -> Text:
        """What was typed."""
        values = self.cleaned_data
        return Text(title=values["title"], body=values["body"], summary=values["summary"])


class NewTranslationForm(TextForm):
    """The first text in a further language."""

    field_order: tuple[str, ...] = ("title", "summary", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("base", "note", "follows"):
            del self.fields[name]


class NewArticleForm(NewTranslationForm):
    """The first text of an article."""

    category = forms.ModelChoiceField(Category.objects.named(), label=_("Topic"), empty_label=_("Choose a topic"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    visibility = forms.ChoiceField(label=_("Who reads it"), choices=Visibility.choices, initial=Visibility.PUBLIC)
    ticket: Any = forms.ModelChoiceField(TICKET.objects.none(), required=False, widget=forms.HiddenInput)
    field_order = ("language", "category", "visibility", "title", "summary", "body")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["ticket"].queryset = visible_tickets(by)


class ReturnForm(forms.Form):
    """What is missing in a text that was to be published."""

    comment = forms.CharField(
        label=_("What is missing"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its author gets this by mail and sees it above the text."),
    )

    def clean_comment(self) -> str:
        """Take line breaks as one character."""
        return str(self.cleaned_data["comment"]).replace("\r\n", "\n")


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What all languages of an article share, and the address of this one."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=100,
        help_text=_("The last part of its link. Links to the old address still work."),
    )

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)  # the version that was looked at

    class Meta:
        model = Article
        fields = ("category", "visibility", "owner", "is_featured", "position")
        labels = {
            "category": _("Topic"),
            "visibility": _("Who reads it"),
            "owner": _("Who keeps it right"),
            "is_featured": _("Show it first in its topic"),
            "position": _("Position in its topic"),
        }

    def __init__(self, data: Any = None, *, translation: Translation) -> None:
        super().__init__(data, instance=translation.article, prefix="settings")
        self.translation = translation
        self.initial["slug"], self.initial["base"] = translation.slug, translation.article.version
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = Category.objects.named()
        fields["category"].empty_label = None
        owner = translation.article.owner_id
        fields["owner"].queryset = User.objects.filter(models.Q(is_active=True) | models.Q(pk=owner)).order_by("name")
        fields["owner"].empty_label = _("Nobody")

    def clean_slug(self) -> str:
        """Refuse an address that another article has or had."""
        slug: str = self.cleaned_data["slug"].lower()
        if not addresses.is_free(slug, own=self.translation):
            raise ValidationError(_("Another article of this language has or had this address."))
        return slug

    def keep(self) -> bool:
        """Save, unless somebody saved since `base`: then False, and nothing is written."""
        if not Article.objects.filter(pk=self.instance.pk, version=self.cleaned_data["base"]).select_for_update():
            return False
        self.instance.version += 1
        self.save()
        addresses.move(self.translation, self.cleaned_data["slug"])
        return True
