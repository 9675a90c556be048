"""One throw-away PostgreSQL for a test run: made when a test first asks for it, gone at the end."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ONE_HOUSE = ("tests/faults/", "tests/mail/", "tests/security/")
DATA = Path(tempfile.mkdtemp(prefix="nitka-test-"))
DATA.chmod(0o711)  # the server's own user must pass it

# Where Python keeps nothing that it compiles, each process would rewrite the assertions of all tests again.
sys.dont_write_bytecode = False
for name in ("DATABASE_URL", "NITKA_DIRECT_URL", "NITKA_ROLE"):
    os.environ.pop(name, None)
os.environ.setdefault("NITKA_TEST_TEMPLATE", str(DATA / "template"))  # of two processes, the first one's
os.environ |= {
    "NITKA_DATA": str(DATA),
    "NITKA_POOL": "0",  # a pool's threads outlive the test that made them
    "DJANGO_SETTINGS_MODULE": "nitka.settings",
    # The throw-away database is reached from browser tests, whose client runs an event loop in the test's thread.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
import structlog  # noqa: E402
from django.conf import settings as django_settings  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from nitka.kit.pg import Cluster  # noqa: E402
from nitka.kit.tests import loops, roles, template, trust  # noqa: E402
from nitka.kit.tests.rows import Rows  # noqa: E402
from nitka.moments.archive import known  # noqa: E402

# By default a traceback shows every local variable, which takes minutes where one of them is a batch of messages.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
# A machine that does more than this is slow at making examples: that says nothing about the code.
hypothesis.settings.register_profile("nitka", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("nitka")
INSTALLATION = template.keys(DATA)
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a real one costs 0.3 s a member
django.setup()
trust.read_once()
known.believe(False, seconds=float("inf"))  # else some test or other would make a statement more: once a minute
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
ROWS = Rows(INSTALLATION)
MAKING = threading.Thread(target=template.make, name="tables")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and found stays to the end: it is not looked through for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's event loop stays in the main thread, where nobody else can then run one.

    Of both kinds first what takes longest, since two processes share the run: houses, every address, stories.
    """
    seen = {item.path for item in items if item.get_closest_marker("browser") is not None}  # a file goes as a whole
    items.sort(key=lambda item: (item.path in seen, not item.nodeid.startswith("tests/")))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file to a process; the files of one house together, so that it is opened once; each story by itself."""
    from xdist.scheduler import LoadFileScheduling

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith("tests/story/"):
                return nodeid
            file = super()._split_scope(nodeid)
            return file.rpartition("/")[0] if file.startswith(ONE_HOUSE) else file

    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Each process of the run makes a server of its own: it must not read the settings before its own conftest ran.

    While they find their tests, the tables are made that each will copy: else one of them makes them, the other waits.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]
    MAKING.start()


def pytest_unconfigure() -> None:
    """The browser of the run ends with it, and whoever still makes tables."""
    if MAKING.is_alive():
        MAKING.join()
    chromium = sys.modules.get("nitka.kit.tests.chromium")
    if chromium is not None:
        chromium.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run."""
    template.tables(DATA)
    with Cluster(INSTALLATION, throw_away=True) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's place for making the database: ours was migrated as nitka_owner, and is used as nitka_app."""
    from django.db import connections

    from nitka.inbound import accept

    with django_db_blocker.unblock():
        ROWS.keep()
        yield
        ROWS.close()
        connections.close_all()
        loops.run_on(accept.close())
        roles.close()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a fixture makes with it is there for all tests of the module, each of which (plain `django_db`) undoes what
    it changes."""
    with django_db_blocker.unblock():
        yield
        ROWS.restore()


def _restore(self: TransactionTestCase) -> None:
    """After a test with real commits; the app's role may not truncate."""
    ROWS.restore()


def _must_reconnect(self: TransactionTestCase) -> bool:
    """The next test takes its connection over, unless it is broken."""
    return not roles.freshen()


TransactionTestCase._fixture_teardown = _restore  # type: ignore[method-assign]
TransactionTestCase._should_reload_connections = _must_reconnect  # type: ignore[attr-defined]
