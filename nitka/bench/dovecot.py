"""A Dovecot of our own in a temporary directory, for tests and benchmarks: real IMAP and POP3, no root needed."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nitka.kit.ports import free_port

PASSWORD = "bez-parolya-nikuda"  # noqa: S105 - of a server that lives for seconds
CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
ssl = {ssl}
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:{base}/mail/%u
maildir_very_dirty_syncs = yes
mail_max_userip_connections = 100
mailbox_idle_check_interval = 1 secs
auth_failure_delay = 0
first_valid_uid = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
{oauth}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
protocol imap {{
  imap_idle_notify_interval = 2 mins
}}
"""
OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf
}}
"""
CERTIFICATE = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"


class Dovecot:
    """The server; `stop`, `kill` and `start` as often as one likes."""

    def __init__(self, base: Path, *, introspection: str = "") -> None:
        self.base = base
        self.imap, self.imaps, self.pop3 = free_port(), free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        me = pwd.getpwuid(os.geteuid()).pw_name
        root = os.geteuid() == 0
        self.user = "mail" if root else me
        self._certificate()
        group = "mail" if root else str(os.getegid())
        if introspection:
            text = f"introspection_mode = get\nintrospection_url = {introspection}\nusername_attribute = email\n"
            (base / "oauth2.conf").write_text(text + "active_attribute = active\nactive_value = true\n")
        values = {"base": base, "imap": self.imap, "imaps": self.imaps, "pop3": self.pop3, "user": self.user}
        values |= {"internal": "dovecot" if root else me, "login": "dovenull" if root else me, "group": group}
        values |= {"oauth": OAUTH.format(base=base) if introspection else "", "ssl": "yes", "password": PASSWORD}
        (base / "dovecot.conf").write_text(CONFIG.format(**values))

    def add(self, user: str) -> None:
        """Somebody with a mailbox; the password is everybody's."""
        folder = self.inbox(user)
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.own(folder)

    def inbox(self, user: str) -> Path:
        """Where somebody's letters lie."""
        return self.base / "mail" / user

    def put(self, user: str, letter: bytes, folder: str = "") -> Path:
        """A letter comes."""
        home = self.inbox(user) / (f".{folder}" if folder else "")
        if not (home / "cur").exists():
            for name in ("cur", "new", "tmp"):
                (home / name).mkdir(parents=True, exist_ok=True)
            self.own(home)
        self.count = getattr(self, "count", 0) + 1
        name = f"{time.time():.6f}.M{self.count}P{os.getpid()}.here"
        (home / "tmp" / name).write_bytes(letter)
        self.own(home / "tmp" / name)
        return (home / "tmp" / name).rename(home / "new" / name)

    def renumber(self, user: str) -> None:
        """The server loses its indexes: all letters get other numbers, under another UIDVALIDITY."""
        home = self.inbox(user)
        found = re.match(r"3 V(\d+)", (home / "dovecot-uidlist").read_text())
        for path in home.glob("dovecot*"):
            path.unlink()
        assert found
        (home / "dovecot-uidlist").write_text(f"3 V{int(found[1]) + 7} N1\n")
        self.own(home)

    def own(self, path: Path) -> None:
        """Give what root made to the server's user; the server's own locks come and go meanwhile."""
        if os.geteuid() == 0:
            for each in (path, *path.rglob("*")):
                with suppress(FileNotFoundError):
                    shutil.chown(each, self.user, "mail")

    def start(self) -> None:
        """Listen."""
        command = ["dovecot", "-F", "-c", str(self.base / "dovecot.conf")]
        path = os.environ.get("PATH", "") + ":/usr/sbin"
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": path}, start_new_session=True
        )
        deadline = time.monotonic() + 15
        while not _listens(self.imap):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.base / "dovecot.log").read_text()[-2000:])
            time.sleep(0.02)

    def stop(self) -> None:
        """Close in order."""
        if self.process is not None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            self.kill()

    def kill(self) -> None:
        """Kill -9 of all its processes."""
        if self.process is None:
            return
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        (self.base / "run" / "master.pid").unlink(missing_ok=True)
        self.process = None

    def _pids(self) -> list[int]:
        """The master, and those it started."""
        assert self.process is not None
        master = self.process.pid
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                if parent == master:
                    found.append(int(stat.parent.name))
        return [master, *found]

    def _certificate(self) -> None:
        target = ["-keyout", str(self.base / "key.pem"), "-out", str(self.base / "cert.pem")]
        subprocess.run(["openssl", *CERTIFICATE.split(), *target], check=True, capture_output=True)


@contextmanager
def dovecot(introspection: str = "") -> Iterator[Dovecot]:
    """A running one, gone afterwards."""
    base = Path(tempfile.mkdtemp(prefix="nitka-dovecot-"))
    base.chmod(0o755)
    server = Dovecot(base, introspection=introspection)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(base, ignore_errors=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)):
            return False
        with suppress(OSError):
            return probe.recv(4) == b"* OK"
    return False
