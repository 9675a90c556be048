"""What the receiving server found out about a sender: Authentication-Results (RFC 8601).

Anybody can put such a field into a letter, and a server removes those forged under its own name only (RFC 8601,
section 5). So what speaks for a sender counts from servers that every letter of the channel came through: those it
names, and of a fetched letter its mailbox's provider. What speaks against one counts from every provider that is known.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .mime import Headers

# By the end of a mailbox's host, who writes the field there; a channel may name more in its setting `authserv`.
PROVIDERS = {
    "gmail.com": ("mx.google.com",),
    "googlemail.com": ("mx.google.com",),
    "yandex.ru": ("yandex.net",),
    "yandex.com": ("yandex.net",),
    "mail.ru": ("mxs.mail.ru", "mx.mail.ru"),
    "office365.com": ("mail.protection.outlook.com",),
    "outlook.com": ("mail.protection.outlook.com",),
}
KNOWN = frozenset(name for names in PROVIDERS.values() for name in names)
MAX_FIELDS = 20
LONGEST = 10_000  # a longer field says nothing: cut, it could say something else
_PIECE = re.compile(r"[^\\\"()]+|\\.|.", re.DOTALL)
_QUOTED = str.maketrans(dict.fromkeys("; \t\r\n=", "_"))  # what would end or begin a statement
_METHOD = re.compile(r"^\s*(spf|dkim|dmarc|auth)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![\w.-])(smtp\.mailfrom|smtp\.auth|header\.(?:d|i|from))\s*=\s*([^\s;]+)", re.IGNORECASE)
_SAYS = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i"), "dmarc": ("header.from",), "auth": ("smtp.auth",)}
_RESULTS = {"pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror", "bestguesspass"}


def trusted(settings: Mapping[str, Any], envelope: Mapping[str, Any]) -> set[str]:
    """Whose word counts for a letter of a channel: the servers it names, and its mailbox's provider where the letter
    was fetched from there."""
    named = settings.get("authserv") or ()
    names = {name.strip().lower() for name in (named.replace(",", " ").split() if isinstance(named, str) else named)}
    if envelope.get("by") == "mailbox":
        given = settings.get("imap") or settings.get("pop3") or {}
        host = str(given.get("host") or "").lower().rstrip(".")
        names |= {name for end, theirs in PROVIDERS.items() if _is_of(host, (end,)) for name in theirs}
    return names - {""}


def results(headers: Headers, sender: str, names: Iterable[str] = ()) -> dict[str, str]:
    """`{"by", "verdict", "spf", "dkim", "dmarc"}` of the topmost field of a trusted server, else of a known one that
    speaks against the sender; empty when there is none."""
    trusted = tuple(names)
    against: dict[str, str] = {}
    for _number, value in zip(range(MAX_FIELDS), headers.all("authentication-results"), strict=False):
        server, _, rest = _plain(value[:LONGEST]).partition(";")
        server = (server.split() or [""])[0].lower().rstrip(".")
        believed = _is_of(server, trusted)
        if not believed and (against or not _is_of(server, KNOWN)):
            continue
        found = _judged(_methods(rest if len(value) <= LONGEST else ""), sender) | {"by": server[:250]}
        if believed:
            return found
        against = found if doubtful(found) else {}
    return against


def doubtful(found: Mapping[str, str]) -> bool:
    """The receiving server says that the letter is not from whom it says it is from."""
    return found.get("verdict") == "doubtful"


def proven(found: Mapping[str, str]) -> bool:
    """The receiving server vouches for the sender."""
    return found.get("verdict") == "proven"


def _is_of(host: str, names: Iterable[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def _plain(value: str) -> str:
    """Without comments, which may lie in comments; what is quoted (a sender's own words) ends no statement."""
    out: list[str] = []
    depth, quoted = 0, False
    for piece in _PIECE.findall(value):
        if piece == '"' and not depth:
            quoted = not quoted
        elif quoted:
            out.append(piece.translate(_QUOTED))
        elif piece == "(":
            depth += 1
            out.append(" ")
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            out.append(piece)
    return "".join(out)


def _methods(rest: str) -> list[tuple[str, str, str]]:
    """`(method, result, whom it is about)` of each statement."""
    out = []
    for statement in rest.split(";")[:50]:
        found = _METHOD.match(statement)
        if found and found[2].lower() in _RESULTS:
            method = found[1].lower()
            told = {name.lower(): value for name, value in _PROPERTY.findall(statement)}
            whom = next((told[name] for name in _SAYS[method] if name in told), "")
            out.append((method, found[2].lower(), whom.lower()))
    return out


def _judged(methods: list[tuple[str, str, str]], sender: str) -> dict[str, str]:
    """The verdict: DMARC's own, else an SPF or DKIM pass of the sender's domain (RFC 7489, section 3.1, relaxed), or
    that they signed in at the server itself."""
    home = sender.rpartition("@")[2].lower()
    found: dict[str, str] = {}
    proven = False
    for method, result, whom in methods:
        if method == "auth":
            proven = proven or (result == "pass" and whom == sender.lower())
            continue
        domain = whom.rpartition("@")[2]
        if method == "dmarc" and result == "pass" and domain and not _aligned(domain, home):
            result = "none"  # of several writers the server looked at another
        if found.get(method) != "pass":  # of several signatures one that holds is enough
            found[method] = result
        proven = proven or (method != "dmarc" and result == "pass" and _aligned(domain, home))
    dmarc = found.get("dmarc")
    if dmarc == "pass" or (dmarc != "fail" and proven):
        found["verdict"] = "proven"
    elif dmarc == "fail" or (found.get("spf") == "fail" and found.get("dkim") != "pass"):
        found["verdict"] = "doubtful"
    else:
        found["verdict"] = "unproven"
    return found


def _aligned(domain: str, home: str) -> bool:
    if "." not in domain or "." not in home:
        return False
    return domain == home or home.endswith(f".{domain}") or domain.endswith(f".{home}")
