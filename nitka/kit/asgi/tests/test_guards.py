"""What answers carry beside what their makers said."""

from nitka.kit.asgi.guards import Guards

HTML, SCRIPT, JSON = b"text/html; charset=utf-8", b"text/javascript; charset=utf-8", b"application/json"


def made(guards, kind, *more):
    return dict(guards.complete([(b"content-type", kind), *more]))


def test_what_is_no_page_loads_nothing():
    assert b"default-src 'none'" in made(Guards(), JSON)[b"content-security-policy"]


def test_a_worker_may_ask_for_its_modules_and_streams():
    policy = made(Guards("", "https://stream.example.org"), SCRIPT)[b"content-security-policy"]
    assert b"default-src 'self'" in policy
    assert b"connect-src 'self' https://stream.example.org;" in policy
    assert b"object-src 'none'; base-uri 'none'; frame-ancestors 'none'" in policy


def test_what_a_page_says_itself_stays():
    own = (b"content-security-policy", b"default-src 'self'")
    assert made(Guards(), HTML, own)[b"content-security-policy"] == own[1]


def test_only_what_says_so_is_kept():
    assert made(Guards(), HTML)[b"cache-control"] == b"no-store"
    kept = (b"cache-control", b"public, max-age=300")
    assert made(Guards(), SCRIPT, kept)[b"cache-control"] == kept[1]


def test_only_where_we_are_reached_by_tls_browsers_are_told_to_stay_with_it():
    assert b"strict-transport-security" in made(Guards("https://help.example.org"), HTML)
    assert b"strict-transport-security" not in made(Guards("http://127.0.0.1:8000"), HTML)
