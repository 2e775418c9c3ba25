"""The tag {% translate %}: short where the text is fixed, and always what Django's own would say."""

import pytest
from django.template import Context, Template
from django.template.engine import Engine
from django.utils import translation

from helpdesk.ui.templatetags.texts import PlainTranslation

DJANGOS = Engine(builtins=["django.templatetags.i18n"])
TEXTS = [
    '{% translate "Search" %}',
    '{% trans "Search" %}',
    '{% translate "Solve" context "verb" %}',
    '{% translate "Search"|upper %}',
    '{% translate "100 %" %}',
    '{% translate "Fish & chips <b>" %}',
    '{% translate "Search" noop %}',
    "{% translate text %}",
    '{% translate "Search" as said %}[{{ said }}]',
    '{% translate "Solve" context text %}',
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_form_says_in_every_language_what_djangos_says(text: str) -> None:
    ours, djangos = Template(text), DJANGOS.from_string(text)
    for language in ("es", "en", "es"):
        with translation.override(language):
            values = {"text": "Search"}
            assert ours.render(Context(values)) == djangos.render(Context(values))


def test_a_fixed_text_takes_the_short_way() -> None:
    template = Template('{% translate "Search" %}')
    assert [type(node) for node in template.nodelist] == [PlainTranslation]
    with translation.override("es"):
        assert template.render(Context()) == "Buscar"
