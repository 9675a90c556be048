import pytest

from nitka.kit.asgi.proxied import see_through

PROXY = ("10.0.0.9", 4711)


def seen(*forwarded):
    scope = {"client": PROXY, "headers": [(b"x-forwarded-for", one.encode()) for one in forwarded]}
    see_through(scope)
    return scope["client"][0]


def test_what_a_visitor_says_of_their_address_is_not_believed():
    assert seen("192.0.2.7") == PROXY[0]


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
def test_behind_a_proxy_its_last_word_is(monkeypatch, forwarded, address):
    monkeypatch.setenv("NITKA_BEHIND_PROXY", "1")
    assert seen(forwarded) == address


def test_without_its_word_it_is_the_proxy(monkeypatch):
    monkeypatch.setenv("NITKA_BEHIND_PROXY", "1")
    assert seen() == PROXY[0]
