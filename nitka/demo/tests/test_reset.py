"""The demo begins anew, and nothing else ever does."""

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest

from nitka.demo import reset


def test_where_no_demo_ever_was_nothing_is_touched(tmp_path) -> None:
    with pytest.raises(reset.NoDemo, match="no demo company"):
        reset.keys_of(tmp_path)
    (tmp_path / reset.KEYS).write_text("[]")
    with pytest.raises(reset.NoDemo):
        reset.keys_of(tmp_path)



def test_a_database_with_another_company_is_refused(tmp_path, monkeypatch) -> None:
    demo = SimpleNamespace(pk=uuid4())
    (tmp_path / reset.KEYS).write_text(json.dumps({"workspace": str(demo.pk)}))
    rows = [(str(demo.pk), "Demo")]
    monkeypatch.setattr(reset.psycopg, "connect", lambda **_: _Answers(rows))
    here = SimpleNamespace(data=tmp_path, connection=lambda role, direct: {})
    assert reset.check(here) == str(demo.pk)
    rows.append(("019ad0c2-6c00-7000-8000-000000000001", "Real company"))
    with pytest.raises(reset.NoDemo, match="Real company"):
        reset.empty(here)


class _Answers:
    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self.rows = rows

    def __enter__(self) -> "_Answers":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, statement: str) -> "_Answers":
        assert statement.startswith("select"), "nothing may be written"
        return self

    def fetchall(self) -> list[tuple[str, str]]:
        return self.rows
