"""Files of visitors before a message names them: counted by session and day, swept when nobody names them."""

import threading
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import Sum

from nitka.accounts.models import Workspace
from nitka.conversations.models import Attachment, Upload
from nitka.inbound.models import InboundLog
from nitka.kit import blobs, clock
from nitka.kit.context import require_workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import now_and_then

QUOTA = 200 * 1024 * 1024  # of one session in a day
GOOD_FOR = timedelta(days=1)  # an upload may be named in a message for so long
GRACE = timedelta(hours=1)  # a message that named it at the last moment is being stored
EVERY = 3600.0
BATCH = 500

log = structlog.get_logger(__name__)


class OverQuota(ValueError):
    """The session has sent more than a day's worth."""


def keep(*, session: UUID, data: bytes) -> str:
    """Store a visitor's file; its SHA-256. Raises OverQuota."""
    recent = Upload.objects.filter(session=session, at__gt=clock.now() - GOOD_FOR)
    if (recent.aggregate(n=Sum("size"))["n"] or 0) + len(data) > QUOTA:
        raise OverQuota
    sha256 = blobs.store(require_workspace(), data)
    Upload.objects.create(session=session, sha256=sha256, size=len(data))
    return sha256


def name(*, session: UUID, sha256s: Collection[str]) -> None:
    """A message names them: from now on they are kept."""
    Upload.objects.filter(session=session, sha256__in=sha256s).update(is_named=True)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    now_and_then(stop, _sweep_all, every=EVERY)


def _sweep_all() -> None:
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            gone = sweep()
        if gone:
            log.info("uploads.swept", workspace=str(workspace_id), count=gone)


def sweep() -> int:
    """Take away what no message has named in time, and the bytes that nothing else is made of; later, while a backup
    is made."""
    if not blobs.may_go():
        return 0
    late = Upload.objects.filter(is_named=False, at__lt=clock.now() - GOOD_FOR - GRACE)
    found = dict(late.values_list("pk", "sha256")[:BATCH])
    Upload.objects.filter(pk__in=found).delete()
    hashes = set(found.values())
    needed = set(Upload.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    needed |= set(Attachment.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    needed |= {row.blob for row in InboundLog.objects.filter(blob__in=hashes).only("blob") if row.blob}
    blobs.drop(require_workspace(), hashes - needed)
    return len(found)
