"""What webhooks tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EndpointsGivenUp:
    """Endpoints were switched off: they are gone, or failed for days."""

    endpoint_ids: list[UUID]
