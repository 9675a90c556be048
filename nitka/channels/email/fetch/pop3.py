"""POP3: letters are told apart by their UIDL and stay on the server; a session is short and never lasts."""

import poplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from nitka.channels.contract import ChannelError
from nitka.channels.email.parse.mime import read_headers
from nitka.channels.email.sameness import message_id
from nitka.channels.fetching import Cursor, Listed, Portion, Stalled
from nitka.kit.outside import mail

from .account import Account
from .deadline import cut, deadline
from .envelope import letter
from .errors import channel_error, in_words
from .pieces import BYTES, LETTERS
from .sasl import xoauth2_base64

CONNECT = 15.0
ANSWER = 30.0
LETTER = 300.0  # POP3 knows no pieces
COMPARED = 1_000  # the newest letters, for a reconciliation
MAX_LINE = 1_000_000  # poplib's own limit of 2,048 breaks on letters as they are


class _Long:
    """Lines as long as letters have them."""

    def _getline(self) -> tuple[bytes, int]:
        line: bytes = self.file.readline(MAX_LINE + 1)  # type: ignore[attr-defined]
        if not line:
            raise EOFError("the server hung up")
        if len(line) > MAX_LINE:
            raise poplib.error_proto("line too long")
        return line.rstrip(b"\r\n"), len(line)


class _Pop(_Long, poplib.POP3):
    """Goes only where a channel's server may stand."""

    def _create_socket(self, timeout: float) -> socket.socket:
        return mail.dial(self.host, self.port, timeout)


class _PopTls(_Long, poplib.POP3_SSL):
    """The same under TLS, which proves the server's name."""

    context: ssl.SSLContext

    def _create_socket(self, timeout: float) -> socket.socket:
        return self.context.wrap_socket(mail.dial(self.host, self.port, timeout), server_hostname=self.host)


class Pop3:
    """An open mailbox. Its one folder has no name."""

    pushes = False
    lasting = False

    def __init__(self, account: Account, limit: float = LETTER) -> None:
        self.account = account
        self.limit = limit
        self.pop = _connect(account)
        with in_words("auth_in"), self._within(ANSWER):
            _log_in(self.pop, account)
        self.numbers: dict[str, int] = {}
        self.sizes: dict[int, int] = {}

    def begin(self, cursor: Cursor) -> bool:
        """Ask for the names of all letters."""
        with in_words("protocol"), self._within(self.limit):
            self.numbers = {ref: number for number, ref in map(_numbered, self.pop.uidl()[1])}
            self.sizes = {int(n): int(size) for n, size in (line.split()[:2] for line in self.pop.list()[1])}
        cursor.gone = (cursor.seen | set(cursor.skip)) - set(self.numbers)
        anew = cursor.validity != 1
        cursor.validity = 1
        return anew

    def news(self, cursor: Cursor) -> Iterator[Portion]:
        """A session sees nothing that comes after it began."""
        return iter(())

    def after(self, cursor: Cursor) -> Iterator[Portion]:
        """Letters whose names are new to us."""
        fresh = [ref for ref in self.numbers if ref not in cursor.seen and ref not in cursor.skip]
        yield from self._portions(fresh, 1 if cursor.gently else LETTERS)

    def stored(self, portion: Portion) -> None:
        """They stay where they are."""

    def listed(self, cursor: Cursor, since: datetime) -> Iterator[list[Listed]]:
        """The newest letters; POP3 knows no dates."""
        for ref, number in list(self.numbers.items())[-COMPARED:]:
            with in_words(), self._within(ANSWER):
                head = b"\r\n".join(self.pop.top(number, 0)[1])
            yield [Listed(ref, message_id(read_headers(head)))]

    def fetch(self, refs: Sequence[str]) -> Iterator[Portion]:
        """These letters."""
        yield from self._portions([ref for ref in refs if ref in self.numbers], 1)

    def wait(self, seconds: float) -> bool:
        """A session that waits keeps others out: nobody calls this."""
        return False

    def interrupt(self) -> None:
        """Wake whoever waits."""
        with suppress(Exception):
            cut(self.pop.sock)

    def close(self) -> None:
        """Say goodbye."""
        with suppress(Exception), deadline(self.pop.sock, 3):
            self.pop.quit()
        with suppress(Exception):
            self.pop.close()

    def _within(self, seconds: float) -> AbstractContextManager[None]:
        return deadline(self.pop.sock, seconds)

    def _portions(self, refs: list[str], most: int) -> Iterator[Portion]:
        whole, weight = Portion(), 0
        for ref in refs:
            single = self._letter(ref)
            whole.letters += single.letters
            whole.skipped |= single.skipped
            weight += sum(len(one.body) for one in single.letters)
            if len(whole.letters) >= most or weight > BYTES:
                yield whole
                whole, weight = Portion(), 0
        yield whole

    def _letter(self, ref: str) -> Portion:
        number = self.numbers[ref]
        size = self.sizes.get(number, 0)
        try:
            with self._within(self.limit):
                if size > self.account.max_bytes:
                    lines, more = self.pop.top(number, 200)[1], {"cut_from": size}
                else:
                    lines, more = self.pop.retr(number)[1], {}
        except TimeoutError as error:
            raise Stalled([ref]) from error
        except (OSError, EOFError) as error:
            raise channel_error(error) from error
        except poplib.error_proto as error:
            return Portion(skipped={ref: channel_error(error).detail})
        return Portion([letter(ref, b"\r\n".join(lines) + b"\r\n", **more)])


def _connect(account: Account) -> poplib.POP3:
    with in_words():
        if account.security == "tls":
            return _PopTls(account.host, account.port, timeout=CONNECT, context=account.tls())
        pop = _Pop(account.host, account.port, timeout=CONNECT)
        if account.security == "starttls":
            with in_words("tls_in"), deadline(pop.sock, ANSWER):
                pop.stls(account.tls())
        return pop


def _log_in(pop: poplib.POP3, account: Account) -> None:
    if account.token is not None:
        said = pop._shortcmd(f"AUTH XOAUTH2 {xoauth2_base64(account.user, account.token())}")  # type: ignore[attr-defined]
        if not said.startswith(b"+OK"):  # "+ …" is a complaint, which wants an empty answer before it refuses
            pop._shortcmd("")  # type: ignore[attr-defined]
        return
    if not account.password:
        raise ChannelError("no_password", permanent=False)
    pop.user(account.user)
    pop.pass_(account.password)


def _numbered(line: bytes) -> tuple[int, str]:
    number, _, ref = line.partition(b" ")
    return int(number), ref.decode("ascii", "replace").strip()[:255]
