"""`nitka blobs move`: what lies in the data directory goes to the bucket, while the system runs with it.

A file leaves the directory once the bucket has it and its bytes are what its name says; until then it is found there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from typing import Any

from nitka.cli.attach import reached
from nitka.cli.backup.make import holding
from nitka.cli.backup.progress import Progress, human
from nitka.kit import blobs
from nitka.kit.blobs.both import Both, is_named
from nitka.kit.config import ConfigError


def run(options: argparse.Namespace) -> int:
    """Move all; again, what has come since."""
    with reached(options.data, "blobs move") as installation:
        store = blobs.store_of(installation)
        if not isinstance(store, Both):
            raise ConfigError("NITKA_BLOBS names no bucket: set it (s3://bucket/prefix) here and for the system.")
        blobs.check(installation)
        with holding(installation):  # nobody takes away what is on its way
            says = move(store, Progress(quiet=options.json))
    print(json.dumps(says) if options.json else _sentence(says, str(store)))
    return 1 if says["damaged"] else 0


def move(store: Both, progress: Progress) -> dict[str, Any]:
    """How many files and bytes went, and which stayed because their bytes are others than they were."""
    files, size, damaged = 0, 0, []
    there = [(place, n) for place, n, _at in store.folder.listing() if is_named(place)]
    progress.begin("blobs", sum(n for _place, n in there))
    for place, n in there:
        with store.folder.open(place) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file has readinto
            if digest != "".join(place.split("/")[1:]):
                damaged.append(place)
                continue
            if not store.bucket.has(place):
                file.seek(0)
                store.bucket.put(place, file)
        store.folder.remove(place)
        files, size = files + 1, size + n
        progress.add(n)
    progress.end()
    return {"files": files, "bytes": size, "damaged": damaged}


def _sentence(says: dict[str, Any], where: str) -> str:
    lines = [f"{says['files']} files of {human(says['bytes'])} moved to {where}"]
    return "\n".join([*lines, *(f"DAMAGED, left where it is: {place}" for place in says["damaged"])])
