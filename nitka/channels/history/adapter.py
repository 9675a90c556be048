"""What another program kept, as a channel: nothing comes by it and nothing goes out by it."""

from collections.abc import Mapping, Sequence

from nitka.channels.contract import Capabilities, ChannelError, ChannelInfo, Outbound, Parsed, Raw, Sent


class HistoryAdapter:
    """Answers to what stands here go by a channel of ours."""

    slug = "history"
    kinds: frozenset[str] = frozenset()
    capabilities = Capabilities(html=True, subject=True, receipts=frozenset(), carries=False, icon="box")

    def verify(self, headers: Mapping[str, str], body: bytes, channel: ChannelInfo) -> bool:
        """Nobody posts here."""
        return False

    def parse(self, raw: Raw, channel: ChannelInfo) -> list[Parsed]:
        """Nothing arrives here."""
        raise ValueError(f"nothing comes by history: {raw.kind}")

    def send(self, outbound: Outbound, channel: ChannelInfo) -> Sent:
        """There is no way back."""
        raise ChannelError("not_configured", permanent=True)

    def send_many(self, batch: Sequence[Outbound], channel: ChannelInfo) -> list[Sent | ChannelError]:
        """There is no way back."""
        return [ChannelError("not_configured", permanent=True) for _ in batch]


adapter = HistoryAdapter()
