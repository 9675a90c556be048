"""HTML of strangers, whatever brought it, by the rules for letters."""

from nitka.channels.email.parse import markup


def safe(html: str) -> tuple[str, str]:
    """HTML that does no harm and loads nothing by itself, and its text; of what is too heavy only the text."""
    if markup.too_heavy(html):
        return "", markup.strip_tags(html)
    tree = markup.load(html)
    markup.prepare(tree)
    clean = markup.sanitise(markup.body_html(tree))
    return clean, markup.text_of(clean)
