"""A caller of the API, as another program is one."""

import json
from typing import Any

from django.test import Client

from nitka.accounts.actions import create_token
from nitka.accounts.models import Member, Workspace


class Caller:
    """Asks with a token and checks that every refusal has its shape."""

    def __init__(self, of: Workspace, member: Member | None = None) -> None:
        self.workspace = of
        self.token = create_token(workspace=of, name="test", member=member)
        self.secret = self.token[1]
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else content,
            "application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )
        if response.status_code >= 400:
            assert set(response.json()) == {"error"}, response.content
            assert {"code", "message"} <= set(response.json()["error"])
        return response

    def get(self, path: str, **query: Any):
        query_string = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ask("GET", f"{path}?{query_string}" if query else path)

    def post(self, path: str, body: Any = None):
        return self.ask("POST", path, {} if body is None else body)

    def pages(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        found, cursor = [], None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {})).json()
            found += page["data"]
            cursor = page["next"]
            if not cursor:
                return found
