"""A worker that dies in the middle of its work."""

import os
import signal

from django.db import connection


def killed(work, where, name, nth):
    """Work in a process that dies when a function is called for the nth time, its transaction open."""
    connection.close()
    child = os.fork()
    if not child:
        calls, real = [], getattr(where, name)

        def dying(*arguments, **named):
            calls.append(1)
            if len(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        try:
            setattr(where, name, dying)
            work()
        finally:
            os._exit(3)  # it should have died
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
