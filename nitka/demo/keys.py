"""What the players of `nitka simulate` carry: keys to the company's doors, in a file that only its owner reads."""

import json
import os
from pathlib import Path

from nitka.accounts.actions import create_token
from nitka.accounts.models import Member, Workspace
from nitka.accounts.queries import workspace_by_slug
from nitka.channels.models import Channel
from nitka.demo.people import WORKERS
from nitka.demo.place import KEYS
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector.sources import create_source


def keep_keys(data: Path, relay_port: int, slug: str = "uklad") -> None:
    """Make the keys once; where the mail port is may change with every start."""
    path, workspace = data / KEYS, workspace_by_slug(slug)
    if workspace is None:
        return
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        found = {}
    if found.get("workspace") != str(workspace.pk):
        found = _made(workspace)
    host, _, port = os.environ.get("NITKA_DEMO_SMTP", "").rpartition(":")
    found["smtp"] = [host.strip("[]").replace("0.0.0.0", "127.0.0.1"), int(port)] if port else None  # noqa: S104
    found["relay_port"] = relay_port
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(found, file)
    new.replace(path)


def _made(workspace: Workspace) -> dict[str, object]:
    with in_workspace(workspace.pk):
        members = {member.user.email: member for member in Member.objects.select_related("user")}
        tokens = {
            worker.email: create_token(workspace=workspace, name=f"Симуляция: {worker.name}", member=one, by=one)[1]
            for worker in WORKERS if (one := members.get(worker.email)) and worker.role != "owner"
        }  # fmt: skip
        owner = members[WORKERS[0].email]
        _source, key = create_source(workspace=workspace, name="Симуляция магазина", by=owner)
        chat = Channel.objects.filter(kind="chat").earliest("created_at")
        mail = Channel.objects.filter(kind="email").earliest("created_at")
    return {
        "workspace": str(workspace.pk), "chat": str(chat.pk), "mail": mail.settings["address"], "tokens": tokens,
        "write_key": key,
    }  # fmt: skip
