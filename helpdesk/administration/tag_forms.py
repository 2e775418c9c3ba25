"""What administrators fill in about a tag."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import Tag


class TagForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=50)

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"], self.tag = tag.name, tag

    def clean_name(self) -> str:
        """Refuse a name that another tag has: two tags become one by merging."""
        name: str = self.cleaned_data["name"].lower()
        if "," in name:
            raise ValidationError(_("A tag holds no comma: commas stand between tags."))
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.tag.pk).exists():
            raise ValidationError(_("There is a tag with this name already. Merge the two below."))
        return name


class MergeForm(forms.Form):
    """The tag that takes the place of this one."""

    into = forms.CharField(
        label=gettext_lazy("Tag that stays"),
        max_length=50,
        widget=forms.TextInput({"list": "tags", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag = tag

    def clean_into(self) -> Tag:
        """Find the tag by its name."""
        row = Tag.objects.filter(name__iexact=self.cleaned_data["into"].strip()).exclude(pk=self.tag.pk).first()
        if row is None:
            raise ValidationError(_("There is no other tag with this name."))
        return row


class RemovalForm(forms.Form):
    """Whoever deletes a tag says how many tickets they know to lose it."""

    count = forms.IntegerField(label=gettext_lazy("Type the number of tickets to confirm"), min_value=0)

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = count

    def clean_count(self) -> int:
        """Compare with how many there are now."""
        count: int = self.cleaned_data["count"]
        if count != self.expected:
            raise ValidationError(
                _("The number of tickets is %(count)s now. Type that number.") % {"count": self.expected}
            )
        return count
