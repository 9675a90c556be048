"""IMAP: a folder read by UIDVALIDITY and UID, in portions, with a time limit on each; IDLE where the server has it."""

import imaplib
import logging
import select
import socket
import ssl
from array import array
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime, timedelta

from imapclient import IMAPClient, SocketTimeout, imap4, tls
from imapclient.exceptions import CapabilityError

from nitka.channels.contract import ChannelError
from nitka.channels.fetching import Cursor, Listed, Portion, Stalled
from nitka.kit.outside import mail

from .account import Account
from .deadline import cut, deadline
from .errors import channel_error, in_words
from .pieces import WINDOW, Part, Pieces, message_ids, portions

CONNECT = 15.0
ANSWER = 30.0  # for a short command
PORTION = 60.0  # for a portion of letters, whatever dribbles in
READ = 256 * 1024
IDLE_FOR = 5 * 60.0  # servers allow 29 minutes; a line that died silently is noticed sooner

imaplib._MAXLINE = 20_000_000  # type: ignore[attr-defined]  # a search answers on one line: 50,000 numbers are 350 KB
logging.getLogger("imapclient").setLevel(logging.WARNING)


class _Plain(imap4.IMAP4WithTimeout):  # type: ignore[misc]
    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return mail.dial(self.host, self.port, timeout or self._timeout)


class _Tls(tls.IMAP4_TLS):  # type: ignore[misc]
    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        dialled = mail.dial(self.host, self.port, timeout or self._timeout)
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(dialled, server_hostname=self.host)


class _Client(IMAPClient):  # type: ignore[misc]
    """Goes only where a channel's server may stand."""

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802
        if self.ssl:
            return _Tls(self.host, self.port, self.ssl_context, self._timeout.connect)
        return _Plain(self.host, self.port, self._timeout.connect)


class Imap:
    """An open mailbox."""

    lasting = True

    def __init__(self, account: Account, limit: float = PORTION) -> None:
        self.account = account
        self.limit = limit
        self.pieces = Pieces(account.max_bytes)
        self.client = _connect(account)
        self.next = 0
        with in_words("auth_in"), self._within(ANSWER):
            _log_in(self.client, account)
        with in_words():
            self.pushes = bool(self.client.has_capability("IDLE"))

    def begin(self, cursor: Cursor) -> bool:
        """Open a folder; a cursor of other numbers begins anew, at the oldest letter that is wanted."""
        with in_words("no_folder"), self._within(ANSWER):
            found = self.client.select_folder(cursor.folder, readonly=self.account.after == "nothing")
        self.client._imap.untagged_responses.pop("EXISTS", None)  # one that comes from now on is news
        self.next = int(found.get(b"UIDNEXT") or 0)
        validity = int(found.get(b"UIDVALIDITY") or 0)
        anew = validity != cursor.validity
        if anew:
            cursor.validity, cursor.skip, cursor.end, cursor.top = validity, {}, 0, 0
            cursor.last = self._before(cursor.since) if cursor.since else 0
        return anew

    def news(self, cursor: Cursor) -> Iterator[Portion]:
        """Letters beyond those that were there when the reading began."""
        if cursor.end:
            for portion in self._windows(cursor.top, self.next - 1, cursor):
                yield Portion(portion.letters, 0, portion.last, portion.skipped)

    def after(self, cursor: Cursor) -> Iterator[Portion]:
        """Letters beyond the cursor; a window of numbers that holds none still moves it."""
        if not self.next:  # an old server that does not tell
            yield from self._portions(self._numbers(cursor.last + 1, "*"), cursor)
            return
        if not cursor.end:
            cursor.end = cursor.top = self.next - 1
        yield from self._windows(cursor.last, cursor.end, cursor)
        if cursor.top > cursor.end:
            yield Portion(last=cursor.top)
        cursor.end = cursor.top = 0

    def stored(self, portion: Portion) -> None:
        """Mark or move; a server that cannot is no reason to stop."""
        uids = [int(letter.ref) for letter in portion.letters]
        if not uids or self.account.after == "nothing":
            return
        with in_words("no_folder"), self._within(ANSWER):
            self.client.add_flags(uids, [b"\\Seen"], silent=True)
            if self.account.after == "move" and self.account.move_to:
                self._move(uids)

    def listed(self, cursor: Cursor, since: datetime) -> Iterator[list[Listed]]:
        """Letters of these days by their Message-IDs."""
        with in_words(), self._within(self.limit):
            uids = array("Q", sorted(self.client.search(["SINCE", _day(since)])))
        for start in range(0, len(uids), WINDOW):
            with in_words(), self._within(self.limit):
                found = message_ids(self.client, uids[start : start + WINDOW].tolist())
            yield found

    def fetch(self, refs: Sequence[str]) -> Iterator[Portion]:
        """These letters, one at a time: they have been trouble before."""
        uids = [int(ref) for ref in refs]
        yield from self._portions(uids, Cursor("", gently=True))

    def wait(self, seconds: float) -> bool:
        """IDLE until the server says anything at all."""
        with in_words(), self._within(min(seconds, IDLE_FOR) + ANSWER):
            self.client.idle()
            woken = self._pending() or _readable(self.client.socket(), min(seconds, IDLE_FOR))
            self.client.idle_done()
        return woken

    def interrupt(self) -> None:
        """Wake whoever waits."""
        with suppress(Exception):
            cut(self.client.socket())

    def close(self) -> None:
        """Log out, not for long."""
        with suppress(Exception), deadline(self.client.socket(), 3):
            self.client.logout()
        with suppress(Exception):
            self.client.shutdown()

    def _within(self, seconds: float) -> AbstractContextManager[None]:
        return deadline(self.client.socket(), seconds)

    def _before(self, since: datetime) -> int:
        """The number before the first letter of that day."""
        with in_words(), self._within(self.limit):
            found = self.client.search(["SINCE", _day(since)])
        return min(found) - 1 if found else max(self.next - 1, 0)

    def _numbers(self, low: int, high: str) -> list[int]:
        with in_words(), self._within(self.limit):
            found = self.client.search(["UID", f"{low}:{high}"])
        return sorted(uid for uid in found if uid >= low)  # "9:*" finds the last one, whatever its number

    def _windows(self, last: int, end: int, cursor: Cursor) -> Iterator[Portion]:
        low, step = last + 1, WINDOW
        while low <= end:
            high = min(low + step - 1, end)
            found = self._numbers(low, str(high))
            yield from self._portions(found, cursor)
            yield Portion(last=high)
            low, step = high + 1, WINDOW if found else min(step * 8, 1 << 30)  # numbers may leap by millions

    def _portions(self, uids: list[int], cursor: Cursor) -> Iterator[Portion]:
        wanted = [uid for uid in uids if str(uid) not in cursor.skip]
        for start in range(0, len(wanted), WINDOW):
            with in_words(), self._within(self.limit):
                found = self.client.fetch(wanted[start : start + WINDOW], [b"RFC822.SIZE"])
            parts = [Part(uid, int(row.get(b"RFC822.SIZE") or 0)) for uid, row in sorted(found.items())]
            for group in portions(parts, cursor.gently):
                yield self._letters(group)

    def _letters(self, group: list[Part]) -> Portion:
        """Read a portion; one whose letters the server will not give together is asked for letter by letter."""
        try:
            return self.pieces.read(self.client, group, self.limit)
        except TimeoutError as error:
            raise Stalled([str(part.uid) for part in group]) from error
        except (OSError, imaplib.IMAP4.abort, EOFError) as error:
            raise channel_error(error) from error
        except Exception as error:  # NO, BAD, or an answer that cannot be read
            return self._one_by_one(group, error)

    def _one_by_one(self, group: list[Part], error: Exception) -> Portion:
        if len(group) == 1:
            why = channel_error(error).detail or type(error).__name__
            return Portion(last=group[0].uid, skipped={str(group[0].uid): why})
        whole = Portion(last=group[-1].uid)
        for part in group:
            single = self._letters([part])
            whole.letters += single.letters
            whole.skipped |= single.skipped
        return whole

    def _move(self, uids: list[int]) -> None:
        try:
            self.client.move(uids, self.account.move_to)
        except CapabilityError:  # without it a move would have to delete, which we never do
            self.client.copy(uids, self.account.move_to)

    def _pending(self) -> bool:
        """Whether something came together with the answer to IDLE, and waits in the buffer, not in the socket."""
        if self.client._imap.untagged_responses.get("EXISTS"):
            return True
        sock, file = self.client.socket(), self.client._imap.file
        sock.setblocking(False)
        try:
            return bool(file.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            sock.settimeout(ANSWER)


def _connect(account: Account) -> IMAPClient:
    timeout = SocketTimeout(CONNECT, ANSWER)
    context = account.tls()
    with in_words():
        client = _Client(
            account.host, account.port, ssl=account.security == "tls", ssl_context=context, timeout=timeout
        )
        client._imap.debug = 0  # it would write down every line
        if account.security == "starttls":
            with in_words("tls_in"), deadline(client.socket(), ANSWER):
                client.starttls(context)
        # Few long reads: each one gives up the interpreter, and in a busy worker has to wait for it again.
        client._imap.file = client.socket().makefile("rb", READ)
    return client


def _log_in(client: IMAPClient, account: Account) -> None:
    if account.token is not None:
        client.oauth2_login(account.user, account.token())
    elif not account.password:
        raise ChannelError("no_password", permanent=False)
    elif account.password.isascii() and account.user.isascii():
        client.login(account.user, account.password)
    else:
        client.plain_login(account.user, account.password)


def _readable(sock: socket.socket, seconds: float) -> bool:
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    return bool(poller.poll(seconds * 1000))


def _day(moment: datetime) -> date:
    """The day in every zone: servers compare by their own."""
    return (moment - timedelta(days=1)).date()
