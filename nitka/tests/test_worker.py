"""The worker's loops are there before their threads begin."""

import subprocess
import sys

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
    from nitka.kit.config import POOL
    from nitka.wiring import LOOPS

    assert len(LOOPS) + 4 <= POOL
