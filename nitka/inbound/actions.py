"""Verbs on what arrived."""

from nitka.inbound.accept import lane_of
from nitka.inbound.models import InboundLog, Quarantine, Queued
from nitka.kit.db.tenancy import in_workspace


def digest_again(*, item: Quarantine) -> None:
    """Queue a quarantined thing anew, past the ledger, under the id it arrived by."""
    with in_workspace(item.workspace_id):
        inbound = InboundLog.objects.defer("raw").get(pk=item.pk)
        Queued.objects.create(
            lane=lane_of(inbound.source_id, inbound.sender), inbound_id=inbound.pk,
            workspace_id=inbound.workspace_id, kind=inbound.kind,
        )
        item.delete()
