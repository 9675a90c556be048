"""`nitka search reindex`: all words anew, by the worker; `nitka search lag`: what cannot be found yet."""

from __future__ import annotations

import argparse
import json

from nitka.cli.attach import attached


def run(options: argparse.Namespace) -> int:
    """Do it for one workspace, or for all."""
    with attached(options.data, f"search {options.verb}"):
        answer = _reindex(options.workspace) if options.verb == "reindex" else _lag(options.workspace)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for slug, said in answer.items():
            print(f"{slug}: " + ", ".join(f"{value} {name}" for name, value in said.items()))
    return 0


def _reindex(slug: str) -> dict[str, dict[str, float]]:
    from nitka.conversations.search import indexing
    from nitka.kit.db.tenancy import in_workspace

    answer: dict[str, dict[str, float]] = {}
    for workspace in _workspaces(slug):
        with in_workspace(workspace.pk):
            answer[workspace.slug] = {"messages wait": indexing.reindex()}
    return answer


def _lag(slug: str) -> dict[str, dict[str, float]]:
    from nitka.conversations.search import indexing
    from nitka.kit.db.tenancy import in_workspace

    answer: dict[str, dict[str, float]] = {}
    for workspace in _workspaces(slug):
        with in_workspace(workspace.pk):
            lag = indexing.lag()
            answer[workspace.slug] = {"messages wait": lag.messages, "seconds behind": round(lag.seconds, 1)}
    return answer


def _workspaces(slug: str) -> list:  # type: ignore[type-arg]
    from nitka.accounts.models import Workspace
    from nitka.kit.config import ConfigError

    found = list(Workspace.objects.filter(slug=slug) if slug else Workspace.objects.order_by("slug"))
    if slug and not found:
        raise ConfigError(f"There is no workspace {slug!r}.")
    return found
