"""`nitka up` in directories it must not touch: it says so in a sentence, and leaves them as they were."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nitka.chaos.disk import read_only
from nitka.chaos.place import Place
from nitka.chaos.report import Finding
from nitka.kit import config
from nitka.kit.ports import free_port

SECONDS = 30


def starts(place: Place, *, mounts: bool) -> Iterator[Finding]:
    """All kinds of wrong directories. `mounts`: one may be mounted read-only."""
    found = Finding("a wrong data directory is refused in a sentence and left alone", 0)
    for make in KINDS if mounts else KINDS[1:]:
        with _directory() as data:
            undo = make(data)
            found.checked += 1
            found.violations += [f"{make.__doc__}: {line}" for line in _refused(place, data)]
            undo()
    found.checked += 1
    found.violations += [f"A directory in use: {line}" for line in _refused(place, place.data, compared=False)]
    yield found


def _readonly(data: Path) -> Callable[[], None]:
    """Read-only."""
    if not read_only(data):
        return lambda: None

    def undo() -> None:
        subprocess.run(["umount", str(data)], capture_output=True)

    return undo


def _newer(data: Path) -> Callable[[], None]:
    """Made by a newer version."""
    config.open_or_create(data)
    content = json.loads((data / config.FILE).read_text()) | {"format": config.FORMAT + 1}
    (data / config.FILE).write_text(json.dumps(content))
    return lambda: None


def _damaged(data: Path) -> Callable[[], None]:
    """With damaged keys."""
    (data / config.FILE).write_text('{"format": 1, "secret')
    return lambda: None


def _other_server(data: Path) -> Callable[[], None]:
    """With the database of another PostgreSQL."""
    config.open_or_create(data)
    (data / "pg").mkdir()
    (data / "pg" / "PG_VERSION").write_text("13\n")
    return lambda: None


def _foreign_server(data: Path) -> Callable[[], None]:
    """With a database and none of our keys."""
    (data / "pg").mkdir()
    (data / "pg" / "PG_VERSION").write_text("18\n")
    (data / "pg" / "theirs").write_text("1")
    return lambda: None


KINDS = (_readonly, _newer, _damaged, _other_server, _foreign_server)


@contextmanager
def _directory() -> Iterator[Path]:
    data = Path(tempfile.mkdtemp(prefix="nitka-chaos-start-"))
    data.chmod(0o711)
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _refused(place: Place, data: Path, *, compared: bool = True) -> Iterator[str]:
    before = _tree(data) if compared else {}
    process = place.up("--data", str(data), "--port", str(free_port()), "--smtp-port", "0")
    start = len(place.words())
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        yield f"it went on for {SECONDS} s"
        return
    said = place.words()[start:] if start < len(place.words()) else place.words()[-500:]
    if code != 2 or "Traceback" in said:
        yield f"exit code {code}: {said[-300:]}"
    if compared and (after := _tree(data)) != before:
        yield f"it changed {sorted(set(before.items()) ^ set(after.items()))[:3]}"


def _tree(data: Path) -> dict[str, bytes]:
    files = [path for path in sorted(data.rglob("*")) if path.is_file() and path.name not in ("lock", "nitka.log")]
    return {str(path.relative_to(data)): path.read_bytes() for path in files}
