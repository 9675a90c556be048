"""Compile the catalogues (`compile`), or say what they lack (`check`)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATE = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
STRING = r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')"""
CALL = re.compile(rf"""\b(?:_|gettext|gettext_lazy)\(\s*{STRING}\s*,?\s*\)""")


def catalogues() -> list[Path]:
    """The translators' files."""
    return sorted(ROOT.glob("nitka/**/locale/*/LC_MESSAGES/*.po"))


def load(path: Path) -> Catalog:
    """One catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def compile_all() -> int:
    """Write each .mo whole or not at all."""
    for path in catalogues():
        temporary = path.with_suffix(".mo.new")
        with temporary.open("wb") as file:
            write_mo(file, load(path))
        temporary.rename(path.with_suffix(".mo"))
    return 0


def gaps(path: Path) -> list[str]:
    """Entries without a translation, marked as unsure, or with other placeholders than the original."""
    found = []
    for message in load(path):
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        name = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if not all(strings) or message.fuzzy:
            found.append(f"{path.relative_to(ROOT)}: {name!r} is not translated")
        found += [f"{path.relative_to(ROOT)}: {name!r}: {error}" for error in message.check(load(path))]
    return found


def sources() -> dict[str, Path]:
    """The simple strings that templates and code ask for, each with one place."""
    found: dict[str, Path] = {}
    for pattern, suffix in ((TRANSLATE, "html"), (CALL, "py")):
        for path in ROOT.glob(f"nitka/**/*.{suffix}"):
            if "/tests/" in str(path):
                continue
            for match in pattern.finditer(path.read_text()):
                text = match.group(1) if match.group(1) is not None else match.group(2)
                found.setdefault(re.sub(r"\\(.)", r"\1", text), path)
    return found


def check() -> int:
    """Print what is missing; the number of lines is the answer."""
    problems = [line for path in catalogues() for line in gaps(path)]
    known = {
        name
        for path in catalogues()
        if path.parts[-3] == "ru"
        for message in load(path)
        for name in (message.id if isinstance(message.id, (list, tuple)) else [message.id])
    }
    for text, path in sorted(sources().items()):
        if text and text not in known:
            problems.append(f"{path.relative_to(ROOT)}: {text!r} is in no Russian catalogue")
    print("\n".join(problems) or f"translations: {len(known)} messages, complete")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "check": check}[sys.argv[1]]())
