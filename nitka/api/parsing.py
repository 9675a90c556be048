"""Bodies and queries as the database can hold them; what cannot be JSON is refused in one place."""

import json
import math
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from nitka.api.errors import Problem
from nitka.kit.text import scrub_json


class Strict(Parser):
    """JSON without NaN and infinity, scrubbed of what PostgreSQL refuses."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            text = request.body.decode()
            value: dict[str, Any] = scrub_json(json.loads(text, parse_constant=_refuse, parse_float=_number))
        except (ValueError, RecursionError):
            raise Problem("bad_request") from None
        return value

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        values: dict[str, Any] = scrub_json(super().parse_querydict(data, list_fields, request))
        return values


def depth(value: Any) -> int:
    """How deep lists and objects lie in one another."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


def _refuse(word: str) -> float:
    raise ValueError(word)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
