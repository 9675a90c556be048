"""The clients that everybody has, unchanged, at our doors."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from nitka.conversations.tests.factories import arrive, chat, contact, said
from nitka.customers.actions import decide
from nitka.customers.known import UnknownValue
from nitka.customers.models import Customer, Identity, Proposal
from nitka.inbound.accept import Raw
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.kit.tests.listening import listening
from nitka.moments.collector.tests.factories import digest_all
from nitka.moments.models import Arrival, Holding, Moment, Source
from tools.setup import node

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent
UMD = HERE.parents[1] / "node_modules/@segment/analytics-next/dist/umd"
PAGE = """<!doctype html><title>Краны</title><script src="/umd/index.js"></script><script>
window.analytics = AnalyticsNext.AnalyticsBrowser.load({writeKey: "%s", cdnURL: "%s"});
analytics.page();
</script>"""


def run(script: str, source: Source, site: str) -> dict:
    """A program in node to its end."""
    program = [node()[0], HERE / script, source.key, site]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict = json.loads(done.stdout.splitlines()[-1])
    assert answer["failed"] == []
    return answer


def kinds() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in Moment.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def nothing_refused() -> None:
    assert list(Arrival.objects.exclude(reason="").values_list("type", "name", "reason")) == []


def whose(kind: str, value: str) -> Customer:
    return Identity.objects.select_related("customer").get(kind=kind, value=value).customer


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("client", [SegmentClient, RudderClient])
def test_python_clients(source, site, inside, client, gzip):
    failed: list[Exception] = []
    given = {"host": site, "gzip": gzip, "on_error": lambda error, _batch: failed.append(error)}
    analytics = client(source.key, **given)
    analytics.identify("anna", {"email": "anna@example.org", "plan": "pro"})
    for n in range(120):
        analytics.track("anna", "Python Tick", {"n": n})
    analytics.track("anna", "Order Completed", {"order_id": "7", "total": 10.5, "currency": "USD"})
    analytics.page("anna", "Docs", "Home", {"path": "/"})
    analytics.flush()
    analytics.join()
    assert failed == []
    digest_all()
    assert kinds() == {"python_tick": 120, "order.placed": 1, "page": 1}
    assert whose("email", "anna@example.org") == whose("user", "anna")
    assert UnknownValue.objects.get().value == "pro"  # until somebody gives it a purpose
    nothing_refused()


def test_segments_node_client(source, site, inside):
    run("segment.mjs", source, site)
    digest_all()
    assert kinds() == {"node_tick": 20, "order.placed": 1, "page": 1, "group": 1}
    assert whose("phone", "+79161234567") == whose("user", "anna")
    assert Holding.objects.get().total == 48900
    nothing_refused()


def test_rudderstacks_node_client(source, site, inside):
    run("rudder.mjs", source, site)
    digest_all()
    assert kinds() == {"rudder_tick": 20, "screen": 1}
    nothing_refused()


@pytest.fixture
def shop(source, site):
    """A page of another origin with the browser's client; what its requests were answered."""
    context = chromium().new_context()
    page = context.new_page()
    page.answers = []
    page.on("response", lambda one: page.answers.append((one.request.method, one.url, one.status)))
    page.on("pageerror", lambda one: page.answers.append(("error", str(one), 999)))
    with _serving(PAGE % (source.key, site)) as page.shop:
        yield page
    context.close()


@contextmanager
def _serving(text: str) -> Iterator[str]:
    """A site of its own: browsers let no page from outside ask this machine."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("/umd/")[2]
            body = (UMD / name).read_bytes() if name else text.encode()
            self.send_response(200)
            self.send_header("content-type", "text/javascript" if name else "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    with listening(Shop) as address:
        yield address.replace("127.0.0.1", "localhost")


def look(page, path: str) -> None:
    """Open a page of the shop; its page view has been answered."""
    with page.expect_response(lambda one: one.url.endswith("/v1/p")) as answered:
        page.goto(f"{page.shop}{path}")
    assert answered.value.status == 200


def take(raw: Raw) -> None:
    """Accept a thing beside Playwright, whose loop this thread runs in."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(arrive, raw).result()


def do(page, call: str, path: str) -> None:
    with page.expect_response(lambda one: one.url.endswith(path)) as answered:
        page.evaluate(f"() => {{ analytics.{call} }}")
    assert answered.value.status == 200


@pytest.mark.browser
def test_the_browsers_client_on_a_page_of_another_origin(source, site, shop, inside):
    look(shop, "/cranes?utm_source=letter")
    do(shop, "track('Product Viewed', {product_id: '1', name: 'Кран', price: 900, currency: 'RUB'})", "/v1/t")
    do(shop, "identify('anna', {email: 'anna@example.org'})", "/v1/i")
    digest_all()
    assert kinds() == {"page": 1, "product.viewed": 1}
    seen = Moment.objects.get(kind="page")
    assert seen.data == {"path": "/cranes", "title": "Краны"}
    device = Identity.objects.get(kind="device")
    assert seen.identity_id == device.pk
    assert device.customer_id == whose("user", "anna").pk == whose("email", "anna@example.org").pk
    assert [one for one in shop.answers if one[2] >= 400] == []
    nothing_refused()


@pytest.mark.browser
def test_a_browser_a_node_and_a_python_program_and_a_chat_are_one_customer(source, site, shop, inside, company):
    look(shop, "/")
    do(shop, "identify('anna', {firstName: 'Анна'})", "/v1/i")
    run("segment.mjs", source, site)
    analytics = SegmentClient(source.key, host=site)
    analytics.track("anna", "Order Refunded", {"order_id": "10428", "total": 900, "currency": "RUB"})
    analytics.flush()
    digest_all()
    channel = chat(company)
    take(said(channel, "visitor", "Где заказ?"))
    digest_all()
    take(contact(channel, "visitor", email="anna@example.org", name="Анна"))
    digest_all()
    with in_workspace(company.id):
        decide(proposal=Proposal.objects.get(), accept=True)  # an address typed into a chat proves nothing
    (one,) = Customer.objects.filter(merged_into_id=None)
    found = {identity.kind for identity in Identity.objects.filter(customer_id=one.pk)}
    assert found == {"user", "device", "email", "phone", "visitor"}
    assert {"page", "order.placed", "refund", "message.in", "node_tick"} <= set(kinds())
    assert (one.orders, one.spent, one.name) == (1, 48000, "Анна")
