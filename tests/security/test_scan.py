"""A scanner of sites over a demo company, for a minute; the whole of it is `make scan`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from nitka.cli.tests.house import standing
from nitka.kit.tests.listening import listening

ROOT = Path(__file__).parents[2]
WORDS = {"fields": [], "files": [], "referer": "", "body": ""}


def test_a_scanner_finds_nothing_behind_any_door():
    with standing("scan", demo="tiny") as house:
        command = [sys.executable, ROOT / "tools" / "scan.py", "--short", "--url", house.url, "--data", house.data]
        done = subprocess.run(command, capture_output=True, text=True, timeout=400)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "0 findings" in done.stdout
        assert house.complaints() == []


class _Holed(BaseHTTPRequestHandler):
    """A page that repeats what it is asked, and a way out to anywhere."""

    def do_GET(self) -> None:
        whole = urlsplit(self.path)
        given = parse_qs(whole.query)
        if "next" in given:
            self.send_response(302)
            self.send_header("Location", given["next"][0])
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<html><body><p>You asked {unquote(whole.query)}</p></body></html>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@pytest.fixture
def holed() -> Iterator[str]:
    with listening(_Holed) as address:
        yield address


def test_the_scanner_finds_the_holes_of_a_site_that_has_some(holed: str, tmp_path: Path):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import scan
    finally:
        sys.path.pop(0)
    scan.environment()
    report, job = tmp_path / "report.json", tmp_path / "job.json"
    asked = [{"method": "GET", "path": path, "name": ""} | WORDS for path in ("/?q=words", "/?next=/words")]
    what = {"base": holed, "headers": {}, "requests": asked, "modules": ["xss", "redirect"], "document": ""}
    where = {"endpoint": holed, "folder": str(tmp_path), "report": str(report)}
    job.write_text(json.dumps(what | where | {"seconds": 20}))
    subprocess.run([scan.HOME / "bin" / "python", ROOT / "tools" / "scan_wapiti.py", job], check=True)
    found = {kind for kind, cases in json.loads(report.read_text())["vulnerabilities"].items() if cases}
    assert {"Reflected Cross Site Scripting", "Open Redirect"} <= found
