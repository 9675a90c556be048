"""A visitor who keeps on: writes one message after the other, each until it is stored, and reads from a cursor."""

import contextlib
import threading
import time
from uuid import uuid4

import httpx

PATIENCE = 60.0
BREATH = 0.1  # between two messages of one visitor: who leaves none has written all before anything can be killed


class Visitor:
    """One session of the chat."""

    def __init__(self, url: str, channel: str) -> None:
        self.base = f"{url}/chat/{channel}"
        self.token = httpx.post(f"{self.base}/sessions", json={}, timeout=20).json()["session"]
        self.acknowledged: list[str] = []
        self.read: list[str] = []
        self.cursor = ""

    def post(self, client: httpx.Client, text: str, key: str = "") -> httpx.Response:
        """One try to write."""
        body = {"id": key or str(uuid4()), "text": text}
        return client.post(f"{self.base}/messages", json=body, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def write(self, count: int) -> None:
        """`count` messages, each again and again until it is stored."""
        for n in range(count):
            time.sleep(BREATH if n else 0)
            key, deadline = str(uuid4()), time.monotonic() + PATIENCE
            while not self._stored(str(n), key):
                assert time.monotonic() < deadline, "nobody took the message"
                time.sleep(0.02)
            self.acknowledged.append(key)

    def _stored(self, text: str, key: str) -> bool:
        # A connection for each try: what was cut by a kill must not be found cut again.
        with contextlib.suppress(httpx.HTTPError), httpx.Client(timeout=5) as client:
            answer = self.post(client, text, key)
            assert answer.status_code in (202, 429, 500, 502, 503), answer.text
            return answer.status_code == 202
        return False

    def catch_up(self) -> None:
        """Read on from the cursor; a lost answer is read again from the same place."""
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(f"{self.base}/messages", params={"after": self.cursor}, headers=self.headers, timeout=5)
            if answer.status_code == 200:
                page = answer.json()
                self.read += [row["id"] for row in page["data"]]
                self.cursor = page["next"]


class Crowd:
    """Visitors who all write and read at once."""

    def __init__(self, url: str, channel: str, size: int, each: int) -> None:
        self.visitors = [Visitor(url, channel) for _ in range(size)]
        self.errors: list[BaseException] = []
        self.threads = [threading.Thread(target=self._write, args=(visitor, each)) for visitor in self.visitors]
        self.stop = threading.Event()
        self.reader = threading.Thread(target=self._read)

    def start(self) -> None:
        """Begin."""
        for thread in (*self.threads, self.reader):
            thread.start()

    @property
    def acknowledged(self) -> int:
        """Messages stored so far, as their senders were told."""
        return sum(len(visitor.acknowledged) for visitor in self.visitors)

    def end(self) -> None:
        """Wait for the last acknowledgement."""
        for thread in self.threads:
            thread.join()
        self.stop.set()
        self.reader.join()
        if self.errors:
            raise self.errors[0]

    def _write(self, visitor: Visitor, each: int) -> None:
        try:
            visitor.write(each)
        except BaseException as error:
            self.errors.append(error)

    def _read(self) -> None:
        while not self.stop.is_set():
            for visitor in self.visitors[::3]:
                visitor.catch_up()
                self.stop.wait(0.02)  # the core is for those that are tried
