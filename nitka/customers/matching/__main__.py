"""`python -m nitka.customers.matching WORKSPACE whole|new`: a round in a process of its own; the worker starts it."""

import os
import sys
from uuid import UUID

import django

from nitka.kit import logs
from nitka.kit.processes import follow_supervisor


def main(workspace: str, what: str) -> int:
    """Behind everything else that the machine has to do."""
    follow_supervisor()
    os.nice(10)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    django.setup()
    logs.configure("matching")
    from nitka.customers.matching.run import match

    match(UUID(workspace), whole=what == "whole")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
