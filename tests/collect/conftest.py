"""The fixtures of the collector's own tests: a whole web process, a company, a source with its key."""

from nitka.moments.collector.tests.conftest import company, door, inside, site, source

__all__ = ["company", "door", "inside", "site", "source"]
