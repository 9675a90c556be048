"""E-mail as a channel: letters in, letters out."""

from collections.abc import Mapping, Sequence

import structlog

from nitka.channels.contract import Capabilities, ChannelError, ChannelInfo, Outbound, Parsed, Raw, Sent

from . import relay
from .compose import compose
from .fetch.mailboxes import mailboxes
from .oauth.flow import consent
from .parse import read_letter

log = structlog.get_logger(__name__)


class EmailAdapter:
    """Settings: `address`, `aliases`, `domains`, `relay` (host, port, security, user), `imap` or `pop3`
    (see `fetch`); secrets: `relay_password`, `imap_password`, `pop3_password`."""

    slug = "email"
    kinds = frozenset({"mail"})
    fetching = mailboxes
    consent = consent
    capabilities = Capabilities(
        reaches="email",
        html=True,
        subject=True,
        receipts=frozenset({"sent", "delivered", "read", "failed"}),
        writes_first=True,
        quotes=True,
        copies=True,
        letter=True,
        icon="mail",
    )

    def verify(self, headers: Mapping[str, str], body: bytes, channel: ChannelInfo) -> bool:
        """Letters come by SMTP; nobody posts to this channel's hook."""
        return False

    def parse(self, raw: Raw, channel: ChannelInfo) -> list[Parsed]:
        """One letter, or what it reports."""
        return read_letter(raw.body, raw.payload, raw.at, channel)

    def send(self, outbound: Outbound, channel: ChannelInfo) -> Sent:
        """One letter out by the channel's relay."""
        result = self.send_many([outbound], channel)[0]
        if isinstance(result, ChannelError):
            raise result
        return result

    def send_many(self, batch: Sequence[Outbound], channel: ChannelInfo) -> list[Sent | ChannelError]:
        """Many letters over one connection; one that cannot be written does not hold up the others.

        A relay that takes none is asked once, not once a letter: each question may last until its time-out.
        """
        results: list[Sent | ChannelError] = []
        for outbound in batch:
            try:
                letter = compose(outbound, channel)
                results.append(Sent(letter.message_id, refused=relay.send(letter, channel)))
            except relay.Unavailable as error:
                return results + [error] * (len(batch) - len(results))
            except ChannelError as error:
                results.append(error)
            except Exception as error:  # those before it are out: failing the batch would send them again
                log.exception("email.letter_broke", message=str(outbound.id))
                results.append(ChannelError("plug_in", permanent=False, detail=str(error)[:300]))
        return results


adapter = EmailAdapter()
