# ruff: noqa: E501 - a setting in one line reads better
"""Every setting there is: environment variables, options of `nitka up`, what `nitka.json` holds. `nitka config` shows them,
`docs/settings.md` is made from here, and a test finds what is read and not listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Where(StrEnum):
    """Where a setting is set."""

    VARIABLE = "variable"
    FLAG = "flag"
    FILE = "file"
    OWN = "own"  # variables that Nitka sets for its own processes, or that only tests read


@dataclass(frozen=True)
class Setting:
    """One setting: what holds where nobody sets it, and what it is for, in a line."""

    name: str
    where: Where
    default: str
    meaning: str
    secret: bool = False
    is_url: bool = False  # whose password is masked


V, F, J, N = Where.VARIABLE, Where.FLAG, Where.FILE, Where.OWN
SETTINGS = (
    Setting("NITKA_DATA", V, ".data", "The data directory; --data wins."),
    Setting("DATABASE_URL", V, "", "Your own PostgreSQL instead of the embedded one: postgresql://user:password@host/database.",
            is_url=True),
    Setting("NITKA_DIRECT_URL", V, "", "The same server past a pooler, for LISTEN and advisory locks.", is_url=True),
    Setting("NITKA_PUBLIC_URL", V, "http://HOST:PORT", "Where people reach Nitka: links in letters, cookies (https makes them secure)."),
    Setting("NITKA_BEHIND_PROXY", V, "0", "How many proxies of yours stand before us: what the last ones say in X-Forwarded-For and"
            " X-Forwarded-Proto is believed."),
    Setting("NITKA_SESSION_DAYS", V, "30", "After so many days a member signs in again."),
    Setting("NITKA_SESSION_IDLE_DAYS", V, "14", "A session in which nobody worked for so many days is over."),
    Setting("NITKA_STREAM_URL", V, "", "Where streams are served when they have a process of their own."),
    Setting("NITKA_MOST_STREAMS", V, "10000", "Open streams that one process takes."),
    Setting("NITKA_MAIL_URL", V, "smtp://127.0.0.1:25", "The relay for letters to members, and for channels without one:"
            " smtp://user:password@host:587?tls=1, smtps://…", is_url=True),
    Setting("NITKA_MAIL_FROM", V, "nitka@localhost", "The sender of letters to members."),
    Setting("NITKA_SMTP_CERTIFICATE", V, "", "A certificate with its chain (PEM): the listener for letters offers TLS; `nitka restart` reads"
            " a new one."),
    Setting("NITKA_SMTP_KEY", V, "", "The certificate’s key, where it is a file of its own."),
    Setting("NITKA_BREACHED_PASSWORDS", V, "", "A sorted list of SHA-1 hashes of passwords known from break-ins, a line each (as Have I Been"
            " Pwned gives them out): none of them is taken."),
    Setting("NITKA_INSIDE_NETWORKS", V, "", "Networks of your own where servers that owners and administrators name may stand"
            " (mail servers at any port), and from which /metrics may be read: 10.0.0.0/8,fd00::/8."),
    Setting("NITKA_METRICS_TOKEN", V, "", "Whoever sends it as a bearer token may read /metrics, from anywhere.", secret=True),
    Setting("NITKA_BLOBS", V, "", "A bucket for files and letters instead of the data directory: s3://bucket/prefix."),
    Setting("NITKA_BLOBS_ENDPOINT", V, "", "Where the bucket’s store answers: https://…; Amazon’s without it."),
    Setting("NITKA_BLOBS_REGION", V, "us-east-1", "The bucket’s region."),
    Setting("NITKA_BLOBS_KEY", V, "", "The key to the bucket."),
    Setting("NITKA_BLOBS_SECRET", V, "", "The key’s secret.", secret=True),
    Setting("NITKA_CLAMD", V, "", "A virus scanner that is asked before a file is given out: host:port or a socket’s path of clamd."),
    Setting("NITKA_MOMENTS_MONTHS", V, "", "After so many months (3 or more) page views and other small events go to Parquet files; never"
            " without it."),
    Setting("NITKA_BACKUP_PASSPHRASE", V, "", "Seals a backup, and opens it again; asked for without it.", secret=True),
    Setting("NITKA_POOL", V, "12", "Connections of a process to the database at most; 0: none are kept. The worker counts its loops."),
    Setting("NITKA_LOG_LEVEL", V, "INFO", "What is logged: DEBUG, INFO, WARNING, ERROR."),
    Setting("NITKA_LOG_TO", V, "", "Another machine that gets each line of the log, the audit’s too, by syslog over TLS (RFC 5425):"
            " tls://host:6514, ?ca=/path.pem for a certificate of your own."),
    Setting("NITKA_WEBHOOKS_INSIDE", V, "0", "1: webhooks may go to this machine and without TLS (tries and tests)."),
    Setting("NITKA_PUSH_INSIDE", V, "0", "1: pushes may go to this machine and without TLS (tries and tests)."),
    Setting("NITKA_DEMO_SIZE", V, "full", "How large the demo is made: tiny, small or full; the option of `nitka up` wins."),
    Setting("NITKA_DEBUG", V, "0", "1: pages show where they broke. Never where others can reach it."),
    Setting("--data", F, ".data", "The data directory."),
    Setting("--host", F, "127.0.0.1", "The address to listen on."),
    Setting("--port", F, "8000", "The public port."),
    Setting("--smtp-port", F, "2525", "The port for inbound mail; 0: the LMTP socket only."),
    Setting("--demo", F, "no", "Fill an empty installation with the demo company."),
    Setting("--demo-size", F, "full", "How large that company is: tiny, small or full."),
    Setting("format", J, "1", "The form of nitka.json."),
    Setting("secret_key", J, "made at the first start", "Signs sessions, links and streams.", secret=True),
    Setting("keys", J, "made at the first start", "Seal secrets of channels, webhooks, members’ second steps.", secret=True),
    Setting("key", J, "made at the first start", "Which of the keys seals what is new."),
    Setting("passwords", J, "made at the first start", "Of the database’s roles, where the server is ours.", secret=True),
    Setting("NITKA_ROLE", N, "app", "The database’s role of a process: owner, app, worker."),
    Setting("NITKA_ONLY", N, "", "The part that a web process serves: `nitka web --only`."),
    Setting("NITKA_PARENT", N, "", "The process with which this one ends."),
    Setting("NITKA_CLOCK", N, "", "A file with the seconds by which a process’s clock is wrong: `nitka chaos`."),
    Setting("NITKA_READY_FD", N, "", "Where a process tells `nitka up` that it is ready."),
    Setting("NITKA_DEMO_SMTP", N, "", "Where the demo’s simulator hands letters over."),
    Setting("NITKA_RELAY_PORT", N, "25", "The port of the demo’s relay."),
    Setting("NITKA_STREAM_TICK", N, "15", "Seconds between ticks of a quiet stream."),
    Setting("NITKA_TEST_BOT", N, "10000", "Tests: how many names one browser gives itself."),
    Setting("NITKA_TEST_TEMPLATE", N, "", "Tests: where the ready installation lies."),
    Setting("NITKA_ALL_LOOKS", N, "", "Tests: every page in every look."),
    Setting("NITKA_SHOTS", N, "", "Tests: where pictures of pages are kept."),
    Setting("NITKA_SOAK_MINUTES", N, "", "Tests: how long a soak lasts."),
    Setting("NITKA_SOAK_SEED", N, "", "Tests: which soak is played."),
)  # fmt: skip
_NAMES = {setting.name for setting in SETTINGS}


def strange(environment: Iterable[str]) -> list[str]:
    """Variables that begin as ours do and that nothing reads, each with what may have been meant."""
    found = sorted(name for name in environment if name.startswith("NITKA_") and name not in _NAMES)
    return [name + _meant(name) for name in found]


def _meant(name: str) -> str:
    near = get_close_matches(name, _NAMES, 1, 0.8)
    return f" (is {near[0]} meant?)" if near else ""
