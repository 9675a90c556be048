"""What there is to ask of a company that runs: each address and each form once, by the list of addresses it has.

Read as a browser reads it: links, forms, what scripts are told to fetch. What no page leads to is tried with the ids
that its neighbours had.
"""

from __future__ import annotations

import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

# What ends the session that asks, or locks its owner out; what writes to a stream for ever; what plays by itself.
LEFT = {
    *("account_logout", "account_signup", "account_reset_password_from_key", "mfa_activate_totp", "mfa_add_webauthn"),
    *("mfa_generate_recovery_codes", "accounts:session", "accounts:sessions", "accounts:password", "accounts:sign_in"),
    *("accounts:sign_in_rules", "accounts:second_step", "accounts:issuer", "accounts:issuer_check"),
    *("accounts:deactivation", "accounts:member", "oidc_begin", "oidc_connect", "demo:simulation"),
    "conversations:presence",
}
DOORS = ("/widget.js", "/chat/", "/v1/", "/hooks/", "/sourceConfig", "/stream", "/healthz", "/readyz")
PER_NAME = 3  # addresses of one name that bring no parameter
OFTEN = {"demo:letter": 25, "conversations:thread": 12, "customers:profile": 8}  # each leads elsewhere
# Forms whose rows have pages of their own that a demo company has not, and what they ask for that "words" is not.
MAKING = {"webhooks:new", "moments:hooks", "sending:new", "segments:new", "conversations:views", "customers:views",
          "conversations:macro_new", "accounts:invitations", "moving:door"}  # fmt: skip
SUITABLE = {
    "webhooks:new": {"url": "https://b.example/hook"},
    "sending:new": {"address": "https://b.example"},
    "accounts:invitations": {"email": "scan@b.example", "emails": "scan@b.example"},
    "moving:door": {"address": "https://b.example", "url": "https://b.example"},
}
_PATH = re.compile(r"^/(?!/)[^\s<>{}]*$")


@dataclass(frozen=True)
class Asked:
    """A request: what wapiti puts its own words into."""

    method: str
    path: str  # with its query
    name: str  # of its pattern, or the door's beginning
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    referer: str = ""
    body: str = ""  # JSON

    def names(self) -> list[str]:
        """Of its parameters."""
        query = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        return [name for name, _ in (*query, *self.fields) if name != "csrfmiddlewaretoken"]

    def as_json(self) -> dict[str, Any]:
        """As the other process reads it."""
        return asdict(self)


@dataclass
class Site:
    """What was found: requests by what they bring, ids by where they stand, the names that answered."""

    base: str
    asked: dict[tuple[Any, ...], Asked] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    ids: dict[tuple[str, str], Any] = field(default_factory=dict)  # (what stands before it, parameter) → a value

    def take(self, one: Asked) -> None:
        """Keep a request that brings a parameter, or an address, which none before it had."""
        for name in (*one.names(), ""):
            key = (one.method, one.name, name)
            if key not in self.asked:
                self.asked[key] = one

    def requests(self) -> list[Asked]:
        """Each once."""
        return list(dict.fromkeys(self.asked.values()))

    def unseen(self) -> list[str]:
        """Names of pages that neither a link, a form nor a guess led to."""
        return sorted(name for name, _ in patterns() if name not in self.seen and name not in LEFT)


def read(client: httpx.Client, starts: list[str], limit: int = 0) -> Site:
    """Ask for everything that the pages of `starts` lead to; `limit`: so many, each name once, and nothing made."""
    site = Site(str(client.base_url).rstrip("/"))
    queue, known, read_of = deque(starts), set[tuple[str, str]](), Counter[str]()
    asked = set[str]()
    for again in (False,) if limit else (False, True):
        if again:
            queue.extend(_make(client, site))
        while queue and (not limit or len(asked) < limit):
            path = queue.popleft()
            one = Asked("GET", path, name_of(urlsplit(path).path))
            brings = {(one.name, parameter) for parameter in one.names()} - known
            enough = read_of[one.name] >= (1 if limit else OFTEN.get(one.name, PER_NAME))
            if path in asked or one.name in LEFT or (enough and (limit or not brings)):
                continue
            asked.add(path)
            known |= brings
            read_of[one.name] += 1
            queue.extend(_look(client, site, one))
        queue.extend(_guesses(site))
    return site


def _token(client: httpx.Client) -> tuple[tuple[str, str], ...]:
    """What a script sends with a form that no page has."""
    found = re.search(r"csrftoken=(\w+)", client.headers.get("cookie", ""))
    return (("csrfmiddlewaretoken", found[1]),) if found else ()


def _make(client: httpx.Client, site: Site) -> Iterator[str]:
    """Send each form that makes something, so that its page is there; where it led."""
    for one in site.requests():
        if one.method == "POST" and one.name in MAKING:
            given = {**dict(one.fields), **SUITABLE.get(one.name, {})}
            answer = client.post(one.path, data=given, headers={"Referer": site.base + one.referer})
            yield _ours(site, one.path, answer.headers.get("location") or one.path)
            yield one.referer


def _look(client: httpx.Client, site: Site, one: Asked) -> list[str]:
    """Ask for one; what it leads to."""
    path, answer = one.path, client.get(one.path, follow_redirects=False)
    if answer.status_code == 404:
        return []
    site.seen.add(one.name)
    if answer.status_code == 405:
        site.take(replace(one, method="POST", fields=_token(client)))
        return []
    site.take(one)
    _learn(site, path)
    if answer.is_redirect:
        return [_ours(site, path, answer.headers["location"])] if "location" in answer.headers else []
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return []
    page = LexborHTMLParser(answer.text)
    for form in page.css("form"):
        _form(site, path, form)
    return [found for found in (_ours(site, path, link) for link in _links(page)) if found]


def _links(page: LexborHTMLParser) -> Iterator[str]:
    """Everything on a page that looks like an address: links, and what scripts are told to fetch."""
    for node in page.css("*"):
        for name, value in node.attributes.items():
            if value and (name in ("href", "src", "action", "formaction") or _PATH.match(value)):
                yield value


def _form(site: Site, page: str, form: LexborNode) -> None:
    """A form, and each button of it that leads elsewhere."""
    fields = tuple(_fields(form))
    files = tuple(str(one.attributes["name"]) for one in form.css("input[type=file][name]"))
    given = form.attributes
    elsewhere = (one.attributes["formaction"] or "" for one in form.css("[formaction]"))
    for action in {given.get("action") or "", *elsewhere}:
        path = _ours(site, page, action or page)
        method = (given.get("method") or "get").upper()
        name = name_of(urlsplit(path).path)
        if not path or name in LEFT or method == "DIALOG":
            continue
        site.seen.add(name)
        _learn(site, path)
        kept = fields
        if method == "GET":
            path, kept = f"{path.partition('?')[0]}?{urlencode(fields)}", ()
        site.take(Asked(method, path, name, kept, files, page))


def _fields(form: LexborNode) -> Iterator[tuple[str, str]]:
    seen = set()
    for one in form.css("input[name], select[name], textarea[name], button[name]"):
        name, kind = str(one.attributes["name"]), one.attributes.get("type") or ""
        if name in seen or kind == "file":
            continue
        seen.add(name)
        value = one.attributes.get("value") or ""
        if one.tag == "textarea":
            value = one.text() or "words"
        if one.tag == "select":
            options = [each.attributes.get("value") or "" for each in one.css("option")]
            value = next((each for each in options if each), "")
        yield name, value or {"email": "a@b.example", "number": "1", "url": "https://b.example/"}.get(kind, "words")


def _ours(site: Site, page: str, link: str) -> str:
    """A path of ours, or nothing."""
    whole = urlsplit(urljoin(site.base + page, link))
    if f"{whole.scheme}://{whole.netloc}" != site.base or whole.path.startswith("/static/"):
        return ""
    return whole.path + (f"?{whole.query}" if whole.query else "")


def name_of(path: str) -> str:
    """The pattern's name, the door's beginning, or nothing."""
    from django.urls import Resolver404, resolve

    for door in DOORS:
        if path.startswith(door):
            return door
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.view_name or ""


def _learn(site: Site, path: str) -> None:
    """Remember what stood for each parameter of an address, by what stands before it."""
    from django.urls import Resolver404, resolve

    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return
    for name, value in found.kwargs.items():
        stem = path.partition(f"/{value}/")[0]
        site.ids[(stem, name)] = value


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Each page's name and its parameters, the API's aside."""
    from django.urls import URLResolver, get_resolver

    def below(tree: Any, prefix: str) -> Iterator[tuple[str, list[str]]]:
        for branch in tree.url_patterns:
            if isinstance(branch, URLResolver):
                yield from below(branch, f"{prefix}{branch.namespace}:" if branch.namespace else prefix)
            elif branch.name:
                yield f"{prefix}{branch.name}", list(branch.pattern.regex.groupindex)

    return (found for found in below(get_resolver(), "") if not found[0].startswith("api:"))


def _guesses(site: Site) -> Iterator[str]:
    """Addresses that nothing led to, with ids that stood in the same place of others, or anywhere."""
    from django.urls import NoReverseMatch, reverse

    for name, parameters in patterns():
        if name in site.seen or name in LEFT:
            continue
        choices = {p: list(dict.fromkeys(v for (_, q), v in site.ids.items() if q == p)) for p in parameters}
        for turn in range(max([len(found) for found in choices.values()] or [1])):
            filled = {p: found[turn % len(found)] for p, found in choices.items() if found}
            try:
                path = reverse(name, kwargs=filled)
            except NoReverseMatch:
                continue
            stem = {p: path.partition(f"/{value}/")[0] for p, value in filled.items() if p != "slug"}
            near = all((before, p) in site.ids for p, before in stem.items())
            if near or turn < 12:
                yield path


def configured(data: Path) -> None:
    """Django as the installation of that directory has it, its list of addresses above all."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "nitka.settings", "NITKA_DATA": str(data), "NITKA_POOL": "0"}
    import django

    django.setup()
