"""Where the mailboxes of well-known providers are, by an address's domain."""

from typing import Any, NamedTuple


class Known(NamedTuple):
    """A provider's servers: incoming always by TLS; `oauth` where consent takes the place of a password."""

    imap: str
    smtp: str
    smtp_port: int = 465
    oauth: str = ""


_YANDEX, _MAIL_RU = Known("imap.yandex.ru", "smtp.yandex.ru"), Known("imap.mail.ru", "smtp.mail.ru")
_GOOGLE = Known("imap.gmail.com", "smtp.gmail.com", 465, "google")
_MICROSOFT = Known("outlook.office365.com", "smtp.office365.com", 587, "microsoft")
_APPLE = Known("imap.mail.me.com", "smtp.mail.me.com", 587)
KNOWN: dict[str, Known] = {
    **dict.fromkeys(("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"), _YANDEX),
    **dict.fromkeys(("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "vk.com"), _MAIL_RU),
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GOOGLE),
    **dict.fromkeys(("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com"), _MICROSOFT),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    "rambler.ru": Known("imap.rambler.ru", "smtp.rambler.ru"),
    "yahoo.com": Known("imap.mail.yahoo.com", "smtp.mail.yahoo.com"),
    "fastmail.com": Known("imap.fastmail.com", "smtp.fastmail.com"),
    "gmx.net": Known("imap.gmx.net", "mail.gmx.net", 587),
    "zoho.com": Known("imap.zoho.com", "smtp.zoho.com"),
}


def guess(address: str) -> dict[str, Any]:
    """Settings to begin with: `imap`, `relay`, and `oauth` where the provider wants it. A stranger's usual names."""
    domain = address.rpartition("@")[2].lower()
    known = KNOWN.get(domain) or Known(f"imap.{domain}", f"smtp.{domain}")
    security = "tls" if known.smtp_port == 465 else "starttls"
    found: dict[str, Any] = {
        "imap": {"host": known.imap, "port": 993, "security": "tls", "user": address.lower()},
        "relay": {"host": known.smtp, "port": known.smtp_port, "security": security, "user": address.lower()},
    }
    if known.oauth:
        found["oauth"] = {"provider": known.oauth}
    return found
