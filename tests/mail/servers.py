"""The world's mail: Postfix, which takes letters and passes them on, and Dovecot, which keeps a customer's mailbox and
knows passwords. Everything lies in one directory and speaks on loopback only."""

import contextlib
import imaplib
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from nitka.cli.tests.house import until
from nitka.kit.ports import free_port

POSTFIX, DOVECOT = Path("/usr/sbin/postfix"), Path("/usr/sbin/dovecot")
PASSWORD = "correct-horse"
PEOPLE = ("anna", "boris", "vera", "gleb", "gone")  # who else is asked for gets 550
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/postfix/queue
data_directory = {home}/postfix/data
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
myhostname = mx.customer.example
mydestination =
mynetworks = 127.0.0.0/8
inet_protocols = ipv4
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {home}/sasl
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
virtual_mailbox_domains = customer.example
virtual_mailbox_maps = inline:{{ {people} }}
virtual_transport = lmtp:unix:{home}/lmtp
relay_domains = uklad.example, shop.example
transport_maps = inline:{{ uklad.example=lmtp:unix:{ours}, shop.example=smtp:[127.0.0.1]:{our_port},
  {{ gone@customer.example = error:5.1.1 This mailbox was closed in June }} }}
smtpd_error_sleep_time = 0
"""
SUBMISSION = "-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes"
MASTER = """
127.0.0.1:{mx} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd {options} -o smtpd_client_restrictions=permit_sasl_authenticated,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
MAILBOXES = """
base_dir = {home}/run
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %n
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail/%n
postmaster_address = postmaster@customer.example
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={home}/mail/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  unix_listener {home}/lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {home}/sasl {{
    mode = 0666
  }}
}}
"""


def missing() -> str:
    """Why they cannot run here, if they cannot."""
    if not (POSTFIX.exists() and DOVECOT.exists()):
        return "postfix and dovecot are not installed: see tools/system.py"
    return "" if os.geteuid() == 0 else "postfix starts as root only"


class Servers:
    """Both of them; `mx` takes letters from anybody here, `submission` by STARTTLS and a password."""

    def __init__(self, home: Path, ours: Path, our_port: int) -> None:
        self.home, self.cert = home, home / "cert.pem"
        self.mx, self.submission, self.imap_port = free_port(), free_port(), free_port()
        for name in ("postfix/queue", "postfix/data", "mail"):
            (home / name).mkdir(parents=True)
        shutil.chown(home / "postfix/data", "postfix")
        shutil.chown(home / "mail", "mail", "mail")
        certify(self.cert, home / "key.pem")
        places = {"home": home, "cert": self.cert, "key": home / "key.pem", "ours": ours, "our_port": our_port}
        places["people"] = ", ".join(f"{name}@customer.example=x" for name in PEOPLE)
        (home / "postfix/main.cf").write_text(MAIN.format(**places))
        (home / "postfix/master.cf").write_text(
            MASTER.format(mx=self.mx, submission=self.submission, options=SUBMISSION).lstrip()
        )
        (home / "dovecot.conf").write_text(MAILBOXES.format(home=home, password=PASSWORD, imap=self.imap_port))

    def start(self) -> None:
        """Open both."""
        self.dovecot = subprocess.Popen([DOVECOT, "-F", "-c", self.home / "dovecot.conf"])
        self.start_postfix()
        until(lambda: answers(self.imap_port))
        until((self.home / "sasl").exists)

    def start_postfix(self) -> None:
        """Open the one that passes letters on."""
        subprocess.run([POSTFIX, "-c", self.home / "postfix", "start"], check=True, capture_output=True)
        until(lambda: answers(self.mx) and answers(self.submission))

    def stop_postfix(self) -> None:
        """Nobody listens any more."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((self.home / "postfix/queue/pid/master.pid").read_text()), signal.SIGTERM)
        until(lambda: not answers(self.mx) and not answers(self.submission))

    def stop(self) -> None:
        """Close both."""
        self.stop_postfix()
        self.dovecot.terminate()
        self.dovecot.wait(10)

    def mailbox(self, name: str) -> imaplib.IMAP4:
        """A customer's mail program, with their letters before it."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=10)
        client.login(name, PASSWORD)
        client.select("INBOX")
        return client


def certify(cert: Path, key: Path) -> None:
    """A certificate signed by itself, for localhost."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False
