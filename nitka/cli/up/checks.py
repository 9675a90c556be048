"""What must be so before anything is started; each failure is a sentence with the way out."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from nitka.cli.parts import BACKLOG
from nitka.kit.config import ConfigError
from nitka.kit.supervisor.lock import Held


def port_is_free(host: str, port: int, option: str) -> None:
    """Raise when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise ConfigError(f"Port {port} is for root only: choose one above 1023 with {option} N.") from None
        except OSError as error:
            if error.errno == 98:
                raise ConfigError(
                    f"Port {port} on {host} is taken by another program: stop it, or choose another with {option} N."
                ) from None
            raise ConfigError(
                f"This machine cannot listen on {host} ({error.strerror}): choose another --host."
            ) from None


def listen(host: str, port: int) -> socket.socket:
    """The public door, for web processes to inherit."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.create_server((host, port), family=family, backlog=BACKLOG)
    door.setblocking(False)
    return door


def writable(data: Path) -> None:
    """Raise when the directory cannot take files."""
    if not os.access(data, os.W_OK | os.X_OK):
        raise ConfigError(f"{data} is not writable for this user: change its owner, or choose another with --data.")


def in_use(data: Path, held: Held) -> ConfigError:
    """The sentence for a locked directory."""
    pid = held.holder.get("pid", "unknown")
    return ConfigError(f"{data} is in use by process {pid}: stop that one, or choose another directory with --data.")
