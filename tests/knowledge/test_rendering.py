"""Markdown of articles: what it can do, and what it must never let through."""

import re
import time
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from knowledge.rendering import Heading, Picture, Rendered, is_safe_link, picture_numbers, render

PICTURES = {3: Picture(640, 480)}


def page(body: str, language: str = "es") -> Rendered:
    return render(body, language=language, pictures=PICTURES)


def test_headings_begin_below_the_title_and_make_the_contents() -> None:
    rendered = page("# Qué hacer\n\n## Qué hacer\n\n##### Más\n\n## ¡¡!!")
    assert rendered.contents == [
        Heading(2, "s-que-hacer", "Qué hacer"),
        Heading(2, "s-que-hacer-2", "Qué hacer"),
        Heading(4, "s-mas", "Más"),
        Heading(2, "s-part", "¡¡!!"),
    ]
    assert '<h2 id="s-que-hacer">Qué hacer</h2>' in rendered.html


@pytest.mark.parametrize(
    ("body", "language", "tone", "title"),
    [
        ("> [!NOTE]\n> Text", "en", "info", "Note"),
        ("> [!NOTA]\n> Text", "es", "info", "Nota"),
        ("> [!warning]\n> Text", "es", "warn", "Atención"),
        (":::tip\nText\n:::", "en", "good", "Tip"),
        (":::atención\nText\n:::", "es", "warn", "Atención"),
        ("::: cuidado Antes de firmar\nText\n:::", "es", "bad", "Antes de firmar"),
        (":::importante\nText", "en", "brand", "Important"),
    ],
)
def test_call_outs_in_both_languages(body: str, language: str, tone: str, title: str) -> None:
    frame = (
        f'<div class="callout tone-{tone}" role="note">\n<p class="callout-title">{title}</p>\n<p>Text</p>\n</div>\n'
    )
    assert page(body, language).html == frame


@pytest.mark.parametrize("body", ["> Text", "> [!HELLO]\n> Text", ":::hello\nText\n:::", "> [!NOTE] Text"])
def test_other_quotes_stay_what_they_are(body: str) -> None:
    assert "callout" not in page(body).html


def test_call_outs_nest() -> None:
    html = page("> [!NOTE]\n> One\n>\n> > [!TIP]\n> > Two\n\nThree").html
    assert (html.count("<div"), html.count("</div>"), html.endswith("<p>Three</p>\n")) == (2, 2, True)


def test_tables_scroll_by_keyboard_and_align_without_style() -> None:
    html = page("| A | B |\n|:-:|--:|\n| 1 | 2 |\n\n| C |\n|---|\n| 3 |").html
    assert '<div class="scroll-x" role="region" tabindex="0" aria-label="Tabla 1">' in html
    assert 'aria-label="Tabla 2"' in html
    assert '<th class="c" scope="col">A</th>' in html
    assert "style" not in html


def test_a_picture_alone_is_a_figure_with_its_caption() -> None:
    html = page('![La etiqueta](/help/images/3.png "Dónde está la serie")').html
    picture = '<img src="/help/images/3.png" alt="La etiqueta" width="640" height="480" loading="lazy">'
    assert html == f"<figure>{picture}<figcaption>Dónde está la serie</figcaption></figure>\n"


def test_pictures_need_a_description() -> None:
    rendered = page("![](/help/images/3.png)")
    assert (len(rendered.faults), rendered.pictures) == (1, {3})


@pytest.mark.parametrize(
    "source",
    ["https://evil.example/x.png", "//evil.example/x.png", "/help/images/9.png", "/agent/", "data:image/png;base64,AA",
     "/help/images/3.svg", "/help/images/3.png?x=1", "../images/3.png"],
)  # fmt: skip
def test_pictures_come_from_our_store_only(source: str) -> None:
    rendered = page(f"![x]({source})")
    assert ("<img" in rendered.html, rendered.pictures) == (False, set())


def test_a_missing_picture_is_told() -> None:
    assert page("![x](/help/images/9.png)").faults == ["The picture /help/images/9.png is not here. Upload it first."]


def test_links_that_lead_away_say_so() -> None:
    html = page("[a](https://x.example) [b](/help/es/x/) [c](#s-x) [d](mailto:a@b.example) [e](tel:+5115550142)").html
    assert html == (
        '<p><a href="https://x.example" rel="noopener noreferrer external">a</a> <a href="/help/es/x/">b</a>'
        ' <a href="#s-x">c</a> <a href="mailto:a@b.example">d</a> <a href="tel:+5115550142">e</a></p>\n'
    )


ADDRESSES = [
    "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "vbscript:x",
    "data:text/html,<script>alert(1)</script>", "data:image/svg+xml;base64,AA", "//evil.example", "/\\evil.example",
    "\\\\evil.example", "file:///etc/passwd", "blob:x", "about:blank", "ftp://x", "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)", "jav&#x09;ascript:alert(1)", " javascript:alert(1)", "intent:x", "view-source:x",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x](<{}>)", "<{}>", "[x][r]\n\n[r]: {}", "[x][r]\n\n[r]: <{}>", "![x]({})", "[![y]({})]({})"]
)
def test_no_link_runs_or_leaves_by_another_scheme(form: str, address: str) -> None:
    html = page(form.replace("{}", address)).html
    assert [seen_by_a_browser(found) for found in re.findall(r'href="([^"]*)"', html)] in ([], ["https://desk.test"])
    assert "src=" not in html


def seen_by_a_browser(value: str) -> str:
    """Return scheme and host where a link of a page of ours leads, by the rules of https://url.spec.whatwg.org/."""
    address = re.sub(r"[\t\r\n]", "", unescape(value)).strip("".join(map(chr, range(0x21)))).replace("\\", "/")
    found = urlsplit(urljoin("https://desk.test/help/es/x/", address))
    return f"{found.scheme}://{found.netloc}"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<!-- --><script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<details open ontoggle=alert(1)>",
        "<style>*{background:url(//evil.example)}</style>",
        "<form action=//evil.example><input name=q></form>",
        "<base href=//evil.example>",
        "> [!NOTE]\n> <script>alert(1)</script>",
        ":::note <script>alert(1)</script>\nx\n:::",
        "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        '![x](/help/images/3.png "\\"><script>alert(1)</script>")',
        '[x](https://x.example "\\" onmouseover=\\"alert(1)")',
        '![" onerror="alert(1)](/help/images/3.png)',
        "# <script>alert(1)</script>",
        "```<script>\n</code></pre><script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
        "`<script>alert(1)</script>`",
        "<pre><script>alert(1)</script>",
    ],
)
def test_html_of_the_author_is_text(body: str) -> None:
    html = page(body).html.lower()
    for word in (
        "<script",
        "<iframe",
        "<svg",
        "<style",
        "<form",
        "<base",
        "<details",
        "<!--",
        'javascript:"',
        ' onerror="',
        ' onmouseover="',
    ):
        assert word not in html


def test_names_of_headings_do_not_take_those_of_the_page() -> None:
    assert 'id="s-main"' in page("# main").html


BUSY = [
    "[" * 50_000, "> " * 20_000 + "x", "*a_" * 30_000, "`" * 50_000, "- " * 20_000, "| a " * 20_000, "![](" * 20_000,
    ":::note\n" * 10_000, "> [!NOTE]\n" * 10_000, "<" * 50_000, "[a](" * 20_000, "\\" * 90_000,
]  # fmt: skip


@pytest.mark.parametrize("body", BUSY)
def test_no_text_keeps_the_processor_busy(body: str) -> None:
    began = time.process_time()
    page(body)
    assert time.process_time() - began < 8


def test_the_words_are_what_a_reader_sees() -> None:
    rendered = page("# Uno\n\nDos **tres**\ncuatro\n\n![La etiqueta](/help/images/3.png)\n\n> [!NOTA]\n> cinco")
    assert rendered.text.split() == ["Uno", "Dos", "tres", "cuatro", "La", "etiqueta", "Nota", "cinco"]
    assert rendered.words == 8


@pytest.mark.parametrize(
    "address",
    ["https://x.example/a:b", "/a:b", "a/b", "?q=1:2", "#a:b", "", "mailto:a@b.c", "tel:1", "HTTPS://x.example"],
)
def test_safe_links(address: str) -> None:
    assert is_safe_link(address)


def test_pictures_are_looked_up_by_number() -> None:
    assert picture_numbers("![a](/help/images/3.png) ![b](/help/images/12.webp) /help/images/x.png") == {3, 12}
