"""What strangers post to a channel's hook."""

import hmac
from collections.abc import Mapping
from uuid import UUID

import pytest

from nitka.channels import hooks
from nitka.channels.contract import ChannelInfo
from nitka.channels.queries import Known

INFO = ChannelInfo(UUID(int=1), UUID(int=2))
CHANNEL = Known(INFO.id, INFO.workspace_id, "golub", INFO, True)


class Careless:
    """As plug-ins are written."""

    def verify(self, headers: Mapping[str, str], body: bytes, channel: ChannelInfo) -> bool:
        return hmac.compare_digest("0" * 64, headers["x-signature"])


def test_a_signature_over_which_a_plug_in_stumbles_is_not_genuine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "adapters", lambda: {"golub": Careless()})
    assert hooks._is_genuine(CHANNEL, {"x-signature": "0" * 64}, b"")
    for headers in ({"x-signature": "é"}, {}):
        assert not hooks._is_genuine(CHANNEL, headers, b"")
