"""Writing to the desk as a customer would."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """What the customer answers."""

    body = forms.CharField(
        label=_("Answer as the customer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )


class NewMailForm(forms.Form):
    """A mail that begins a request."""

    name = forms.CharField(label=_("Your name"), max_length=120, initial="Rosa Huamán")
    email = forms.EmailField(label=_("Your address"), initial="rosa@example.com")
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 7}))
    attachment = forms.FileField(label=_("File"), required=False)
