"""Wapiti's modules over a list of requests: `.venv-scan/bin/python tools/scan_wapiti.py JOB`, by what has wapiti.

JOB is a JSON file: `base`, `headers` of each request, `requests` (`scan_site.Asked`), `document` (the API's address),
`modules`, `seconds` of each module, `endpoint` (who listens for what the server itself asks), `folder`, `report`.
A folder in which somebody worked before is gone on with: wapiti remembers there which addresses a module did.
Beside the report `<report>.counts.json`: per module how many answers there were of each status, how many addresses it
did, how many there are (`of`), the seconds it took, and whether it came to its end (`ended`: 1) before its time.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from wapitiCore.attack.attack import Parameter, ParameterSituation
from wapitiCore.controller.wapiti import Wapiti
from wapitiCore.net import Request
from wapitiCore.net.crawler import AsyncCrawler
from wapitiCore.parsers.swagger import Swagger

COUNTS: dict[str, Counter[str]] = {"reading": Counter()}


def counted(send: Any) -> Any:
    """Its answers counted under the module that works."""

    async def sending(self: Any, request: Any, *given: Any, **more: Any) -> Any:
        count = list(COUNTS.values())[-1]
        try:
            answer = await send(self, request, *given, **more)
        except Exception as problem:
            count[type(problem).__name__] += 1
            raise
        count[str(answer.status)] += 1
        return answer

    return sending


class Told(Wapiti):  # type: ignore[misc]
    """One that tells which module works, and whose words planted in one sitting are looked for in another."""

    planted: Path

    async def run_attack_module(self, attack_module: Any) -> None:
        count = COUNTS[attack_module.name] = Counter()
        if attack_module.name == "permanentxss":
            attack_module.tried_xss |= await self._planted()
        start = time.monotonic()
        await super().run_attack_module(attack_module)
        took = time.monotonic() - start
        if attack_module.name == "xss":
            self._remember(attack_module.tried_xss)
        count["addresses"] = await self.persister.count_attacked(attack_module.name)
        count["of"] = await self.persister.count_paths()
        count["seconds"] = round(took)
        count["ended"] = int(took < self._max_attack_time)

    def _remember(self, tried: dict[str, Any]) -> None:
        """Which word went into which parameter of which request."""
        lines = ([word, at.path_id, given.name, given.situation.value] for word, (at, given) in tried.items())
        with self.planted.open("a") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)

    async def _planted(self) -> dict[str, Any]:
        found = {}
        for line in self.planted.read_text().splitlines() if self.planted.exists() else []:
            word, path_id, name, situation = json.loads(line)
            request = await self.persister.get_path_by_id(path_id)
            found[word] = (request, Parameter(name, ParameterSituation(situation)))
        return found


def request_of(base: str, one: dict[str, Any]) -> Request:
    """A request as wapiti has them."""
    files = [[name, ("note.txt", b"words", "text/plain")] for name in one["files"]]
    given: Any = one["body"] or [list(pair) for pair in one["fields"]]
    kind = "application/json" if one["body"] else ""
    where = base + one["referer"] if one["referer"] else ""
    return Request(base + one["path"], method=one["method"], post_params=given or None, file_params=files or None,
                   enctype=kind, referer=where)  # fmt: skip


async def scan(job: dict[str, Any]) -> None:
    """Ask each of the list once, then let the modules loose on it."""
    base = job["base"]
    wapiti = Told(Request(base + "/"), "domain", session_dir=job["folder"], config_dir=job["folder"])
    for name, value in job["headers"].items():
        wapiti.add_custom_header(name, value)
    requests = [request_of(base, one) for one in job["requests"]]
    if job.get("document"):
        requests += await Swagger(job["document"], base, wapiti.crawler_configuration).get_requests()
    wapiti._start_urls.clear()
    for request in requests:
        wapiti.add_start_url(request)
    wapiti.planted = Path(job["folder"]) / "planted.jsonl"
    wapiti.set_max_depth(0)
    wapiti.set_max_attack_time(job["seconds"])
    wapiti.set_timeout(20)
    wapiti.set_modules(",".join(job["modules"]))
    wapiti.set_bug_reporting(False)
    wapiti.set_output_file(job["report"])
    wapiti.set_report_generator_type("json")
    wapiti.verbosity(0)
    wapiti.set_attack_options({
        "level": 2, "timeout": 20, "tasks": 8, "headless": "no", "excluded_urls": [], "max_attack_time": job["seconds"],
        "external_endpoint": job["endpoint"], "internal_endpoint": job["endpoint"],
        "skipped_parameters": {"csrfmiddlewaretoken"},
    })  # fmt: skip
    await wapiti.init_persister()
    if not await wapiti.count_resources():
        await wapiti.browse(asyncio.Event(), parallelism=4)
    await wapiti.persister.set_root_url(base)
    await wapiti.attack()


def main() -> None:
    """Read the job and do it."""
    job = json.loads(Path(sys.argv[1]).read_text())
    AsyncCrawler.async_send = counted(AsyncCrawler.async_send)
    asyncio.run(scan(job))
    Path(job["report"] + ".counts.json").write_text(json.dumps(COUNTS))


if __name__ == "__main__":
    main()
