"""A real SFTP server on this machine: paramiko's, with files in a folder."""

import os
import socket
import threading
from contextlib import suppress

import paramiko


class _Door(paramiko.ServerInterface):
    def __init__(self, server):
        self.server = server

    def check_auth_password(self, username, password):
        fine = (username, password) == (self.server.user, self.server.password)
        self.server.asked.append(password)
        return paramiko.AUTH_SUCCESSFUL if fine else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        fine = username == self.server.user and key == self.server.client_key
        return paramiko.AUTH_SUCCESSFUL if fine else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def stat(self):
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.writefile.fileno()))


def _tried(do, *given):
    try:
        do(*given)
    except OSError as error:
        return paramiko.SFTPServer.convert_errno(error.errno)
    return paramiko.SFTP_OK


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, door, *given, **named):
        super().__init__(door, *given, **named)
        self.root = door.server.root

    def _at(self, path):
        return str(self.root) + self.canonicalize(path)

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(os.stat(self._at(path)))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def mkdir(self, path, attr):
        return _tried(os.mkdir, self._at(path))

    def remove(self, path):
        return _tried(os.remove, self._at(path))

    def posix_rename(self, old, new):
        return _tried(os.replace, self._at(old), self._at(new))

    def open(self, path, flags, attr):
        try:
            file = os.fdopen(os.open(self._at(path), flags, 0o600), "wb", buffering=0)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = _Handle(flags)
        handle.writefile = handle.readfile = file
        return handle


class Server:
    """Listens until it is closed; `key` is the server's own."""

    def __init__(self, root, user="anna", password="secret"):
        self.root, self.user, self.password = root, user, password
        self.key = paramiko.ECDSAKey.generate()
        self.client_key = None
        self.asked = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[caller], daemon=True).start()

    def _serve(self, caller):
        with suppress(EOFError, OSError, paramiko.SSHException):
            transport = paramiko.Transport(caller)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
            transport.start_server(server=_Door(self))

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
