"""Catalogues of the interface: `python -m nitka.kit.i18n extract|check|compile [app …]`, without gettext's programs.

Each app keeps its own `locale/ru/LC_MESSAGES/django.po`; a message's id is its English.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "ru"
ROOT_APP = "ui"  # keeps the words of the modules that lie directly in the package
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "N_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_CALL = re.compile(r"\b(_|n?p?gettext(?:_noop|_lazy)?)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)")
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")

Id: TypeAlias = str | tuple[str, ...]
Found: TypeAlias = tuple[int, Id, str | None]


def apps() -> list[str]:
    """The rooms that may have words."""
    return sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def po_path(app: str) -> Path:
    """Where an app's catalogue lies."""
    return PACKAGE / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def collect(app: str) -> Catalog:
    """Every message in an app's source, without translations."""
    catalog = Catalog(locale=LANGUAGE)
    for path in _sources(app):
        for line, message_id, context in _messages(path):
            flags = ("python-format",) if _PLACE.search(str(message_id)) else ()
            where = (str(path.relative_to(PACKAGE.parent)), line)
            catalog.add(message_id, locations=[where], context=context, flags=flags)
    return catalog


def stored(app: str) -> Catalog:
    """An app's catalogue as it is written down."""
    path = po_path(app)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def extract_app(app: str) -> int:
    """Bring an app's catalogue up to its source; answers how many messages wait for a translation."""
    found, catalog = collect(app), stored(app)
    if not len(found) and not po_path(app).exists():
        return 0
    catalog.update(found, no_fuzzy_matching=True)
    catalog.fuzzy = False
    path = po_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(
        buffer, catalog, width=100, omit_header=False, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    # The header's dates would change with every run.
    lines = [line for line in buffer.getvalue().splitlines(True) if not line.startswith(_NOISE)]
    path.write_bytes(b"".join(lines))
    return sum(1 for message in catalog if message.id and _gaps(message))


_NOISE = (
    *(f'"{name}'.encode() for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")),
    *(f'"{name}'.encode() for name in ("Generated-By", "Project-Id-Version", "Report-Msgid-Bugs-To")),
    *(b"# FIRST AUTHOR", b"# Copyright", b"# This file is", b"# Russian translations for"),
)


def check_app(app: str) -> list[str]:
    """What is wrong with an app's catalogue, a line for each fault."""
    catalog = stored(app)
    wanted = {_key(message): message for message in collect(app) if message.id}
    written = {_key(message): message for message in catalog if message.id}
    faults = [f"{app}: not in the catalogue: {_name(wanted[key])}" for key in wanted if key not in written]
    faults += [f"{app}: no longer used: {_name(written[key])}" for key in written if key not in wanted]
    for key in wanted.keys() & written.keys():
        faults += [f"{app}: {fault}: {_name(written[key])}" for fault in _gaps(written[key])]
    return faults


def check(names: Iterable[str] | None = None) -> list[str]:
    """The faults of all catalogues; a message must also read the same wherever it stands, Django merges them."""
    faults: list[str] = []
    seen: dict[tuple[str | None, str], tuple[str, str]] = {}
    for app in names or apps():
        faults += check_app(app)
        for message in stored(app):
            if not message.id:
                continue
            first, said = seen.setdefault(_key(message), (app, str(message.string)))
            if said != str(message.string):
                faults.append(f"{app}: said otherwise in {first}: {_name(message)}")
    return faults


def compile_app(app: str) -> bool:
    """Write the catalogue that Django reads; False when there is nothing to do."""
    source = po_path(app)
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    with target.open("wb") as file:
        write_mo(file, stored(app))
    return True


def _sources(app: str) -> Iterator[Path]:
    roots = [PACKAGE / app]
    for root in roots:
        for path in sorted(root.rglob("*")):
            parts = path.relative_to(root).parts
            if "tests" in parts or "node_modules" in parts or "migrations" in parts:
                continue
            if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in parts):
                yield path
    if app == ROOT_APP:
        yield from sorted(PACKAGE.glob("*.py"))


def _messages(path: Path) -> Iterator[Found]:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        for line, message_id, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
            yield line, message_id, context
    else:
        yield from _template_messages(templatize(text, origin=str(path)))


def _template_messages(code: str) -> Iterator[Found]:
    for call in _CALL.finditer(code):
        name = call[1]
        texts = [ast.literal_eval(part) for part in _TEXT.findall(call[2])]
        context = texts.pop(0) if "pgettext" in name else None
        message_id: Id = tuple(texts[:2]) if name.startswith("n") and len(texts) > 1 else texts[0]
        yield code.count("\n", 0, call.start()) + 1, message_id, context


def _key(message: Message) -> tuple[str | None, str]:
    message_id = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return message.context, str(message_id)


def _name(message: Message) -> str:
    return repr(_key(message)[1])


def _gaps(message: Message) -> list[str]:
    strings = list(message.string) if isinstance(message.string, tuple | list) else [message.string]
    ids = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
    faults = []
    if message.fuzzy:
        faults.append("fuzzy")
    if not all(strings):
        faults.append("not translated")
    elif len(ids) > 1 and len(strings) != 3:
        faults.append("needs three plural forms")
    elif set(_PLACE.findall(str(ids[-1]))) != set(_PLACE.findall(str(strings[-1]))):
        faults.append("other placeholders")
    return faults


def run(verb: str, names: list[str]) -> tuple[int, list[str]]:
    """An exit status, and what to print."""
    if verb == "extract":
        waiting = {app: extract_app(app) for app in names}
        return 0, [f"{app}: {n} to translate in {po_path(app)}" for app, n in waiting.items() if n]
    if verb == "compile":
        return 0, [f"{app}: compiled" for app in names if compile_app(app)]
    if verb == "check":
        faults = check(names)
        return (1, faults) if faults else (0, ["Every string is written in Russian."])
    return 2, [str(__doc__)]


if __name__ == "__main__":
    status, lines = run("".join(sys.argv[1:2]), sys.argv[2:] or apps())
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.exit(status)
