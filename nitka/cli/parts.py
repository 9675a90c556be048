"""The processes of the system, each by itself, and Django's own commands."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from importlib import import_module

import structlog

from nitka.kit import config, logs, processes
from nitka.kit.config import ConfigError

# Streams are requests that stay open: what the server takes at once must be far above their number.
BACKPRESSURE = 20_000
BACKLOG = 4096


def run(options: argparse.Namespace) -> int:
    """Run one part."""
    processes.follow_supervisor()
    processes.take_files()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    if hasattr(options, "data"):
        os.environ["NITKA_DATA"] = str(options.data)
        config.read(options.data)
    try:
        code: int = PARTS[options.part](options)
    except ConfigError:
        raise
    except Exception:
        if options.part not in SUPERVISED:
            raise
        structlog.get_logger("nitka.process").critical("process broke", exc_info=True)
        return 1
    return code


def web(options: argparse.Namespace) -> int:
    """Granian with the application in one child process of its own."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from nitka.cli.serving import DRAIN, Ending, Shared

    os.environ.setdefault("NITKA_ROLE", "app")
    os.environ["NITKA_ONLY"] = options.only
    logs.configure("web")
    given = options.listen_fd
    server = Ending if given is None else partial(Shared, listen_fd=given)
    server(
        "nitka.cli.web:app",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # nobody speaks 2 without TLS, and looking for it holds 12 KiB of each open stream
        workers=1,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        websockets=False,
        workers_kill_timeout=3 if given is None else DRAIN,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def worker(_options: argparse.Namespace) -> int:
    """The loops."""
    os.environ.setdefault("NITKA_ROLE", "worker")
    logs.configure("worker")
    from nitka.worker import main

    return main()


def mail(options: argparse.Namespace) -> int:
    """The listener for inbound mail."""
    os.environ.setdefault("NITKA_ROLE", "app")
    logs.configure("mail")
    import django

    django.setup()
    from nitka.mail import main

    socket = config.load().lmtp_socket
    socket.parent.mkdir(parents=True, exist_ok=True)
    main(options.host, options.smtp_port, socket)
    return 0


def demo(options: argparse.Namespace) -> int:
    """The demo company; asked again, it only says who can sign in."""
    os.environ["NITKA_ROLE"] = "app"
    logs.configure("demo")
    import django

    django.setup()
    import_module("nitka.demo.company").main(config.load().data, options.demo_size)
    return 0


def relay(options: argparse.Namespace) -> int:
    """The demo's own mail relay, which keeps what it is given; with `--follow`, who plays when its page says so."""
    logs.configure("relay")
    data = config.load().data
    player = import_module("nitka.demo.simulation.follow").Player(data, options.follow) if options.follow else None
    import_module("nitka.demo.relay").main(data / "relay", options.host, options.port, player)
    return 0


def migrate(_options: argparse.Namespace) -> int:
    """All migrations, as the owner of the tables; refused when the database is ahead of the program."""
    os.environ["NITKA_ROLE"] = "owner"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from nitka.kit.db.patience import patiently

    loader = MigrationLoader(connection)
    ours = {app for app, _name in loader.disk_migrations}
    unknown = sorted(key for key in loader.applied_migrations if key[0] in ours and key not in loader.disk_migrations)
    unknown = [key for key in unknown if key not in _replaced(loader)]
    if unknown:
        raise ConfigError(
            f"The database belongs to a newer version of Nitka (it has {unknown[-1][0]}.{unknown[-1][1]}): "
            "install that version, or choose another directory with --data."
        )
    patiently(lambda: call_command("migrate", verbosity=0, interactive=False))
    return 0


def _replaced(loader: object) -> set[tuple[str, str]]:
    return {key for migration in loader.disk_migrations.values() for key in migration.replaces}  # type: ignore[attr-defined]


def manage(options: argparse.Namespace) -> int:
    """`nitka manage makemigrations` and the like."""
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *options.arguments])
    return 0


PARTS = {"web": web, "worker": worker, "mail": mail, "demo": demo, "relay": relay, "migrate": migrate, "manage": manage}
SUPERVISED = ("web", "worker", "mail", "demo", "relay")
