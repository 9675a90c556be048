"""HTML: the earlier letters and the signature taken out of what was written now."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .quote import forwarded, quote_header

_QUOTES = (
    ".gmail_quote, .gmail_quote_container, blockquote[type='cite'], .yahoo_quoted, .protonmail_quote, "
    ".tutanota_quote, .ya-quote, .WordSection1 ~ .gmail_extra, .moz-forward-container"
)
_REST_AFTER = (
    "#appendonsend, #divRplyFwdMsg, #x_divRplyFwdMsg, #mail-editor-reference-message-container, #OLK_SRC_BODY_SECTION"
)
_SIGNATURES = ".gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature, [data-signature-widget]"
_OUTLOOK_RULE = "div[style*='border-top:solid'], div[style*='border-top: solid'], div[style*='BORDER-TOP:']"
MAX_NODES = 2_000  # of a kind: where there are more, nothing is folded
MAX_MARKS = 5  # those that are looked at: each has the whole letter before it


def take_quotes(tree: LexborHTMLParser) -> str:
    """Remove quotations from the tree and return their HTML; nothing is removed where that would leave nothing."""
    body = tree.body
    if body is None:
        return ""
    nodes = _found(tree, body)
    if not nodes or len(nodes) > MAX_NODES:
        return ""
    taken = "".join(node.html or "" for node in nodes)
    for node in nodes:
        node.decompose()
    return taken


def _found(tree: LexborHTMLParser, body: LexborNode) -> list[LexborNode]:
    for mark in tree.css(_REST_AFTER)[:MAX_MARKS]:
        if _has_text_before(mark, body):
            return _from_here(mark, body) + _signatures(tree)
    for rule in tree.css(_OUTLOOK_RULE)[:MAX_MARKS]:
        start = (rule.text() or "").strip()[:40].lower()
        if start.startswith(("from:", "от:", "von:", "de:")):
            outer = rule.parent if rule.parent is not None and rule.parent.tag == "div" and _first(rule) else rule
            return _from_here(outer, body)
    quotes = _outermost(tree, _QUOTES)
    known = {quote.mem_id for quote in quotes}
    quotes += [node for node in _outermost(tree, "blockquote") if not _is_inside(node, known) and _introduced(node)]
    if len(quotes) > 1 and _written_between(quotes):
        return []  # answers between quotations need them
    if any(forwarded((node.text() or "").strip()[:200]) for node in quotes):
        return []
    nodes: list[LexborNode] = []
    for node in quotes:
        header = _header_before(node)
        if header is not None:
            nodes.append(header)
        nodes.append(node)
    known = {node.mem_id for node in nodes}
    return nodes + [node for node in _signatures(tree) if not _is_inside(node, known)]


def _signatures(tree: LexborHTMLParser) -> list[LexborNode]:
    return _outermost(tree, _SIGNATURES)


def _from_here(node: LexborNode, body: LexborNode) -> list[LexborNode]:
    """A node and all that follows it in the document, up to the body."""
    out: list[LexborNode] = []
    current: LexborNode | None = node
    first = True
    while current is not None and current.mem_id != body.mem_id:
        sibling = current if first else current.next
        first = False
        while sibling is not None:
            out.append(sibling)
            sibling = sibling.next
        current = current.parent
    return out


def _has_text_before(node: LexborNode, body: LexborNode) -> bool:
    current: LexborNode | None = node
    while current is not None and current.mem_id != body.mem_id:
        sibling = current.prev
        while sibling is not None:
            if (sibling.text() or "").strip():
                return True
            sibling = sibling.prev
        current = current.parent
    return False


def _outermost(tree: LexborHTMLParser, query: str) -> list[LexborNode]:
    nodes = tree.css(query)
    if len(nodes) > MAX_NODES:
        return []
    ids = {node.mem_id for node in nodes}
    return [node for node in nodes if not _has_ancestor(node, ids)]


def _is_inside(node: LexborNode, ids: set[int]) -> bool:
    return node.mem_id in ids or _has_ancestor(node, ids)


def _has_ancestor(node: LexborNode, ids: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _first(node: LexborNode) -> bool:
    previous = node.prev
    while previous is not None:
        if (previous.text() or "").strip():
            return False
        previous = previous.prev
    return True


def _introduced(node: LexborNode) -> bool:
    """A bare blockquote is a quotation when "… wrote:" stands before it or begins it."""
    if _header_before(node) is not None:
        return True
    lines = [line.strip() for line in (node.text(separator="\n") or "")[:2_000].split("\n") if line.strip()]
    return any(quote_header(" ".join(lines[:count])) for count in (1, 2, 3, 4) if count <= len(lines))


def _header_before(node: LexborNode) -> LexborNode | None:
    previous = node.prev
    for _ in range(6):
        if previous is None:
            parent = node.parent
            return (
                None if parent is None or parent.tag in ("body", "html") or not _first(node) else _header_before(parent)
            )
        text = " ".join((previous.text() or "")[:1_000].split())
        if text:
            return previous if quote_header(text) else None
        previous = previous.prev
    return None


def _written_between(quotes: list[LexborNode]) -> bool:
    ids = {node.mem_id for node in quotes}
    sibling = quotes[0].next
    written = False
    while sibling is not None:
        if sibling.mem_id in ids:
            if written:
                return True
        else:
            text = " ".join((sibling.text() or "").split())
            written = written or (bool(text) and not quote_header(text))
        sibling = sibling.next
    return False
