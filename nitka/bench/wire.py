"""A client as thin as HTTP/1.1 allows, so that the sender's side does not become the measure."""

import asyncio


class Wire:
    """One kept connection; one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, host: str, port: int) -> "Wire":
        """Connect."""
        return cls(*await asyncio.open_connection(host, port))

    @classmethod
    async def wait(cls, host: str, port: int) -> None:
        """Come back once somebody answers at the port."""
        for _ in range(600):
            try:
                wire = await cls.open(host, port)
                status, _body = await wire.get("/healthz")
                wire.close()
                if status == 200:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.1)
        raise TimeoutError(f"nobody answers at port {port}")

    async def post(self, path: str, token: str, body: bytes) -> int:
        """The status of a POST of JSON."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        return (await self._answer())[0]

    async def get(self, path: str, cookie: str = "", head: str = "") -> tuple[int, bytes]:
        """Status and body of a GET; `head` are further lines of its head."""
        cookies = f"Cookie: {cookie}\r\n" if cookie else ""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookies}{head}\r\n".encode())
        return await self._answer()

    async def form(self, path: str, cookie: str, csrf: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of a page's own POST."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nX-CSRFToken: {csrf}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        return await self._answer()

    def close(self) -> None:
        """Hang up."""
        self.writer.close()

    async def _answer(self) -> tuple[int, bytes]:
        head = await self.reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        status = int(head.split(b" ", 2)[1])
        at = lower.find(b"content-length:")
        if at >= 0:
            return status, await self.reader.readexactly(int(lower[at + 15 : lower.index(b"\r\n", at)]))
        return status, await self._chunks() if b"transfer-encoding: chunked" in lower else b""

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)
