# ruff: noqa: E501 - lines of the page itself
"""`docs/api.md`, made from the OpenAPI document: `python -m nitka.api.reference`."""

from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]
HEAD = """# The API

Made by `python -m nitka.api.reference` from the same document that a running Nitka gives out at `/api/v1/openapi.json`.

A key comes from “Settings” → “API keys”, or `nitka token create --name N`, and goes with each request: `Authorization: Bearer KEY`. Bodies and answers
are JSON in UTF-8, times ISO 8601 with a zone, ids UUIDs. Lists answer `{"data": […], "next": cursor or null}`, newest first, messages oldest first; give `next` as `cursor` to go on.
A customer who was merged answers under the old id with the one they became. A POST with an `Idempotency-Key` is done once, however often it is sent.
Any refusal is a [Refusal](#shapes): `error.code` for programs, `error.message` for people, `error.fields` where fields are wrong; 429 and 503 say in `Retry-After` when to come back.

```
curl -H "Authorization: Bearer KEY" "https://nitka.example/api/v1/customers?identity=email:anna@example.org"
```
"""


def markdown(document: Part) -> str:
    """The page: operations by their first noun, then the shapes they name."""
    lines, noun = [HEAD], ""
    for path, methods in sorted(document["paths"].items()):
        if (found := path.removeprefix("/api/v1/").partition("/")[0]) != noun:
            noun = found
            lines += [f"## {noun}", "", "| | | takes | answers |", "|---|---|---|---|"]
        lines += [_operation(method, path, told) for method, told in methods.items()]
        lines += [""] if _is_last(path, document) else []
    lines += ["## Shapes", "", "A name with `?` may be left out; `or null`: may be empty.", ""]
    for name, shape in sorted(document["components"]["schemas"].items()):
        lines += list(_shape(name, shape))
    return "\n".join(lines)


def _is_last(path: str, document: Part) -> bool:
    """Whether the table of a noun ends with this path."""
    paths = sorted(document["paths"])
    behind = paths[paths.index(path) + 1 :]
    return not behind or behind[0].split("/")[3] != path.split("/")[3]


def _operation(method: str, path: str, told: Part) -> str:
    takes = [f"`{one['name']}`{'' if one.get('required') else '?'}" for one in told.get("parameters", [])
             if one["in"] == "query"]  # fmt: skip
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    takes += [_type(body)] if body else []
    good = [(code, one) for code, one in sorted(told["responses"].items()) if int(code) < 400]
    answers = [f"{code} {_answer(one)}".rstrip() for code, one in good]
    what = " ".join(told.get("description", told["summary"]).split("\n\n")[0].split())
    return f"| `{method.upper()} {path}` | {what} | {', '.join(takes)} | {'; '.join(answers)} |"


def _answer(response: Part) -> str:
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    return _type(schema) if schema else ""


def _shape(name: str, shape: Part) -> Iterator[str]:
    if name.startswith("Rows_"):  # a list's envelope, told above
        return
    yield f"### {_plain(name)}"
    yield ""
    if about := " ".join(shape.get("description", "").split()):
        yield about
        yield ""
    if fields := shape.get("properties"):
        yield "| field | type |"
        yield "|---|---|"
        for field, one in fields.items():
            optional = "" if field in shape.get("required", []) else "?"
            said = f": {' '.join(one['description'].split())}" if one.get("description") else ""
            yield f"| `{field}`{optional} | {_type(one)}{said} |"
    else:
        yield _type(shape)
    yield ""


def _type(schema: Part) -> str:
    """In a few words."""
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2])
    if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " or ".join(dict.fromkeys(_type(one) for one in several))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{one}`" for one in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return str(schema.get("format") or kind) + _bounds(schema)


def _named(name: str) -> str:
    if name.startswith("Rows_"):
        return f"list of {_named(name.removeprefix('Rows_').rstrip('_'))}"
    return f"[{_plain(name)}](#{_plain(name).lower()})"


def _plain(name: str) -> str:
    return name.strip("_")


def _bounds(schema: Part) -> str:
    """How short, long, small or large."""
    low = schema.get("minLength", schema.get("minimum"))
    high = schema.get("maxLength", schema.get("maximum"))
    if high is None:
        return ""
    return f" ({low}–{high})" if low else f" (to {high})"


def main() -> None:
    """Print it."""
    import os
    import sys

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    import django

    django.setup()
    from nitka.api.api import api

    sys.stdout.write(markdown(api.get_openapi_schema()))


if __name__ == "__main__":
    main()
