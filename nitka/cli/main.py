"""Arguments → the module of a command. Django is loaded only by the commands that need it."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from nitka.kit.config import ConfigError


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("NITKA_DATA", ".data")), help="data directory (.data)"
    )


def _listening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")


def _size(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument(
        name, dest="demo_size", choices=["tiny", "small", "full"], default=os.environ.get("NITKA_DEMO_SIZE", "full"),
        help="the demo company: 400 conversations in seconds, or 3,000 in half a minute (full)",
    )  # fmt: skip


def _up(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    up = commands.add_parser("up", help="the whole system on this machine")
    _common(up)
    _listening(up)
    up.add_argument("--port", type=int, default=8000, help="the public port (8000)")
    up.add_argument("--smtp-port", type=int, default=2525, help="inbound mail (2525); 0: LMTP socket only")
    up.add_argument("--demo", action="store_true", help="fill an empty installation with a company")
    _size(up, "--demo-size")
    up.set_defaults(module="nitka.cli.up.command")


def _simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    told = "customers and agents of the demo company play, by its doors only, until Ctrl-C"
    simulate = commands.add_parser("simulate", help=told)
    _common(simulate)
    simulate.add_argument("--url", default="", help="where it runs (what `nitka up` says of itself)")
    simulate.add_argument("--scenario", choices=["day", "outage", "sale"], default="day", help="what day it is (day)")
    simulate.add_argument("--speed", type=float, default=60.0, help="times as fast as real time, 1 to 1000 (60)")
    simulate.add_argument("--seed", type=int, default=1, help="the same seed, the same day (1)")
    simulate.add_argument("--seconds", type=float, default=0.0, help="stop by itself after so long")
    simulate.add_argument("--at-once", type=int, default=24, help="conversations under way at the most (24)")
    simulate.add_argument("--json", action="store_true", help="a JSON object a line")
    simulate.set_defaults(module="nitka.cli.simulate")


def _parts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    web = commands.add_parser("web", help="one web process, for a cluster")
    _common(web)
    _listening(web)
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--only", choices=["pages", "stream", "collect"], default="")
    web.add_argument("--listen-fd", type=int, default=None, help=argparse.SUPPRESS)  # a socket of `nitka up`
    web.set_defaults(module="nitka.cli.parts", part="web")
    worker = commands.add_parser("worker", help="one worker process, for a cluster")
    _common(worker)
    worker.set_defaults(module="nitka.cli.parts", part="worker")
    mail = commands.add_parser("mail", help="one listener for inbound mail, for a cluster")
    _common(mail)
    _listening(mail)
    mail.add_argument("--smtp-port", type=int, default=2525)
    mail.set_defaults(module="nitka.cli.parts", part="mail")


def _make(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for noun in ("workspace", "member", "channel", "source", "token"):
        about = commands.add_parser(noun, help=f"make a {noun}: `nitka {noun} create`")
        verbs = about.add_subparsers(required=True, metavar="create")
        create = verbs.add_parser("create")
        _common(create)
        create.add_argument("--workspace", metavar="SLUG", default="", help="default: the only one")
        create.add_argument("--json", action="store_true", help="answer with one JSON object")
        create.set_defaults(module="nitka.cli.create", noun=noun)
        if noun in ("workspace", "source", "token", "member", "channel"):
            create.add_argument("--name", default="", required=noun in ("source", "token"))
        if noun == "workspace":
            create.add_argument("--slug", default="")
            create.add_argument("--language", choices=["ru", "en"], default="ru")
        if noun == "source":
            trust = "site: anybody can read the key"
            create.add_argument("--kind", choices=["server", "site"], default="server", help=trust)
        if noun == "member":
            _leave(verbs)
            _step_off(verbs)
            create.add_argument("--email", required=True)
            create.add_argument("--role", default="agent")
            create.add_argument("--password", default=None, help="default: a made one, printed once")
        if noun == "channel":
            create.add_argument("kind", help="chat, email, …")
            create.add_argument("--address", default="", help="of a mail channel")
            create.add_argument("--domain", action="append", default=[], help="all addresses of a domain; repeatable")
            create.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting; repeatable")
            create.add_argument("--language", choices=["ru", "en"], default="")


def _leave(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    leave = verbs.add_parser("deactivate", help="they leave: signed out at once, what they hold is handed on")
    _common(leave)
    leave.add_argument("--workspace", metavar="SLUG", default="", help="default: the only one")
    leave.add_argument("--email", required=True)
    leave.add_argument("--to", default="", metavar="EMAIL", help="who takes over; default: the queue")
    leave.add_argument("--json", action="store_true", help="answer with one JSON object")
    leave.set_defaults(module="nitka.cli.create", noun="leave")


def _step_off(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    off = verbs.add_parser("step-off", help="they lost their second step: the password alone lets them in")
    _common(off)
    off.add_argument("--email", required=True)
    off.add_argument("--json", action="store_true", help="answer with one JSON object")
    off.set_defaults(module="nitka.cli.create", noun="step_off")


def _issuer(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = commands.add_parser("issuer", help="the OpenID Connect provider that members sign in by: set, show, remove")
    verbs = about.add_subparsers(required=True, metavar="set|show|remove", dest="verb")
    for verb in ("set", "show", "remove"):
        one = verbs.add_parser(verb)
        _common(one)
        one.add_argument("--json", action="store_true", help="answer with one JSON object")
        one.set_defaults(module="nitka.cli.issuer")
        if verb == "set":
            one.add_argument("--url", required=True, help="the issuer as it names itself, to the last slash")
            one.add_argument("--client-id", required=True)
            where = "holds the client secret; -: standard input"
            one.add_argument("--secret-file", type=argparse.FileType("r"), help=where)
            one.add_argument("--domain", action="append", required=True, help="of addresses that get in; repeatable")
            one.add_argument("--label", default="", help="words on the button")
            silent = (
                "believe addresses of which the provider does not say whether they are verified (Microsoft Entra): only"
                " where administrators alone write people's addresses there"
            )
            one.add_argument("--trust-unverified", action="store_true", help=silent)


def _care(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = commands.add_parser("doctor", help="what is wrong with an installation and how to mend it")
    _common(doctor)
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(module="nitka.cli.doctor")
    keys = commands.add_parser("keys", help="`nitka keys renew`: all secrets under a new key, while it is stopped")
    _common(keys)
    keys.add_argument("verb", choices=["renew"])
    keys.add_argument("--json", action="store_true", help="answer with one JSON object")
    keys.set_defaults(module="nitka.cli.keys")
    restart = commands.add_parser("restart", help="have a running `nitka up` take what is installed now; nothing fails")
    _common(restart)
    restart.set_defaults(module="nitka.cli.restart")
    settings = commands.add_parser("config", help="every setting, its value and where it comes from; secrets masked")
    _common(settings)
    settings.add_argument("--json", action="store_true", help="answer with one JSON object")
    settings.add_argument("--markdown", action="store_true", help="the table as docs/settings.md has it")
    settings.set_defaults(module="nitka.cli.config")
    bench = commands.add_parser("bench", help="measure, each figure against its own limit")
    known = "receive, collect, mail, inbox, stream, search, mailbox, desk, identify, profile, resolve, segments, rest"
    bench.add_argument("name", help=f"{known}, week")
    bench.add_argument("--full", action="store_true", help="as large as it gets: minutes, for inbox and profile hours")
    bench.add_argument("--count", type=int, metavar="N", help="inbox: conversations; profile: customers")
    keep = "inbox, profile: fill this directory and leave it for the next run; without it all is thrown away"
    bench.add_argument("--keep", type=Path, metavar="DIR", help=keep)
    bench.add_argument("--json", action="store_true", help="nothing but the JSON line")
    bench.set_defaults(module="nitka.cli.bench")
    chaos = commands.add_parser("chaos", help="kill, stop, cut and fill a throw-away system while customers write")
    chaos.add_argument("--minutes", type=float, default=2.0, help="how long troubles are played (2)")
    chaos.add_argument("--full", action="store_true", help="until 1,000,000 messages are acknowledged: hours")
    chaos.add_argument("--seed", type=int, default=None, help="repeats a run; default: a new one, printed")
    chaos.add_argument("--longest", type=float, default=20.0, help="seconds that one trouble lasts at most (20)")
    chaos.add_argument("--only", default="", metavar="NAMES", help="faults separated by commas; default: all")
    chaos.add_argument("--json", action="store_true", help="nothing but one JSON object")
    chaos.set_defaults(module="nitka.cli.chaos")
    search = commands.add_parser("search", help="the index of search: `nitka search reindex`, `nitka search lag`")
    _common(search)
    search.add_argument("verb", choices=["reindex", "lag"])
    search.add_argument("--workspace", metavar="SLUG", default="", help="default: all")
    search.add_argument("--json", action="store_true", help="answer with one JSON object")
    search.set_defaults(module="nitka.cli.search")
    migrate = commands.add_parser("migrate", help="bring the tables up to date (`up` does it by itself)")
    migrate.set_defaults(module="nitka.cli.parts", part="migrate")
    demo = commands.add_parser("demo", help="fill a running installation with the demo company (`up --demo` does it)")
    _common(demo)
    _size(demo, "--size")
    demo.set_defaults(module="nitka.cli.parts", part="demo")
    does = demo.add_subparsers(title="also", metavar="reset")
    reset = does.add_parser("reset", help="the demo company as on its first day: all that happened since is destroyed")
    _common(reset)
    _size(reset, "--size")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    reset.set_defaults(module="nitka.cli.demo")
    relay = commands.add_parser("relay", help="the demo's mail relay (`up --demo` starts it)")
    _common(relay)
    _listening(relay)
    relay.add_argument("--port", type=int, default=2526)
    relay.add_argument("--follow", default="", metavar="URL", help="play at that address what the demo's page says")
    relay.set_defaults(module="nitka.cli.parts", part="relay")
    _simulate(commands)
    manage = commands.add_parser("manage", help="Django's own commands", add_help=False)
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    manage.set_defaults(module="nitka.cli.parts", part="manage")


def _backups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="database, blobs and keys into one sealed file, while it runs")
    _common(backup)
    backup.add_argument("file", type=Path, help="a file, or a directory (then it is named by the time)")
    backup.add_argument("--keep", type=int, metavar="N", help="in a directory: leave the newest N, remove older ones")
    backup.add_argument("--json", action="store_true", help="answer with one JSON object")
    backup.set_defaults(module="nitka.cli.backup.make")
    moved = commands.add_parser("blobs", help="`nitka blobs move`: files of the data directory into NITKA_BLOBS")
    _common(moved)
    moved.add_argument("verb", choices=["move"])
    moved.add_argument("--json", action="store_true", help="answer with one JSON object")
    moved.set_defaults(module="nitka.cli.backup.move")
    restore = commands.add_parser("restore", help="a backup into an empty --data (and the database of DATABASE_URL)")
    _common(restore)
    restore.add_argument("file", type=Path)
    restore.add_argument("--check", action="store_true", help="only read it: is it whole, does the passphrase open it")
    restore.add_argument("--json", action="store_true", help="answer with one JSON object")
    restore.set_defaults(module="nitka.cli.backup.restore")


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(prog="nitka", description="One thread per customer.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for add in (_up, _parts, _make, _issuer, _care, _backups):
        add(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run a command; what goes wrong for a person is one sentence."""
    options = parser().parse_args(arguments)
    try:
        code: int = import_module(options.module).run(options)
    except ConfigError as error:
        print(f"nitka: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code
