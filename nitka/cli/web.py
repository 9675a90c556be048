"""What granian's worker process imports: it must die with its parent, log like the others, then be the application."""

import os

from nitka.kit import logs, processes

processes.die_with_parent()
logs.configure("web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")

from nitka.asgi import app  # noqa: E402

__all__ = ["app"]
