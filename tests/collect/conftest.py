"""The fixtures of the collector's own tests: a whole web process, a company, a source with its key."""

from nitka.moments.collector.tests.conftest import company, door, site, source
from nitka.moments.collector.tests.test_digest import inside

__all__ = ["company", "door", "inside", "site", "source"]
