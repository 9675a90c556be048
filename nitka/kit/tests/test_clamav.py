"""The talk with clamd itself, not with what stands in for it."""

import io
from pathlib import Path

import pytest

from nitka.kit import clamd
from nitka.kit.tests.clamav import VIRUS, clamav
from nitka.kit.tests.clamd import EICAR


def test_clamd_itself_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with clamav(tmp_path) as place:
        monkeypatch.setenv("NITKA_CLAMD", place)
        file = io.BytesIO(bytes(range(256)) * 3000)
        clamd.check(file)
        assert file.tell() == 0
        for data in (EICAR, b"MZ" + bytes(600_000) + EICAR):
            with pytest.raises(clamd.Infected, match=f"^{VIRUS}$"):
                clamd.check(io.BytesIO(data))
    with pytest.raises(clamd.Unsure):
        clamd.check(io.BytesIO(EICAR))
