"""How our server is set: for two cores and a few GB, commits durable."""

from __future__ import annotations

from pathlib import Path

SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "192MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "96MB",
    "wal_buffers": "16MB",
    "min_wal_size": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    # Workers for reading ahead are for disks under load; on two cores they are three idle processes.
    "io_method": "sync",
    # Queue tables live from quick clean-up.
    "autovacuum_naptime": "10s",
    "autovacuum_vacuum_cost_delay": "1ms",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
    "log_min_duration_statement": "2s",
    "shared_preload_libraries": "",
}

# Only for clusters that are thrown away: nothing in them must survive.
THROW_AWAY: dict[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "autovacuum": "off",
}


def arguments(data: Path, sockets: Path, *, throw_away: bool, overrides: dict[str, str]) -> list[str]:
    """The server's command line after its name."""
    settings = SETTINGS | (THROW_AWAY if throw_away else {}) | overrides | {"unix_socket_directories": str(sockets)}
    return ["-D", str(data), *(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))]
