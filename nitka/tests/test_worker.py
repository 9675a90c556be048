"""The worker's loops are there before their threads begin."""

import os
import subprocess
import sys

from nitka.wiring import LOOPS

CODE = """
import sys, django
django.setup()
from nitka import wiring, worker
worker._load({"broken": "nitka.nothing.at_all", "made": print, **wiring.LOOPS})
missing = [path for path in wiring.LOOPS.values() if path.rpartition(".")[0] not in sys.modules]
print(missing)
"""


def test_every_loop_is_imported_first_and_a_broken_one_stops_no_other():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_there_is_a_connection_for_every_loop_and_some_to_spare():
    code = "import sys; from nitka import worker; worker.django.setup = sys.exit; worker.main()"
    ask = f"import atexit, os; atexit.register(lambda: print(os.environ['NITKA_POOL'])); {code}"
    env = {name: value for name, value in os.environ.items() if name != "NITKA_POOL"}
    done = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=False)
    assert int(done.stdout) > len(LOOPS)
