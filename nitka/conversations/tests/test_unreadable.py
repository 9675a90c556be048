"""What a plug-in cannot read goes to the quarantine, whatever it stumbles over."""

from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import pytest

from nitka.channels.contract import ChannelInfo, Raw
from nitka.inbound.digester import Unreadable
from nitka.kit import clock

digesting = import_module("nitka.conversations.actions.digest")


class Nested:
    """Reads JSON."""

    def parse(self, raw: Raw, channel: ChannelInfo) -> None:
        """As the standard library does where something is nested a thousand times."""
        raise RecursionError("maximum recursion depth exceeded")


def test_what_is_nested_without_end_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "_plug_in", lambda item: Nested())
    item = SimpleNamespace(pk=UUID(int=3), at=clock.now(), kind="golub.hook", sender="", payload={}, content=bytes)
    with pytest.raises(Unreadable):
        digesting._parse(item, ChannelInfo(UUID(int=1), UUID(int=2)))
