"""Fetching what a stranger names: real servers, and nothing inside is reached."""

from collections.abc import Iterator

import pytest

from nitka.kit.outside import Unfetched, fetch
from nitka.kit.outside.tests.serving import Stranger
from nitka.kit.tests.listening import listening

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


class Pages(Stranger):
    heard: list[dict[str, str]] = []

    def do_GET(self) -> None:
        Pages.heard.append(dict(self.headers.items()) | {"path": self.path})
        if self.path.startswith("/loop"):
            self._go(302, self.path)
        elif self.path == "/inside":
            self._go(302, "http://127.0.0.1:1/secret")
        elif self.path == "/moved":
            self._go(301, "/picture.png")
        elif self.path == "/missing":
            self.send_error(404)
        elif self.path == "/flood":
            self.send_response(200)
            self.end_headers()
            for _ in range(2_000):
                self.wfile.write(b"x" * 10_000)
        elif self.path == "/drip":
            self.drip()
        else:
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PNG)

    def _go(self, status: int, where: str) -> None:
        self.send_response(status)
        self.send_header("Location", where)
        self.end_headers()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with listening(Pages) as address:
        yield address


def get(url: str, **options):
    return fetch.get(url, **{"limit": 100_000, "seconds": 5, "allowed": lambda _: True} | options)


def test_a_picture_comes_as_it_is_and_its_server_learns_nothing(server):
    Pages.heard.clear()
    assert get(f"{server}/picture.png?id=7").body == PNG
    heard = Pages.heard[0]
    assert heard["path"] == "/picture.png?id=7"
    assert not {"Cookie", "Referer", "X-Forwarded-For", "Accept-Language"} & set(heard)
    assert heard["User-Agent"] == "Mozilla/5.0"


def test_a_move_is_followed_a_few_times(server):
    assert get(f"{server}/moved").body == PNG
    with pytest.raises(Unfetched, match="too many"):
        get(f"{server}/loop")


@pytest.mark.parametrize("path", ["/missing", "/flood"])
def test_what_is_missing_or_endless_is_not_had(server, path):
    with pytest.raises(Unfetched):
        get(f"{server}{path}")


def test_a_server_that_drips_is_left(server):
    with pytest.raises(Unfetched, match="too slow"):
        get(f"{server}/drip", seconds=0.5)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://localhost/x", "http://[::1]/x", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://[fe80::1]/", "http://100.64.0.1/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_nothing_inside_is_reached(url):
    with pytest.raises(Unfetched):
        fetch.get(url, limit=1000)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "2606:4700:4700::1111", "2a02:6b8::feed:ff",
        "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ],
)  # fmt: skip
def test_an_address_of_the_world_is_public_in_whatever_dress(address):
    assert fetch.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff0e::1"),
        *("fec0::1", "feff::1"),  # site-local, of old
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "64:ff9b:1:a00::1"),  # NAT64
        *("2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::1", "2002:e000:1::"),  # 6to4
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
        *("::ffff:0:7f00:1", "100::1", "2001:db8::1", "3fff::1", "4000::1", "5f00::1"),
    ],
)  # fmt: skip
def test_an_address_inside_is_inside_in_whatever_dress(address):
    assert not fetch.is_public(address)
    assert not fetch.is_reachable(address)


def test_a_redirect_inside_is_not_followed(server):
    asked = []

    def outside_first(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    with pytest.raises(Unfetched, match="not a public address"):
        get(f"{server}/inside", allowed=outside_first)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "gopher://x/", "//example.org/x", "http://", "http://u:p@example.org/",
     "http://example.org:99999/", "javascript:alert(1)", "http://exa mple/", "http://\x00/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(Unfetched):
        fetch.get(url, limit=1000)
