"""A field is drawn with its label, its hint and its errors, wired for assistive technology."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


class Example(forms.Form):
    email = forms.EmailField(help_text="Your link arrives here.")
    topic = forms.ChoiceField(choices=[("a", "Delivery")], required=False)
    works = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    body = forms.CharField(widget=forms.Textarea)
    agree = forms.BooleanField(required=False)
    photo = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def draw(form: forms.Form, name: str, arguments: str = "") -> str:
    with translation.override("en"):
        return Template(f"{{% field form.{name} {arguments} %}}").render(Context({"form": form}))


def test_hint_describes_the_control() -> None:
    drawn = draw(Example(), "email")
    assert 'aria-describedby="id_email_hint"' in drawn
    assert '<span class="hint" id="id_email_hint">Your link arrives here.</span>' in drawn


def test_error_describes_the_control_and_keeps_what_was_typed() -> None:
    drawn = draw(Example({"email": 'rosa"@'}), "email")
    assert 'aria-describedby="id_email_hint id_email_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_email_error"' in drawn
    assert 'value="rosa&quot;@"' in drawn


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        ("email", 'class="input"'),
        ("topic", '<span class="select"><select'),
        ("works", "<fieldset"),
        ("body", 'class="textarea"'),
        ("agree", '<label class="check" for="id_agree">'),
        ("photo", 'data-max-bytes="20971520"'),
    ],
)
def test_each_widget_has_its_shape(name: str, markup: str) -> None:
    assert markup in draw(Example(), name)


def test_optional_field_says_so() -> None:
    assert ("(optional)" in draw(Example(), "topic"), "(optional)" in draw(Example(), "email")) == (True, False)


def test_hidden_field_is_only_its_input() -> None:
    assert draw(Example(), "secret").strip() == '<input type="hidden" name="secret" id="id_secret">'


def test_page_may_give_its_own_words() -> None:
    drawn = draw(Example(), "email", 'label="Your address" hint="Work one" css="all" icon="mail"')
    assert '<label for="id_email">Your address</label>' in drawn
    assert '<div class="field all">' in drawn
    assert '<span class="affix"><svg' in drawn
    assert "Work one" in drawn


def test_summary_links_to_each_refused_field() -> None:
    source = Template('{% include "components/_errors.html" %}')
    with translation.override("en"):
        drawn = source.render(Context({"form": Example({"works": "y", "body": "x"})}))
    assert '<a href="#id_email">Email</a>: Fill in this field.' in drawn
    assert "id_body" not in drawn
