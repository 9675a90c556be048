"""To a server by SFTP, whose key is the one that somebody here trusts."""

import io
import posixpath
from contextlib import suppress
from typing import Any

import paramiko

from nitka.sending.stores.address import fingerprint, place_of
from nitka.sending.stores.errors import Undelivered
from nitka.sending.stores.reach import SECONDS, dial
from nitka.sending.stores.stream import Stream

PIECE = 32 << 10
_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


def put(schedule: Any, name: str, stream: Stream) -> None:
    """Upload as `name.part`, then call it by its name. Raises Undelivered."""
    transport = paramiko.Transport(dial(*place_of(schedule.address)))
    transport.banner_timeout = transport.auth_timeout = SECONDS
    try:
        transport.start_client(timeout=SECONDS)
        _recognise(schedule, transport)
        _sign_in(schedule, transport)
        with paramiko.SFTPClient.from_transport(transport) as files:
            files.get_channel().settimeout(SECONDS)
            _write(files, schedule.folder, name, stream)
    except paramiko.AuthenticationException as problem:
        raise Undelivered("refused") from problem
    except TimeoutError as problem:
        raise Undelivered("slow") from problem
    except (paramiko.SSHException, EOFError, OSError) as problem:
        raise Undelivered("broken", type(problem).__name__) from problem
    finally:
        transport.close()


def _recognise(schedule: Any, transport: paramiko.Transport) -> None:
    """Before anything secret is said."""
    key = transport.get_remote_server_key()
    shown = f"{key.get_name()} {key.get_base64()}"
    if not schedule.host_key:
        raise Undelivered("untrusted", fingerprint(shown), offered=shown)
    if schedule.host_key != shown:
        raise Undelivered("other_key", fingerprint(shown), offered=shown)


def _sign_in(schedule: Any, transport: paramiko.Transport) -> None:
    if "PRIVATE KEY" not in schedule.secret:
        transport.auth_password(schedule.login, schedule.secret)
        return
    transport.auth_publickey(schedule.login, key_of(schedule.secret))


def key_of(text: str) -> paramiko.PKey:
    """A private key as it is kept in a file. Raises Undelivered."""
    for kind in _KINDS:
        with suppress(paramiko.SSHException, ValueError, IndexError):
            return kind.from_private_key(io.StringIO(text))
    raise Undelivered("no_key")


def _write(files: paramiko.SFTPClient, folder: str, name: str, stream: Stream) -> None:
    _enter(files, folder)
    part = f"{name}.part"
    try:
        with files.open(part, "wb") as file:
            file.set_pipelined(True)
            while piece := stream.read(PIECE):
                file.write(piece)
        if files.stat(part).st_size != stream.size:
            raise Undelivered("broken")
        _rename(files, part, name)
    except PermissionError as problem:
        raise Undelivered("denied") from problem
    except OSError:
        with suppress(OSError):
            files.remove(part)
        raise


def _enter(files: paramiko.SFTPClient, folder: str) -> None:
    """The folder, made where it is not there."""
    if not folder:
        return
    at = "/" if folder.startswith("/") else ""
    for step in filter(None, folder.split("/")):
        at = posixpath.join(at, step)
        try:
            files.stat(at)
        except OSError:
            try:
                files.mkdir(at)
            except OSError as problem:
                raise Undelivered("no_folder", at) from problem
    files.chdir(folder)


def _rename(files: paramiko.SFTPClient, part: str, name: str) -> None:
    """Over one of the same name, where the server knows how; else that one goes first."""
    try:
        files.posix_rename(part, name)
    except OSError:
        with suppress(OSError):
            files.remove(name)
        files.rename(part, name)
