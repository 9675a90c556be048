"""Wapiti over a demo company, signed in as its owner: `python tools/scan.py`; exit code 1 when it found anything.

Wapiti stands in an environment of its own (`.venv-scan`): it is GPL-2, and brings what nothing here needs. Nothing goes
to another machine: modules that want to be called back from outside, or fetch lists of known programs, are left out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-scan"
WAPITI = "wapiti3==3.2.3"
MODULES = (
    *("cookieflags", "csp", "http_headers", "crlf", "csrf", "exec", "file", "htaccess", "ldap", "methods", "redirect"),
    *("sql", "upload", "permanentxss", "xss"),
)
PORT = int(os.environ.get("SCAN_PORT", "24819"))
CRAWL = int(os.environ.get("SCAN_CRAWL", "60"))  # seconds
ATTACK = int(os.environ.get("SCAN_ATTACK", "20"))  # seconds of each module
LEAST = 50  # addresses: fewer, and it did not come in
OWNER = {"login": "olga@uklad.example", "password": "uklad-demo-2026"}
PAGES = (
    *("inbox", "customers", "customers/imports", "companies", "insight", "tasks", "segments"),
    *("settings", "profile", "requests"),
)
# What ends our own session or the company, holds a connection for ever, or is bytes.
LEFT = ("/accounts/logout/", "/accounts/sessions/*", "/stream*", "/static/*", "/w/uklad/settings/demo/*", "/demo/*",
        "/w/uklad/settings/members/*", "/accounts/password/*", "/accounts/2fa/*", "/accounts/passkeys/*")  # fmt: skip
# With TLS they are there (tests/security/test_answers.py); here it is asked by plain HTTP.
BY_HTTP = {"Secure Flag cookie", "HTTP Strict Transport Security (HSTS)", "Unencrypted Channels"}


def main() -> int:
    """Scan, print what was asked and found, and say by the code whether that was anything."""
    if not (HOME / "bin" / "wapiti").exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([HOME / "bin" / "pip", "install", "-q", WAPITI], check=True)
    with tempfile.TemporaryDirectory(prefix="nitka-scan-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        with house(place / "data") as base:
            report, asked = scan(base, signed_in(base), place)
    return told(report, asked)


@contextmanager
def house(data: Path) -> Iterator[str]:
    """The address of a demo company that is there for a while; `SCAN_URL` names one that runs already."""
    if given := os.environ.get("SCAN_URL"):
        yield given.rstrip("/")
        return
    base = f"http://127.0.0.1:{PORT}"
    nitka, port = str(ROOT / ".venv" / "bin" / "nitka"), str(PORT)
    command = [nitka, "up", "--data", str(data), "--port", port, "--smtp-port", "0"]
    said = data.parent / "up.out"
    with said.open("wb") as out, subprocess.Popen([*command, "--demo", "--demo-size", "small"], stdout=out) as up:
        try:
            # Who signs in before its owner is there is taken for somebody who guesses, and slowed down.
            until = time.monotonic() + 900
            while "Ctrl-C" not in said.read_text(errors="replace"):
                if up.poll() is not None or time.monotonic() > until:
                    raise SystemExit("the demo company does not open")
                time.sleep(1)
            yield base
        finally:
            up.terminate()


def signed_in(base: str) -> str:
    """The cookies of the owner's session, once a page behind the sign-in answers to them. Raises SystemExit."""
    until, said = time.monotonic() + 100, "nothing answers"
    while time.monotonic() < until:
        try:
            with httpx.Client(base_url=base, follow_redirects=True, timeout=30) as client:
                page = client.get("/accounts/login/")
                token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
                form = OWNER | {"csrfmiddlewaretoken": token[1] if token else ""}
                client.post("/accounts/login/", data=form, headers={"Referer": f"{base}/accounts/login/"})
                cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
            alone = httpx.get(f"{base}/w/uklad/customers/", headers={"Cookie": cookies}, timeout=30)
            if alone.status_code == 200:
                return cookies
            said = f"/w/uklad/customers/ answers {alone.status_code}"
        except httpx.HTTPError as problem:
            said = repr(problem)
        time.sleep(20)
    raise SystemExit(f"no sign-in: {said}")


def scan(base: str, cookies: str, place: Path) -> tuple[dict[str, Any], Counter[str]]:
    """Wapiti's report, and how many requests each module made."""
    report, log = place / "report.json", place / "log"
    command: list[Any] = [HOME / "bin" / "wapiti", "-u", f"{base}/", "-m", ",".join(MODULES), "-v", "2"]
    command += ["-H", f"Cookie: {cookies}", "-f", "json", "-o", report, "--no-bugreport"]
    for page in PAGES:
        command += ["-s", f"{base}/w/uklad/{page}/"]
    for address in LEFT:
        command += ["-x", base + address]
    command += ["--store-session", place / "session", "--store-config", place / "config", "-d", "6", "-t", "20"]
    command += ["--max-links-per-page", "60", "--max-files-per-dir", "12", "--max-parameters", "30"]
    command += ["--max-scan-time", str(CRAWL), "--max-attack-time", str(ATTACK), "--tasks", "8"]
    with log.open("w") as out:
        subprocess.run(command, check=True, stdout=out, stderr=subprocess.STDOUT)
    return json.loads(report.read_text()), requests_of(log.read_text(errors="replace"))


def requests_of(log: str) -> Counter[str]:
    """Module → its requests, as the log of a scan tells them."""
    made: Counter[str] = Counter()
    module = "crawl"
    for line in log.splitlines():
        if found := re.search(r"Launching module (\w+)", line):
            module = found[1]
            made[module] += 0
        elif re.search(r"\b(GET|POST|PUT|HEAD|OPTIONS|\w+) https?://", line):
            made[module] += 1
    return made


def told(report: dict[str, Any], asked: Counter[str]) -> int:
    """Print it; 1 when there is something to mend, or it did not come in."""
    pages = asked["crawl"]
    print(f"{pages} addresses read, signed in; {report['infos'].get('crawled_pages_nbr')} known from them")
    for module, count in asked.items():
        print(f"  {module}: {count} requests")
    kinds = report["vulnerabilities"] | report["anomalies"]
    found = {kind: cases for kind, cases in kinds.items() if cases and kind not in BY_HTTP}
    for kind, cases in sorted(found.items()):
        print(f"{kind}: {len(cases)}")
        for case in cases[:10]:
            print(f"  {case['method']} {case['path']} {case.get('parameter') or ''}: {case['info']}")
    print(f"{sum(map(len, found.values()))} findings")
    if pages < LEAST:
        print(f"fewer than {LEAST} addresses: it did not come in")
    return 1 if found or pages < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
