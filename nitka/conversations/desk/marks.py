"""The names in a note stand out."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from nitka.conversations.desk.frame import Frame


def marked(html: SafeString, frame: Frame) -> SafeString:
    """A note's safe HTML with each @name of a colleague marked, the longest names first."""
    if "@" not in html:
        return html
    out = str(html)
    for number, person in enumerate(sorted(frame.members.values(), key=lambda person: -len(person.name))):
        out = out.replace(f"@{escape(person.name)}", f"\x00{number}\x00")
    for number, person in enumerate(sorted(frame.members.values(), key=lambda person: -len(person.name))):
        out = out.replace(f"\x00{number}\x00", f'<b class="at">@{escape(person.name)}</b>')
    return mark_safe(out)  # noqa: S308 - escaped before, and names are escaped
