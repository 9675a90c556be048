import pytest

from nitka.kit.asgi.proxied import PASSED_ON, Proxied, client_of

PROXY = ("10.0.0.9", 4711)


def scope(*forwarded, **more):
    told = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    told += [(name.replace("_", "-").encode(), value.encode()) for name, value in more.items()]
    return {"client": PROXY, "scheme": "http", "headers": [(b"host", b"x"), *told]}


def seen(proxies, *forwarded):
    asked = scope(*forwarded)
    Proxied(proxies).settle(asked)
    return asked["client"][0]


def test_what_a_visitor_says_of_their_address_is_not_believed():
    assert seen(0, "192.0.2.7") == PROXY[0]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first is what the visitor said
        ("2001:db8::7", "2001:db8::7"),
        ("unknown", PROXY[0]),
        ("", PROXY[0]),
    ],
)
def test_behind_a_proxy_its_last_word_is(forwarded, address):
    assert seen(1, forwarded) == address


def test_behind_two_it_is_the_word_before_the_last():
    assert seen(2, "198.51.100.1, 192.0.2.7, 10.0.0.5") == "192.0.2.7"
    assert seen(2, "198.51.100.1", "192.0.2.7, 10.0.0.5") == "192.0.2.7"
    assert seen(2, "192.0.2.7") == PROXY[0]  # who comes past one of them is not believed


def test_without_its_word_it_is_the_proxy():
    assert seen(1) == PROXY[0]


def test_the_scheme_is_the_proxys_and_nobody_behind_reads_the_headers():
    for proxies, scheme in ((0, "http"), (1, "https")):
        asked = scope("192.0.2.7", x_forwarded_proto="https", x_real_ip="192.0.2.8")
        Proxied(proxies).settle(asked)
        assert asked["scheme"] == scheme
        assert asked["headers"] == [(b"host", b"x")]
    asked = scope(x_forwarded_proto="javascript")
    Proxied(1).settle(asked)
    assert asked["scheme"] == "http"


def test_what_was_passed_on_is_marked_whether_it_is_believed_or_not():
    for proxies in (0, 1):
        asked = scope("127.0.0.1")
        Proxied(proxies).settle(asked)
        assert asked[PASSED_ON]
    asked = scope()
    Proxied(1).settle(asked)
    assert PASSED_ON not in asked


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_limits_count_a_household_as_one(address, counted):
    assert client_of({"client": (address, 0)}) == counted


def test_a_request_from_nowhere_counts_for_nobody():
    assert client_of({"client": None}) == ""
