"""Words with values: what they become, and what can never be done with them."""

import pytest
from django.utils.safestring import SafeString

from helpdesk.letters.kinds import KINDS, LANGUAGES
from helpdesk.letters.rendering import Block, Wording, faults_of, missing_from, samples, write
from helpdesk.letters.wordings import default_wording

ACK = KINDS["acknowledgement"]
URL = "https://help.example/r/abc/"


def body(text: str, **values: str) -> tuple[str, str]:
    """Return text and HTML of a body; `a_b="x"` is the value of {{ a.b }}."""
    named = {name.replace("_", ".", 1): value for name, value in values.items()}
    letter = write(Wording("s", text), named, colour="#045f76")
    return letter.text, letter.html


def test_values_are_put_in_once() -> None:
    text, html = body("{{desk.name}} and {{  ticket.number }}", desk_name="{{ ticket.number }}", ticket_number="7")
    assert text == "{{ ticket.number }} and 7"
    assert html == "<p>{{ ticket.number }} and 7</p>"


def test_everything_is_escaped_in_html_and_nothing_in_text() -> None:
    text, html = body("<b>Hi</b> {{ desk.name }}", desk_name="<script>alert(1)</script>")
    assert text == "<b>Hi</b> <script>alert(1)</script>"
    assert html == "<p>&lt;b&gt;Hi&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_a_link_alone_is_a_button_and_within_words_a_link() -> None:
    text, html = body("[See it]({{ request.link }})", request_link=URL)
    assert text == f"See it:\n{URL}"
    assert f'<a href="{URL}" style="display:inline-block' in html
    assert "background-color:#045f76" in html
    text, html = body("Please [see it]({{ request.link }}) now.", request_link=URL)
    assert text == f"Please see it ({URL}) now."
    assert html == f'<p>Please <a href="{URL}">see it</a> now.</p>'


def test_only_what_the_administrator_typed_becomes_a_link_by_its_looks() -> None:
    _text, html = body("See https://shop.example and {{ desk.name }}", desk_name="https://evil.example")
    assert html.count("<a ") == 1
    assert "https://evil.example" in html


def test_paragraphs_lines_small_print_and_blocks() -> None:
    block = Block("one\ntwo", SafeString("<ul><li>one</li></ul>"))
    letter = write(
        Wording("a\n b", "x\ny\n\n{{ requests.list }}\n\n---\n\nsmall"), {"requests.list": block}, colour="#000000"
    )
    assert letter.subject == "a b"
    assert letter.text == "x\ny\n\none\ntwo\n\nsmall"
    assert letter.html == "<p>x<br>\ny</p>\n<ul><li>one</li></ul>"
    assert letter.small == "<p>small</p>"


SSTI = [
    "{{ 7*7 }}",
    "{{7*'7'}}",
    "{{ settings.SECRET_KEY }}",
    "{{ request.user.password }}",
    "{{ desk.__class__.__mro__ }}",
    "{{ ''.__class__ }}",
    "{{ desk.name|safe }}",
    "{{ desk.name.__len__ }}",
    "{{ }}",
    "{{\ndesk.pk\n}}",
]


@pytest.mark.parametrize("text", SSTI)
def test_names_that_mean_nothing_are_refused_and_never_looked_up(text: str) -> None:
    assert len(faults_of(text, ACK)) == 1
    assert body(text)[0].strip() in {"", "()"}


@pytest.mark.parametrize(
    "text",
    ["{% debug %}", "{% load static %}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{# x #}", "{0.__class__}", "%(x)s", "{{{"],
)
def test_the_signs_of_other_template_languages_are_plain_text(text: str) -> None:
    assert faults_of(text, ACK) == []
    assert body(text)[0] == text


@pytest.mark.parametrize("name", ["requester.name", "ticket.subject", "message.text"])
def test_the_first_confirmation_holds_no_word_of_the_senders(name: str) -> None:
    (fault,) = faults_of(f"Hello {{{{ {name} }}}}", ACK)
    assert fault.startswith(f"{{{{ {name} }}}} has no place in this text. It was written by whoever wrote to you.")


def test_a_fault_says_what_there_is() -> None:
    known = "{{ ticket.number }}, {{ request.link }}, {{ desk.name }}"
    assert faults_of("{{ ticket.nummer }}", ACK) == [
        f"There is no variable {{{{ ticket.nummer }}}} here. There are: {known}"
    ]
    assert faults_of("{{ request.link }}", ACK, is_subject=True) == ["{{ request.link }} does not fit into a subject."]
    assert faults_of("[x]({{ desk.name }})", ACK) == [
        "{{ desk.name }} is no address, so it cannot be the target of a link."
    ]


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_words_are_in_order(slug: str, language: str) -> None:
    kind, wording = KINDS[slug], default_wording(slug, language)
    assert faults_of(wording.subject, kind, is_subject=True) + faults_of(wording.body, kind) == []
    assert missing_from(wording.body, kind) == []
    letter = write(wording, samples(kind, language), colour="#045f76")
    assert "{{" not in letter.subject + letter.text + letter.html + letter.small
