import pytest

from nitka.kit.asgi.tests.server import serving
from nitka.realtime import actions, queries, topics
from nitka.realtime.tests.listener import Listener, cut_all, sequencing, wait_until


@pytest.fixture(scope="module")
def site(django_db_setup):
    """A stream process."""
    with serving(NITKA_ONLY="stream") as origin:
        yield origin


@pytest.fixture
def sequenced(transactional_db, site):
    """The sequencer runs, and the stream process has noticed that the last test took its log away."""
    with sequencing():
        actions.publish(topic="warm", kind="up")
        wait_until(lambda: queries.head() > 0 and hello(site) == queries.head())
        yield
    cut_all()


def hello(site: str) -> int | None:
    listener = Listener(topics.stream_url(["warm"], base=site))
    listener.cut()
    return listener.events[0]["id"]
