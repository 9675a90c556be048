"""`nitka bench resolve`: who is one person, by likeness alone.

Two tasks. Febrl 4 without social security number and date of birth; Splink's own best F1 there, 0.944, is the limit.
And 20,000 (`--full`: 1,000,000) made-up Russian contacts, others than the model was learnt from: precision, recall and
F1 of what is at least as likely as not, how probabilities keep their word, seconds and memory of the process. How
much decisions of people teach (`decisions.py`). Each in a process of its own, on one core.
"""

import json
import subprocess
import sys
from typing import Any

from nitka.bench.contacts import SEED
from nitka.bench.progress import say, through

EDGES = (0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.01)
SURE = (0.5, 0.9, 0.97)
ASK = "import json; from nitka.bench import {module}; print(json.dumps({module}.{call}))"


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    say("Febrl 4")
    febrl = _ask("febrl", "measure()")
    say("contacts")
    found = _ask("resolve", f"contacts_of({1_000_000 if full else 20_000}, {SEED})")
    table = found.pop("reliability")
    say("decisions")
    taught = _ask("decisions", "measure(20_000)")
    return {
        "bench": "resolve",
        "figures": {**{f"febrl_{name}": value for name, value in febrl.items()}, **found, **taught},
        "reliability": table,
        "limit": {"splink_febrl_f1": 0.944},
        "ratio": round(febrl["f1"] / 0.944, 3),
    }


def _ask(module: str, call: str) -> dict[str, Any]:
    """What a function says in a process of its own."""
    code = ASK.format(module=module, call=call)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def contacts_of(count: int, seed: int) -> dict[str, Any]:
    """Made-up contacts, as the matching of customers does it."""
    import resource
    import time

    from nitka.bench.contacts import contacts, pairs
    from nitka.bench.teach import is_one, rows
    from nitka.customers.matching import calibrate, compare
    from nitka.customers.matching.model import house

    found = contacts(count, seed)
    say(f"{count:,} contacts made")
    truth, model = pairs(found), house()
    start = time.perf_counter()
    with compare.engine(memory="4GB" if count > 100_000 else "1GB") as base:
        loaded = compare.load(base, rows(found))
        say("loaded")
        compare.block(base)
        say("blocked: who is compared is known")
        told = [(model.probability(pair, loaded), is_one(pair, truth))
                for pair in through("pairs", compare.likely(base, model.levels, loaded, -12))]  # fmt: skip
    taken = time.perf_counter() - start
    figures: dict[str, Any] = {"contacts": count, "pairs_of_one": len(truth), "pairs_compared": len(told)}
    for least in SURE:
        figures |= _scores(told, len(truth), least)
    figures |= {"seconds": round(taken, 1), "contacts_per_s": round(count / taken),
                "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}  # fmt: skip
    table = [{key: round(value, 4) for key, value in row.items()} for row in calibrate.reliability(told, EDGES)]
    return {**figures, "reliability": table}


def _scores(told: list[tuple[float, bool]], truth: int, least: float) -> dict[str, float]:
    taken = [one for said, one in told if said >= least]
    hits, at = sum(taken), "" if least == 0.5 else f"_at_{round(least * 100)}"
    return {
        f"precision{at}": round(hits / max(len(taken), 1), 4),
        f"recall{at}": round(hits / max(truth, 1), 4),
        f"f1{at}": round(2 * hits / max(len(taken) + truth, 1), 4),
    }
