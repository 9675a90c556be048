"""Which identities may make one of two customers: data with a version, and pure decisions over it.

The house's set is here; a workspace may lay changes over it (`RuleSet`), which gives its version a second number.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from nitka.customers.normalise import disguised

VERSION = 1


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of identity is worth. `joins`: the same one at two customers makes them one, when it is proven."""

    priority: int
    most: int | None = None  # of this kind a customer may have by rule; a person may give more
    days: int | None = None  # of those seen within so many days; None: ever
    shared: int = 3  # on more customers than that it goes into quarantine
    joins: bool = True
    personal: bool = True  # a login is one person's; a browser may be a family's, and is no reason to ask about them


OTHER = KindRule(priority=20, most=10)


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of rules as it is in force for a workspace."""

    version: str
    kinds: Mapping[str, KindRule]
    blocked: frozenset[str] = frozenset()  # values of any kind that are nobody's
    roles: frozenset[str] = frozenset()  # mailboxes of a function, not of a person
    automatic: int | None = None  # a proposal at least so probable (of 100) is accepted without a person

    def of(self, kind: str) -> KindRule:
        """The rule of a kind; for those nobody declared there is one, too."""
        return self.kinds.get(kind, OTHER)


def _nothing() -> frozenset[str]:
    """Hashes of nothing, as programs send them for people they do not know."""
    empties = (b"", b"null", b"undefined", b"none")
    hashes = (hashlib.md5, hashlib.sha1, hashlib.sha256)  # compared with, nothing is protected by them
    return frozenset(make(empty, usedforsecurity=False).hexdigest() for make in hashes for empty in empties)


DEFAULT = Rules(
    version=str(VERSION),
    kinds={
        "user": KindRule(100, most=1, shared=1),
        "account": KindRule(90),
        "card": KindRule(80, most=5),
        "email": KindRule(70, most=5, shared=3),
        "phone": KindRule(60, most=5, shared=3),
        "telegram": KindRule(50, most=3),
        "whatsapp": KindRule(50, most=3),
        "viber": KindRule(50, most=3),
        "vk": KindRule(50, most=3),
        "max": KindRule(50, most=3),
        "instagram": KindRule(50, most=3),
        "facebook": KindRule(50, most=3),
        "order": KindRule(30, most=1_000, shared=1),
        "device": KindRule(10, most=20, days=90, shared=5, personal=False),
        "visitor": KindRule(5, most=50, days=90, shared=5, personal=False),
    },
    blocked=_nothing()
    | {
        "null", "undefined", "none", "nil", "nan", "anonymous", "anonym", "guest", "unknown", "test", "user", "admin",
        "n/a", "na", "-", "0", "-1", "true", "false", "[object object]", "00000000-0000-0000-0000-000000000000",
    },
    roles=frozenset((
        "test", "noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "abuse",
        "hostmaster", "webmaster", "root", "info", "support", "help", "sales", "office", "contact", "hello", "admin",
        "billing", "zakaz", "buh", "null", "undefined", "anonymous", "nobody", "none",
    )),
)  # fmt: skip


def in_force(changes: Mapping[str, Any], number: int) -> Rules:
    """The house's rules with a workspace's changes over them; what they do not know is left aside."""
    kinds = dict(DEFAULT.kinds)
    for code, given in (changes.get("kinds") or {}).items():
        base = kinds.get(code, OTHER)
        kinds[code] = replace(base, **{key: value for key, value in given.items() if key in asdict(base)})
    return replace(
        DEFAULT,
        version=f"{VERSION}.{number}",
        kinds=kinds,
        blocked=DEFAULT.blocked | {str(value).lower() for value in changes.get("blocked", ())},
        roles=(DEFAULT.roles | set(changes.get("roles", ()))) - set(changes.get("people", ())),
        automatic=changes.get("automatic"),
    )


_SAME_SIGN = re.compile(r"(.)\1*\Z")


def blocked(rules: Rules, kind: str, value: str) -> str:
    """Why an identity links nobody whoever says it: a code, "" when nothing is against it."""
    plain = value.lower()
    if plain in rules.blocked:
        return "nothing"
    if kind == "email":
        return _blocked_email(rules, plain)
    if kind == "phone":
        digits = "".join(sign for sign in plain.partition(";ext=")[0] if sign.isdigit())
        return "repeated" if len(digits) < 7 or _SAME_SIGN.match(digits[-7:]) else ""
    if (
        kind in ("user", "card", "device", "visitor", "order")
        and _SAME_SIGN.match(plain.replace("-", ""))
        and len(plain) > 3
    ):
        return "repeated"
    return ""


def _blocked_email(rules: Rules, value: str) -> str:
    local, _, domain = value.rpartition("@")
    if disguised("email", value):
        return "disguised"
    if local.partition("+")[0] in rules.roles:
        return "role"
    return "nothing" if domain.endswith((".invalid", ".localhost")) else ""


@dataclass(frozen=True, slots=True)
class Side:
    """One identity that was named together with another: what is known of it."""

    kind: str
    value: str
    proven: bool  # a code, a link, a message from it, or a source that knows
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Had:
    """A customer in the eyes of the rules: how many of each kind."""

    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with two customers, and why, as a code of `words.py`."""

    do: str  # merge, propose, nothing
    why: str


def decide(rules: Rules, one: Side, other: Side, first: Had, second: Had, *, apart: bool) -> Decision:
    """May two identities, named together, make one of their customers? Symmetric in its sides."""
    if why := max(blocked(rules, one.kind, one.value), blocked(rules, other.kind, other.value)):
        return Decision("nothing", why)
    if one.quarantined or other.quarantined:
        return Decision("nothing", "quarantined")
    if apart:
        return Decision("nothing", "apart")
    if not (rules.of(one.kind).joins and rules.of(other.kind).joins):
        return Decision("propose", "weak")
    if not (one.proven and other.proven):
        return Decision("propose", "unproven")
    if full := too_many(rules, first, second):
        personal = rules.of(one.kind).personal and rules.of(other.kind).personal
        return Decision("propose" if personal else "nothing", f"many:{full}")
    if contested(rules, min(rules.of(one.kind).priority, rules.of(other.kind).priority), first, second):
        return Decision("propose", "weaker")
    return Decision("merge", "together")


def too_many(rules: Rules, first: Had, second: Had) -> str:
    """The kind of which the two would have more than one customer may; "" when there is none."""
    for kind in sorted({*first.counts, *second.counts}):
        most = rules.of(kind).most
        if most is not None and first.counts.get(kind, 0) + second.counts.get(kind, 0) > most:
            return kind
    return ""


def contested(rules: Rules, priority: int, first: Had, second: Had) -> bool:
    """Both have something worthier than what would tie them: a family's phone does not make one of two mailboxes."""
    return any(
        first.counts[kind]
        and second.counts.get(kind)
        and rules.of(kind).personal
        and rules.of(kind).priority > priority
        for kind in first.counts
    )


def may_join(rules: Rules, kind: str, value: str, by: int, had: Had) -> str:
    """Why a new identity may not join a customer whose worthiest identity beside it is worth `by`; "" when it may."""
    if why := blocked(rules, kind, value):
        return why
    rule, there = rules.of(kind), had.counts.get(kind, 0)
    if rule.most is not None and there >= rule.most:
        return f"many:{kind}"
    return "weaker" if there and rule.personal and rule.priority > by else ""


def too_shared(rules: Rules, kind: str, customers: int) -> bool:
    """Seen on so many customers that it is nobody's."""
    return customers > rules.of(kind).shared


def rank(rules: Rules, counts: Mapping[str, int]) -> int:
    """Who stays when two become one: whoever has the worthier identity."""
    return max((rules.of(kind).priority for kind, count in counts.items() if count), default=0)
