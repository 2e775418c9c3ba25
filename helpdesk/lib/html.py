"""Making HTML from outside harmless. Once, at intake; it is also shown in a sandboxed frame with its own policy."""

import nh3

MAX_HTML = 1_000_000
MAX_TAGS = 20_000

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "div", "dl",
    "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"style", "dir", "lang", "align", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "table": {"width", "cellpadding", "cellspacing", "border", "bgcolor"},
    "td": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
    "th": {"width", "height", "colspan", "rowspan", "valign", "bgcolor"},
    "tr": {"valign", "bgcolor"},
    "ol": {"start", "type"},
}
# No position, no z-index, no display tricks, nothing that takes an address.
STYLES = {
    "color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height",
    "text-align", "text-decoration", "vertical-align", "padding", "padding-left", "padding-right", "padding-top",
    "padding-bottom", "border", "border-collapse", "border-color", "border-style", "border-width", "border-left",
    "border-right", "border-top", "border-bottom", "width", "max-width", "white-space", "list-style-type",
}  # fmt: skip


def sanitise(html: str) -> str:
    """Return what of a mail's HTML may be shown: no script, style sheet, form, frame or remote file.

    Images stay only where they came with the mail (`cid:`). HTML that is too large or too deep to be a letter
    gives "": the text is shown instead.
    """
    if not html or len(html) > MAX_HTML or html.count("<") > MAX_TAGS:
        return ""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head", "template", "noscript", "svg", "math", "object"},
        attributes=ATTRIBUTES,
        attribute_filter=_keep,
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    ).replace("\x00", "")


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.lower().startswith("cid:") else None
    if attribute == "style" and ("url(" in value.lower() or "\\" in value or "expression" in value.lower()):
        return None
    return value
