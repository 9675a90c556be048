"""What came of attempts, written down: the delivery, its log, its endpoint's lane. A fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from nitka.accounts.actions.audit import record as audit
from nitka.kit import clock, events
from nitka.kit.db.bulk import update
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.text import scrub
from nitka.realtime import topics
from nitka.realtime.actions import publish
from nitka.webhooks.events import EndpointsGivenUp
from nitka.webhooks.models import Delivery, Endpoint, Off, State
from nitka.webhooks.outcome import GONE, Outcome
from nitka.webhooks.schedule import GIVEN_UP, again, rests

if TYPE_CHECKING:
    from nitka.webhooks.actions.send import Job

LOGGED = 20  # attempts that are kept of a delivery

log = structlog.get_logger(__name__)


def record(done: Sequence[tuple[Job, Outcome]]) -> None:
    """Write down what came of attempts."""
    of: dict[UUID, dict[UUID, Outcome]] = defaultdict(dict)
    for job, outcome in done:
        of[job.workspace_id][job.id] = outcome
    for workspace_id, outcomes in of.items():
        with in_workspace(workspace_id):
            _record(workspace_id, outcomes)


def _record(workspace_id: UUID, outcomes: dict[UUID, Outcome]) -> None:
    now = clock.now()
    # The endpoints first, in one order: two loops that record the same ones must not wait for each other.
    ids = set(Delivery.objects.filter(pk__in=outcomes).values_list("endpoint_id", flat=True))
    held = Endpoint.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("id")
    endpoints = {row.pk: row for row in held}
    ours = Delivery.objects.select_for_update().filter(pk__in=outcomes, state=State.SENDING)
    rows = list(ours.order_by("id"))
    for row in rows:
        outcome, endpoint = outcomes[row.pk], endpoints[row.endpoint_id]
        _note(row, outcome, now)
        _lane(endpoint, outcome, now)
        log.info("webhooks.tried", delivery=str(row.pk), status=outcome.status, error=outcome.error, ms=outcome.ms)
    update(Delivery, rows, ["state", "tries", "next_at", "log", "changed_at"])
    update(Endpoint, endpoints.values(), ["fails", "failing_since", "resume_at", "last_at", "off_at", "off_why"])
    off = [row for row in endpoints.values() if row.off_at == now]
    for endpoint in off:
        audit("webhook.given_up", kind="webhook", object_id=endpoint.pk, detail={"why": endpoint.off_why})
    if off:
        events.publish(EndpointsGivenUp([endpoint.pk for endpoint in off]))
    publish(topic=topics.webhooks(workspace_id), kind="sent")


def _note(row: Delivery, outcome: Outcome, now: datetime) -> None:
    row.tries, row.changed_at = row.tries + 1, now
    line: dict[str, Any] = {"at": now.isoformat(), "ms": outcome.ms, "status": outcome.status, "error": outcome.error}
    if outcome.answer:
        line["answer"] = scrub(outcome.answer)
    row.log = [*row.log, line][-LOGGED:]
    if outcome.arrived:
        row.state, row.next_at = State.SENT, None
        return
    row.next_at = None if outcome.status == GONE else again(row.tries, now, outcome.wait)
    row.state = State.WAITING if row.next_at else State.FAILED


def _lane(endpoint: Endpoint, outcome: Outcome, now: datetime) -> None:
    if outcome.arrived:
        endpoint.fails, endpoint.failing_since, endpoint.resume_at, endpoint.last_at = 0, None, None, now
        return
    endpoint.fails += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.resume_at = rests(endpoint.fails, now, outcome.wait)
    if endpoint.off_at is None and outcome.status == GONE:
        endpoint.off_at, endpoint.off_why = now, Off.GONE
    elif endpoint.off_at is None and now - endpoint.failing_since >= GIVEN_UP:
        endpoint.off_at, endpoint.off_why = now, Off.FAILING
