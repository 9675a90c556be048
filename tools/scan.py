"""Wapiti over a demo company: `python tools/scan.py --help`; exit code 1 when it found anything, or did not come in.

Four ask: its owner, nobody, a visitor of the chat, a program with a key. `scan_site` reads what there is to ask,
`scan_wapiti` asks it, in an environment of its own (`.venv-scan`: wapiti is GPL-2, and brings what nothing here needs).
It takes hours: `--keep FOLDER` goes on where the last sitting in that folder ended (`scan_kept`).
Nothing goes to another machine: a listener of ours stands for the server that modules hope to be called back by.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import scan_kept as kept
from scan_kept import Reading, Who
from scan_links import links
from scan_site import Asked, Site, configured, read

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-scan"
QUICK = ("crlf", "csrf", "redirect", "sql", "ssrf", "xss", "permanentxss")
WHOLE = (*QUICK, "cookieflags", "csp", "http_headers", "htaccess", "methods", "upload", "exec", "file")
SHORT = ("crlf", "exec", "file", "redirect", "sql", "ssrf", "xss")
PORT = int(os.environ.get("SCAN_PORT", "24819"))
OWNER = {"login": "olga@uklad.example", "password": "uklad-demo-2026"}
STARTS = (
    *("settings/all/", "inbox/?view=all", "customers/", "customers/imports/", "insight/", "tasks/", "segments/", "me/"),
    "start/",
)
LEAST, SOME = 240, 160  # names of addresses: fewer, and it did not come in; addresses read for the short form
WITHIN = 0.4  # of what the owner asks must be answered by a page, not by the way to the sign-in
# With TLS they are there (tests/security/test_answers.py); here it is asked by plain HTTP.
BY_HTTP = {"Secure Flag cookie", "HTTP Strict Transport Security (HSTS)", "Unencrypted Channels"}


class Listener(BaseHTTPRequestHandler):
    """Stands for a server elsewhere: remembers who came, and tells wapiti of nothing."""

    came: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        if not self.path.startswith("/get_"):
            self.came.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


def main() -> int:
    """Scan, print what was asked and found, and say by the code whether that was anything."""
    given = arguments()
    environment()
    modules = given.modules.split(",") if given.modules else (SHORT if given.short else WHOLE)
    with folder_of(given) as place, listener() as endpoint, house(place / "data", given) as (base, data):
        reading, whose = asked(base, data, place, given)
        those = [one for one in whose if one.name in given.who.split(",")]
        if given.keep:
            for one in sitting(base, those, modules, given, place, endpoint):
                kept.remembered(place, whose)
                print(one, flush=True)
        else:
            for who in those:
                scan(base, who, fit(who, modules), given.seconds, place, endpoint)
        if not behind(base, whose[0].headers["Cookie"]):
            print("the session ended while it was scanned: what came after that asked nothing")
            return 1
    return told(reading, those, modules, given)


def fit(who: Who, modules: Any) -> list[str]:
    """Those that mean something: only who has a session has something to lose by another site's form."""
    return [one for one in modules if one != "csrf" or who.name == "owner"]


def asked(base: str, data: Path, place: Path, given: argparse.Namespace) -> tuple[Reading, list[Who]]:
    """Who asks what, and how much of the site that is: read anew, or as an earlier sitting left it."""
    configured(data)
    if given.keep and (found := kept.opened(place)):
        owner = found[1][0]
        if not behind(base, owner.headers["Cookie"]):
            token = re.search(r"csrftoken=\w+", owner.headers["Cookie"])  # the one its forms were read with
            assert token is not None
            owner.headers["Cookie"] = re.sub(r"csrftoken=\w+", token[0], signed_in(base))
        return found
    cookies = signed_in(base)
    site = site_of(base, cookies, given.short)
    whose = list(everybody(site, data, cookies))
    reading = Reading(len(site.seen), len(site.asked), site.unseen())
    if given.short:
        for one in whose:
            one.requests = chosen(one.requests)
    if given.keep:
        kept.written(place, reading, whose)
    return reading, whose


def sitting(base: str, whose: list[Who], modules: Any, given: Any, place: Path, endpoint: str) -> Iterator[str]:
    """One module after another, each until it is at its end, or until the time is over; how far each turn came."""
    until = time.monotonic() + given.sitting
    for who, module in [(one, module) for one in whose for module in fit(one, modules)]:
        seconds = given.seconds
        while time.monotonic() < until and not who.ended(module):
            before = who.counts.get(module, {}).get("addresses", 0)
            if module == "permanentxss" and not who.ended("xss"):
                break  # what xss plants is looked for when all of it is
            scan(base, who, ["xss", module] if module == "permanentxss" else [module], seconds, place, endpoint)
            counts = who.counts[module]
            yield f"{who.name}, {module}: {counts['addresses']} of {counts['of']}"
            seconds *= 1 if counts["addresses"] > before else 2  # an address that takes longer than a turn


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="one address of each name, fewer modules, a minute")
    parser.add_argument("--url", help="a demo company that runs already; with --data")
    parser.add_argument("--data", type=Path, help="its data directory")
    parser.add_argument("--size", default="small", help="of the company that is made")
    parser.add_argument("--modules", help="wapiti's, by commas")
    parser.add_argument("--who", help="who asks, by commas")
    parser.add_argument("--seconds", type=float, help="for each module of each who asks")
    parser.add_argument("--keep", type=Path, help="a folder to go on in, until each module is at its end")
    parser.add_argument("--sitting", type=float, default=1e9, help="with --keep: seconds after which nothing is begun")
    found = parser.parse_args()
    found.seconds = found.seconds or (2 if found.short else 600)
    found.who = found.who or ("owner,nobody,visitor" if found.short else "owner,nobody,visitor,program")
    return found


@contextmanager
def folder_of(given: argparse.Namespace) -> Iterator[Path]:
    """Where the company and what modules remember lie: for this time, or kept."""
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        given.keep.chmod(0o711)
        yield given.keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="nitka-scan-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        yield place


def chosen(requests: list[Asked]) -> list[Asked]:
    """Of each module, door and method, the request with the most parameters."""
    most: dict[tuple[str, str], Asked] = {}
    for one in requests:
        key = (one.method, one.name if one.body or ":" not in one.name else one.name.partition(":")[0])
        if key not in most or len(one.names()) > len(most[key].names()):
            most[key] = one
    return list(most.values())


def environment() -> None:
    """Wapiti's own, by hashes."""
    if (HOME / "bin" / "wapiti").exists():
        return
    uv, python = ROOT / ".venv" / "bin" / "uv", HOME / "bin" / "python"
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, HOME], check=True)
    command: list[Any] = [uv, "pip", "sync", "-q", "--python", python, "--require-hashes", ROOT / "tools" / "scan.txt"]
    subprocess.run(command, check=True, env=os.environ | {"UV_LINK_MODE": "copy", "UV_SYSTEM_CERTS": "1"})


@contextmanager
def listener() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextmanager
def house(data: Path, given: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """A demo company's address and data: one that is there for a while, or the one that was named."""
    if given.url:
        yield given.url.rstrip("/"), given.data
        return
    base = f"http://127.0.0.1:{PORT}"
    nitka, port = str(ROOT / ".venv" / "bin" / "nitka"), str(PORT)
    command = [nitka, "up", "--data", str(data), "--port", port, "--smtp-port", "0"]
    said = data.parent / "up.out"
    with said.open("wb") as out, subprocess.Popen([*command, "--demo", "--demo-size", given.size], stdout=out) as up:
        try:
            # Who signs in before its owner is there is taken for somebody who guesses, and slowed down.
            until = time.monotonic() + 900
            while "Ctrl-C" not in said.read_text(errors="replace"):
                if up.poll() is not None or time.monotonic() > until:
                    raise SystemExit("the demo company does not open")
                time.sleep(1)
            yield base, data
        finally:
            up.terminate()


def signed_in(base: str) -> str:
    """The cookies of the owner's session, once a page behind the sign-in answers to them. Raises SystemExit."""
    until = time.monotonic() + 100
    while time.monotonic() < until:
        with httpx.Client(base_url=base, follow_redirects=True, timeout=30) as client:
            page = client.get("/accounts/login/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            form = OWNER | {"csrfmiddlewaretoken": token[1] if token else ""}
            client.post("/accounts/login/", data=form, headers={"Referer": f"{base}/accounts/login/"})
            cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        if behind(base, cookies):
            return cookies
        time.sleep(20)
    raise SystemExit("no sign-in: /w/uklad/customers/ does not answer 200")


def behind(base: str, cookies: str) -> bool:
    """Whether a page behind the sign-in answers to these cookies alone."""
    return httpx.get(f"{base}/w/uklad/customers/", headers={"Cookie": cookies}, timeout=60).status_code == 200


def site_of(base: str, cookies: str, short: bool) -> Site:
    """What the owner can ask; `short`: one address of each name."""
    starts = ["/demo/letters/", "/shop/", "/", *(f"/w/uklad/{start}" for start in STARTS)]
    with httpx.Client(base_url=base, headers={"Cookie": cookies}, timeout=60) as client:
        return read(client, starts, limit=SOME) if short else read(client, starts)


def everybody(site: Site, data: Path, cookies: str) -> Iterator[Who]:
    """Who asks, and what."""
    own = site.requests()
    yield Who("owner", {"Cookie": cookies}, own)
    with httpx.Client(base_url=site.base, timeout=60) as client:
        public = read(client, ["/accounts/login/", "/shop/", "/accounts/password/reset/"])
        csrf = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        chat = re.search(r"channel=([0-9a-f-]{36})", client.get("/shop/").text)
        assert chat is not None
        session = client.post(f"/chat/{chat[1]}/sessions", json={}).json()["session"]
    # What a letter leads to asks for no session; of what does, once by name: it must lead nobody anywhere.
    first = {one.name: one for one in reversed(own) if not one.name.startswith("mfa_")}
    strangers = [replace(one, fields=(), files=()) if "/w/" in one.path else one for one in first.values()]
    key = made(data, "source", "create")["write_key"]
    doors = [*links(), *doors_of(chat[1], key)]
    site.seen |= {one.name for one in doors}
    token = csrf.partition("csrftoken=")[2].partition(";")[0]
    doors = [replace(one, fields=(*one.fields, ("csrfmiddlewaretoken", token))) if one.fields else one for one in doors]
    yield Who("nobody", {"Cookie": csrf}, [*doors, *public.requests(), *strangers])
    yield Who("visitor", {"Authorization": f"Bearer {session}"}, list(chat_of(chat[1])))
    token = made(data, "token", "create")["token"]
    yield Who("program", {"Authorization": f"Bearer {token}"}, [], f"{site.base}/api/v1/openapi.json")


def made(data: Path, *words: str) -> dict[str, Any]:
    """What a `nitka … create` answers."""
    command: list[Any] = [ROOT / ".venv" / "bin" / "nitka", *words, "--name", "scan", "--data", data, "--json"]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def doors_of(chat: str, key: str) -> Iterator[Asked]:
    """The doors of strangers that no page leads to."""
    yield Asked("GET", f"/widget.js?channel={chat}", "widget")
    yield Asked("GET", f"/v1/projects/{key}/settings", "v1")
    yield Asked("GET", f"/sourceConfig/?writeKey={key}", "v1")
    yield Asked("GET", "/stream?t=words&after=1", "stream")
    person: dict[str, Any] = {"anonymousId": "scan", "writeKey": key, "context": {"page": {"url": "https://b.example/"}}}
    kinds: dict[str, dict[str, Any]] = {
        "track": {"event": "Seen", "properties": {"a": "words"}},
        "page": {"name": "words"},
        "identify": {"userId": "scan-1", "traits": {"email": "scan@b.example", "name": "words"}},
    }
    for kind, more in kinds.items():
        yield Asked("POST", f"/v1/{kind}", "v1", body=json.dumps(person | {"type": kind} | more))
    yield Asked("POST", f"/hooks/{chat}", "hooks", body='{"id": "words", "text": "words"}')


def chat_of(chat: str) -> Iterator[Asked]:
    """What a visitor's browser asks of the chat."""
    message = {"id": "01a056c4-9dc9-7ce8-931b-536191a51806", "text": "words", "files": []}
    yield Asked("POST", f"/chat/{chat}/sessions", "chat", body="{}")
    yield Asked("POST", f"/chat/{chat}/messages", "chat", body=json.dumps(message))
    contact = {"email": "scan@b.example", "phone": "", "name": "words"}
    yield Asked("POST", f"/chat/{chat}/contact", "chat", body=json.dumps(contact))
    yield Asked("GET", f"/chat/{chat}/messages?after=words", "chat")
    yield Asked("POST", f"/chat/{chat}/files", "chat", files=("file",))


def scan(base: str, who: Who, modules: list[str], seconds: float, place: Path, endpoint: str) -> None:
    """Let the modules loose on what one asks; what they found and how they were answered."""
    folder = place / who.name
    folder.mkdir(exist_ok=True)
    report = folder / "report.json"
    before = len(Listener.came)
    job: dict[str, Any] = {"base": base, "headers": who.headers, "requests": [one.as_json() for one in who.requests]}
    job |= {"modules": modules, "document": who.document, "seconds": seconds}
    job |= {"endpoint": endpoint, "folder": str(folder), "report": str(report)}
    (folder / "job.json").write_text(json.dumps(job))
    with (folder / "log").open("a") as out:
        command = [HOME / "bin" / "python", ROOT / "tools" / "scan_wapiti.py", folder / "job.json"]
        done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        raise SystemExit((folder / "log").read_text()[-3000:])
    found = json.loads(report.read_text())
    kinds = found["vulnerabilities"] | found["anomalies"]
    who.found = {kind: cases for kind, cases in kinds.items() if cases and kind not in BY_HTTP}
    who.came += Listener.came[before:]
    if who.came:
        who.found["It asked the listener"] = [{"method": "GET", "path": path, "info": ""} for path in who.came]
    who.add(json.loads(Path(f"{report}.counts.json").read_text()))
    if broken := sum(count for made in who.counts.values() for status, count in made.items() if status[:1] == "5"):
        who.found["It broke"] = [{"method": "", "path": f"{broken} answers of 500 and above: see the log", "info": ""}]


def told(reading: Reading, whose: list[Who], modules: Any, given: argparse.Namespace) -> int:
    """Print it; 1 when there is something to mend, it did not come in, or is not at its end."""
    print(f"{reading.names} names of addresses, {reading.parameters} of their parameters")
    print(f"not reached: {', '.join(reading.unseen)}")
    for who in whose:
        print(f"{who.name}: {len(who.requests) or 'all of the document’s'} requests")
        for module, statuses in who.counts.items():
            print(f"  {module}: {asked_by(statuses)}")
        for kind, cases in sorted(who.found.items()):
            print(f"  {kind}: {len(cases)}")
            for case in cases[:10]:
                print(f"    {case['method']} {case['path']} {case.get('parameter') or ''}: {case['info']}")
    outside = [who.name for who in whose if who.name == "owner" and not within(who)]
    number = sum(len(cases) for who in whose for cases in who.found.values())
    print(f"{number} findings")
    least = SOME / 2 if given.short else LEAST
    if reading.names < least:
        print(f"fewer than {least} names of addresses: it did not come in")
    if outside:
        print("the owner's requests were not answered as the owner's")
    wanted = [f"{who.name} {module}" for who in whose for module in fit(who, modules) if not who.ended(module)]
    if given.keep and wanted:
        print(f"not at its end yet: {', '.join(wanted)}")
    return 1 if number or outside or reading.names < least or (given.keep and wanted) else 0


def asked_by(statuses: dict[str, int]) -> str:
    """What one module asked, in words."""
    made = Counter(statuses)
    addresses, of, seconds, ended = (made.pop(what, 0) for what in ("addresses", "of", "seconds", "ended"))
    says = ", ".join(f"{status}: {number}" for status, number in sorted(made.items()))
    end = f"{seconds} s, to its end" if ended else f"{seconds} s"
    return f"{addresses} of {of} addresses, {sum(made.values())} requests in {end} ({says})"


def within(who: Who) -> bool:
    """Whether enough of what was read was a page."""
    read_so = Counter(who.counts["reading"])
    return read_so["200"] >= WITHIN * read_so.total()


if __name__ == "__main__":
    sys.exit(main())
