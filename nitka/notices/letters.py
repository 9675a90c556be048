"""Letters to members about notices: what gathered unread, or one that cannot wait. In the language and zone at work."""

import smtplib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts.models import Workspace
from nitka.accounts.queries import brand_of
from nitka.kit.text import shorten
from nitka.notices import tokens
from nitka.notices.listeners import Listener
from nitka.notices.models import Notice, Sending
from nitka.notices.outcome import Done, Failed, Outcome
from nitka.notices.queries import Shown
from nitka.notices.texts import TONES, headline
from nitka.ui.letters import compose, dressed
from nitka.ui.words import figure, moment, when

MOST = 40  # that a letter tells; there is the page for more


def digest(row: Sending, who: Listener, workspace: Workspace, told: Sequence[Shown]) -> EmailMultiAlternatives:
    """What gathered."""
    home = f"{settings.PUBLIC_URL}/w/{workspace.slug}/"
    stop = f"{settings.PUBLIC_URL}/letters/{tokens.make(workspace.pk, who.member.pk)}/off/"
    n = len(told)
    heading = ngettext("%(n)s unread notification", "%(n)s unread notifications", n) % {"n": figure(n)}
    items = [_item(one, home) for one in told]
    context = {
        "heading": heading,
        "items": items,
        "button": (_("Open all"), f"{home}notices/"),
        "footer": _("You get this letter because you have not seen these yet."),
        "links": [(_("Which letters come, and when"), f"{home}me/notices/"), (_("No more such letters"), stop)],
    }
    made = _letter(row, who, workspace, _subject(items, heading), context)
    made.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return made


def alone(row: Sending, who: Listener, workspace: Workspace, notice: Notice) -> EmailMultiAlternatives:
    """Somebody signed in as the member where they never did before."""
    device, heading = str(notice.data.get("device", "")), _("Signed in on a new device")
    facts = [(_("Device"), device), (_("When"), moment(notice.at)), (_("From where"), notice.data.get("ip", ""))]
    context = {
        "heading": heading,
        "facts": [(name, value) for name, value in facts if value],
        "text": _("If it was you, do nothing. If it was not, sign that device out and change your password now."),
        "button": (_("Look at my devices"), f"{settings.PUBLIC_URL}/w/{workspace.slug}/me/security/"),
        "footer": _("Such letters cannot be switched off: they guard your account."),
    }
    return _letter(row, who, workspace, f"{heading}: {device}".rstrip(": "), context)


def send(letter: EmailMultiAlternatives) -> Outcome:
    """Hand it to the relay of letters to members."""
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return Failed("refused", _words(code, said), permanent=code >= 500)
    except smtplib.SMTPAuthenticationError as error:
        return Failed("relay", _words(error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:
        permanent = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError)
        return Failed("refused" if permanent else "relay", _words(error.smtp_code, error.smtp_error), permanent)
    except (OSError, smtplib.SMTPException) as error:
        return Failed("relay", str(error)[:500])
    return Done()


def _letter(
    row: Sending, who: Listener, workspace: Workspace, subject: str, context: Mapping[str, Any]
) -> EmailMultiAlternatives:
    """The same Message-ID whenever it is tried: whoever has it already shows it once."""
    brand = brand_of(workspace)
    values = {**dressed(brand), **context}
    return compose(
        to=who.member.user.email,
        brand=brand,
        subject=shorten(subject, 150),
        plain=render_to_string("notices/letter.txt", values),
        html=render_to_string("notices/letter.html", values),
        headers={
            "Message-ID": f"<{row.pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'nitka.invalid'}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _item(one: Shown, home: str) -> dict[str, Any]:
    row = one.notice
    return {
        "said": headline(row),
        "by": one.by,
        "title": one.named.title if one.named else headline(row),
        "detail": one.named.detail if one.named else row.data.get("device", ""),
        "when": when(row.at, "full"),
        "bad": TONES.get(row.kind) == "bad",
        "url": f"{home}notices/{row.pk}/",
    }


def _subject(items: Sequence[Mapping[str, Any]], heading: str) -> str:
    first = items[0]
    if len(items) == 1:
        return f"{first['said']}: {first['title']}"
    names = ", ".join(dict.fromkeys(str(item["title"]) for item in items[:3]))
    return f"{heading}: {names}"


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:500]
