"""A port that was given is not taken by somebody else before it is used."""

import socket
import subprocess
import sys

from nitka.kit import ports

GIVE = """
from nitka.kit import ports
ports.BELOW = 200
print(*[ports.free_port() for _ in range(60)], flush=True)
input()
"""


def lowest_of_the_systems() -> int:
    return int(ports.RANGE.read_text().split()[0])


def test_no_port_is_given_twice_by_processes_that_live():
    with subprocess.Popen([sys.executable, "-c", GIVE], stdin=-1, stdout=-1, text=True) as other:
        theirs = {int(port) for port in other.stdout.readline().split()}
        with subprocess.Popen([sys.executable, "-c", GIVE], stdin=-1, stdout=-1, text=True) as third:
            more = {int(port) for port in third.stdout.readline().split()}
            third.communicate("\n")
        other.communicate("\n")
    assert (len(theirs), len(more), theirs & more) == (60, 60, set())


def test_neither_what_is_listened_on_nor_what_the_system_hands_out_is_given(monkeypatch):
    end = lowest_of_the_systems()
    monkeypatch.setattr(ports, "BELOW", 30)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", end - 7))
        given = [ports.free_port() for _ in range(10)]
    assert end - 7 not in given
    assert all(end - 30 <= port < end for port in given)
