"""HTML of a stranger → HTML that is safe to show, and its text.

Nothing loads by itself: images lose `src` (`data-src` is the remote address, `data-cid` names a file of the letter).
"""

import html as htmllib
import re
from collections import Counter

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_HTML = 1_000_000
MAX_DEPTH = 400
MAX_MARKS = 50_000
MAX_SHAPED = 500_000  # nodes that come of shaping tags which nobody closed
_TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
}
_STYLES = {
    "color",
    "background-color",
    "font-weight",
    "font-style",
    "font-family",
    "font-size",
    "text-decoration",
    "text-align",
    "vertical-align",
    "white-space",
    "border",
    "border-collapse",
    "border-left",
    "border-bottom",
    "border-top",
    "padding",
    "padding-left",
    "margin-left",
    "list-style-type",
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "textarea",
    },
    attributes={
        "*": {"style", "dir", "lang", "title"},
        "a": {"href"},
        "img": {"alt", "width", "height", "data-src", "data-cid"},
        "td": {"colspan", "rowspan", "align", "valign", "width", "bgcolor"},
        "th": {"colspan", "rowspan", "align", "valign", "width", "bgcolor"},
        "table": {"width", "align", "border", "cellpadding", "cellspacing", "bgcolor"},
        "font": {"color", "face", "size"},
        "ol": {"start", "type"},
        "col": {"span", "width"},
    },
    allowed_classes={"details": {"quoted"}, "div": {"plain"}},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    filter_style_properties=_STYLES,
)
_BREAK = re.compile(
    r"</?(?:p|div|tr|li|ul|ol|h[1-6]|blockquote|table|pre|dl|dt|dd|br|hr|details|summary|center)\b[^>]*>"
)
_CELL = re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>")
_ITEM = re.compile(r"<li\b[^>]*>")
_ALT = re.compile(r'<img\b[^>"]*(?:"[^"]*"[^>"]*)*?\balt="([^"]+)"[^>"]*(?:"[^"]*"[^>"]*)*>')
_TAG = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
_SPACES = re.compile(r"[ \t\xa0]+")
_PRE = re.compile(r"<pre\b[^>]*>(.*?)</pre>", re.DOTALL)
_NESTING = re.compile(r"<(/?)([a-zA-Z][^\s<>/]{0,40})")
# What has no end, or one that the next of its kind implies: it does not nest by itself
_FLAT = frozenset(
    ["br", "img", "hr", "meta", "link", "input", "col", "p", "li", "tr", "td", "th", "dt", "dd", "tbody", "option"]
)
# What is opened anew in every block after it, until it is closed
_SHAPING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_KEPT = re.compile("\x01(\\d{1,6})\x01")


def sanitise(markup: str) -> str:
    """Only tags, attributes and styles that can do no harm. Its input's images must be `prepare`d."""
    return _CLEANER.clean(markup).strip()


def load(markup: str) -> LexborHTMLParser:
    """Parse HTML, whatever it is."""
    return LexborHTMLParser(markup)


def prepare(tree: LexborHTMLParser) -> list[str]:
    """Take loading away from images; returns the content ids that are shown."""
    shown: list[str] = []
    for image in tree.css("img"):
        attributes = image.attributes
        source = (attributes.get("src") or "").strip()
        tiny = (attributes.get("width") or "") in ("0", "1") or (attributes.get("height") or "") in ("0", "1")
        image.attrs["src"] = ""
        for forged in ("data-src", "data-cid"):
            if forged in attributes:
                del image.attrs[forged]
        if source.lower().startswith("cid:"):
            image.attrs["data-cid"] = source[4:].strip("<>")[:200]
            shown.append(source[4:].strip("<>")[:200])
        elif source.lower().startswith(("http://", "https://", "//")):
            if tiny:
                image.decompose()  # a tracking pixel shows nothing
            else:
                image.attrs["data-src"] = source[:2000]
    return shown


def body_html(tree: LexborHTMLParser) -> str:
    """What is left of the tree."""
    body: LexborNode | None = tree.body
    return (body.html or "") if body is not None else ""


def too_heavy(markup: str) -> bool:
    """What would cost more time than a letter may: size, number of tags and entities, depth."""
    if len(markup) > MAX_HTML or markup.count("<") > MAX_MARKS or markup.count("&") > MAX_MARKS:
        return True
    opened: Counter[str] = Counter()
    depth = deepest = shapes = nodes = 0
    for closes, name in _NESTING.findall(markup.lower()):
        if name in _FLAT:
            nodes += shapes
        elif name.startswith("o:"):  # Word's, which are not always closed
            opened[name] += -1 if closes else 1
            deepest = max(deepest, opened[name] // 5)
        elif not closes:
            opened[name] += 1
            shapes += name in _SHAPING
            nodes += shapes
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:  # what was not opened closes nothing
            opened[name] -= 1
            depth -= 1
            shapes -= name in _SHAPING
    return deepest > MAX_DEPTH or nodes > MAX_SHAPED


def strip_tags(markup: str) -> str:
    """A rough text of HTML that is not parsed at all."""
    return htmllib.unescape(re.sub(r"<[^<>]{0,2000}>", " ", markup))


def has_text(clean: str) -> bool:
    """Whether sanitised HTML says anything."""
    return bool(htmllib.unescape(_TAG.sub("", clean)).strip())


def text_of(clean: str) -> str:
    """Text of sanitised HTML (whose form is regular: that is why this may be done by pattern)."""
    if not clean:
        return ""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"<br>\x01{len(kept) - 1}\x01<br>"

    text = _PRE.sub(keep, clean) if "<pre" in clean else clean
    text = " ".join(text.split()) if "\n" in text or "\t" in text else text
    text = _ALT.sub(r"[\1]", text)
    text = _CELL.sub(" \t", text)
    text = _ITEM.sub("\n• ", text)
    text = _BREAK.sub(_line_end, text)
    text = htmllib.unescape(_TAG.sub("", text))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    kept = [htmllib.unescape(_TAG.sub("", one)).strip("\n") for one in kept]
    return _KEPT.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else found[0], text)


def _line_end(found: re.Match[str]) -> str:
    tag = found[0]
    if tag.startswith("<br"):
        return "\n"
    if tag in ("</p>", "</table>", "</ul>", "</ol>", "</blockquote>") or tag.startswith("</h"):
        return "\n\n"
    return "\n"
