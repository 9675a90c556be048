"""The embedded PostgreSQL: a cluster in the data directory, its roles, its migrations."""

from nitka.kit.pg.cluster import Cluster, ClusterError
from nitka.kit.pg.prepare import prepare

__all__ = ["Cluster", "ClusterError", "prepare"]
