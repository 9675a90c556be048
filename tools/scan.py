"""`make scan`: wapiti over a demo company, signed in as its owner; the exit code says whether it found anything.

It stands in an environment of its own (.venv-scan): it is GPL-2, and brings what nothing here needs. Everything stays
on this machine: modules that ask a server elsewhere to be called back are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-scan"
WAPITI = "wapiti3==3.2.3"
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,sql,timesql,"
    "upload,xss"
)
PORT, SECONDS = 24819, int(os.environ.get("SECONDS_OF_SCAN", "900"))
OWNER = ("olga@uklad.example", "uklad-demo-2026")
# With TLS they are there (tests/security/test_answers.py); here it is asked by http.
BY_HTTP = {"Secure Flag cookie", "HTTP Strict Transport Security (HSTS)", "Unencrypted Channels"}


def main() -> int:
    """Scan, print what was found, and say by the code whether that was anything."""
    if not (HOME / "bin" / "wapiti").exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([HOME / "bin" / "pip", "install", "-q", WAPITI], check=True)
    with tempfile.TemporaryDirectory(prefix="nitka-scan-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        with house(place / "data"):
            found = scan(place)
    for kind, cases in sorted(found.items()):
        print(f"{kind}: {len(cases)}")
        for case in cases[:10]:
            print(f"  {case['method']} {case['path']} {case.get('parameter') or ''}: {case['info']}")
    print(f"{sum(map(len, found.values()))} findings")
    return 1 if found else 0


def scan(place: Path) -> dict[str, list[dict[str, str]]]:
    """What wapiti finds: by its kind, cases with path and parameter."""
    base, report = f"http://127.0.0.1:{PORT}", place / "report.json"
    command = [HOME / "bin" / "wapiti", "-u", f"{base}/", "-m", MODULES, "-f", "json", "-o", report, "--no-bugreport"]
    command += ["--form-user", OWNER[0], "--form-password", OWNER[1], "--form-url", f"{base}/accounts/login/"]
    command += ["-x", f"{base}/accounts/logout/", "-x", f"{base}/static/*", "--max-links-per-page", "60", "-d", "6"]
    command += ["--max-scan-time", str(SECONDS), "--max-attack-time", "120", "-v", "1"]
    command += ["--store-session", place / "session"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    said = json.loads(report.read_text())
    print(f"{said['infos'].get('crawled_pages_nbr', '?')} pages")
    kinds: dict[str, list[dict[str, str]]] = said["vulnerabilities"] | said["anomalies"]
    return {kind: cases for kind, cases in kinds.items() if cases and kind not in BY_HTTP}


@contextmanager
def house(data: Path) -> Iterator[None]:
    """A demo company for a while."""
    command = [ROOT / ".venv" / "bin" / "nitka", "up", "--data", data, "--port", str(PORT), "--smtp-port", "0"]
    command += ["--demo", "--demo-size", "small"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as up:
        try:
            _await(up, f"http://127.0.0.1:{PORT}/readyz")
            yield
        finally:
            up.terminate()


def _await(up: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(600):
        try:
            if urlopen(url, timeout=5).status == 200:
                return
        except OSError:
            pass
        if up.poll() is not None:
            break
        time.sleep(0.5)
    raise SystemExit("the demo company does not open")


if __name__ == "__main__":
    sys.exit(main())
