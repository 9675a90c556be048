"""What the receiving server found out about a sender: Authentication-Results (RFC 8601).

Only fields written by a server that the channel trusts count: anybody can put such a field into a letter, and a server
that writes its own removes those forged under its name (RFC 8601, section 5).
"""

import re
from collections.abc import Iterable

from .mime import Headers

# Who writes the field for mailboxes of these providers; a channel may name more in its setting `authserv`.
KNOWN = ("mx.google.com", "mail.yandex.net", "mxs.mail.ru", "mx.mail.ru", "mail.protection.outlook.com")
MAX_FIELDS = 20
_COMMENT = re.compile(r"\([^()]{0,2000}\)")
_METHOD = re.compile(r"^\s*(spf|dkim|dmarc)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:smtp\.mailfrom|header\.d|header\.i|header\.from)\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE)
_RESULTS = {"pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror", "bestguesspass"}


def results(headers: Headers, sender: str, trusted: Iterable[str] = ()) -> dict[str, str]:
    """`{"by", "verdict", "spf", "dkim", "dmarc"}` of the topmost trusted field; empty when there is none."""
    names = {*KNOWN, *(name.strip().lower() for name in trusted if name.strip())}
    for _number, value in zip(range(MAX_FIELDS), headers.all("authentication-results"), strict=False):
        server, _, rest = _uncommented(value[:10_000]).partition(";")
        server = (server.split() or [""])[0].lower().rstrip(".")
        if any(server == name or server.endswith(f".{name}") for name in names):
            return _judged(_methods(rest), sender) | {"by": server[:250]}
    return {}


def doubtful(found: dict[str, str]) -> bool:
    """The receiving server says that the letter is not from whom it says it is from."""
    return found.get("verdict") == "doubtful"


def _uncommented(value: str) -> str:
    for _depth in range(5):  # comments may lie in comments
        value, count = _COMMENT.subn(" ", value)
        if not count:
            break
    return value


def _methods(rest: str) -> list[tuple[str, str, str]]:
    """`(method, result, domain)` of each statement."""
    out = []
    for statement in rest.split(";")[:50]:
        found = _METHOD.match(statement)
        if found and found[2].lower() in _RESULTS:
            domain = _DOMAIN.search(statement)
            out.append((found[1].lower(), found[2].lower(), domain[1].rpartition("@")[2].lower() if domain else ""))
    return out


def _judged(methods: list[tuple[str, str, str]], sender: str) -> dict[str, str]:
    """The verdict: DMARC's own, else an SPF or DKIM pass of the sender's domain (RFC 7489, section 3.1, relaxed)."""
    home = sender.rpartition("@")[2].lower()
    found: dict[str, str] = {}
    proven = False
    for method, result, domain in methods:
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
