"""Whatever asks another machine goes by the one door that looks where an address leads, or is named with its reason."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "nitka"
ASKING = {
    *("http.client", "urllib.request", "requests", "httpx", "aiohttp", "urllib3", "socket", "ftplib", "websockets"),
    *("smtplib", "imaplib", "poplib", "imapclient", "boto3", "botocore", "paramiko", "pywebpush"),
}
ONE_DOOR = {"kit/outside/ask.py", "kit/outside/fetch.py", "kit/outside/mail.py"}
BY_THE_DOOR = {  # libraries whose connections the door makes
    "sending/stores/reach.py": "looks the address up for the two below",
    "sending/stores/s3.py": "nitka/sending/tests/test_s3.py::test_nothing_is_sent_inside_unless_the_operator_allows_it",
    "sending/stores/sftp.py": "dials by reach.py",
    "notices/push.py": "only encrypts; nitka/notices/tests/test_push_services.py::test_nothing_inside_is_pushed_to",
}
MAIL = {  # by kit/outside/mail.py: nitka/channels/email/fetch/tests/test_check.py::test_a_server_inside_is_not_called
    *("channels/email/relay.py", "channels/email/fetch/check.py", "channels/email/fetch/deadline.py"),
    *("channels/email/fetch/errors.py", "channels/email/fetch/imap.py", "channels/email/fetch/pieces.py"),
    "channels/email/fetch/pop3.py",
}
BY_THE_OPERATOR = {
    "channels/email/oauth/flow.py": "mail providers by a list of ours or the operator's",
    "health/machine.py": "the listeners of this machine; channels' servers by kit/outside/mail.py",
    "kit/blobs/bucket.py": "the operator's bucket",
    "kit/clamd.py": "the operator's scanner",
    "kit/supervisor/elsewhere.py": "the operator's machine for logs",
}
NOBODY = {  # errors' names, hosts' names, listening
    *("accounts/adapter.py", "accounts/letters.py", "notices/letters.py", "health/beats.py", "health/door.py"),
    *("health/queries.py", "kit/ports.py", "mail.py"),
}
APART = ("bench", "chaos", "cli", "demo")  # commands of who runs the machine; the demo's players


def asks(path: Path) -> bool:
    """Whether a file takes something that connects."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return any(name == library or name.startswith(f"{library}.") for name in named for library in ASKING)


def test_nothing_else_asks_another_machine():
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    ours = (path for path in files if path.parts[0] not in APART and "tests" not in path.parts)
    found = {str(path) for path in ours if asks(ROOT / path)}
    assert found == ONE_DOOR | set(BY_THE_DOOR) | MAIL | set(BY_THE_OPERATOR) | NOBODY


def test_what_asks_by_itself_would_be_seen(tmp_path: Path):
    for line in ("import urllib.request", "from http import client", "import requests.sessions", "import httpx as h"):
        (tmp_path / "one.py").write_text(line)
        assert asks(tmp_path / "one.py"), line
    (tmp_path / "one.py").write_text("from urllib.parse import urlsplit\nfrom nitka.kit import outside\n")
    assert not asks(tmp_path / "one.py")
