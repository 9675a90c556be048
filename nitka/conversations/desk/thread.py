"""The latest messages of a thread with their files and deliveries; one statement."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Value, When
from django.db.models.functions import JSONObject, Left

from nitka.conversations import queries
from nitka.conversations.models import Attachment, Delivery, Message

SHOWN = 50
MOST = 1000
LONGEST = 60_000  # characters of one message on the page; the whole is one click away


def messages(conversation_id: UUID, shown: int = SHOWN) -> tuple[list[Any], bool]:
    """The latest messages, oldest first, and whether there are earlier ones."""
    shown = max(SHOWN, min(shown, MOST))
    rows = (
        queries.thread(conversation_id)
        .order_by("-position")
        .annotate(
            sender_kind=F("identity__kind"),
            sender_value=F("identity__value"),
            sender_name=F("identity__name"),
            body=Left("text", LONGEST),
            folded=Left("quoted", LONGEST),
            has_html=Case(When(html__isnull=False, then=Value(value=True)), default=Value(value=False)),
            files=ArraySubquery(
                _of(Attachment)
                .order_by("id")
                .values(row=JSONObject(id="id", name="name", type="type", size="size", inline="inline", cid="cid"))
            ),
            delivery=ArraySubquery(
                _of(Delivery).values(
                    row=JSONObject(
                        id="id",
                        state="state",
                        reason="reason",
                        detail="detail",
                        changed_at="changed_at",
                        attempts="attempts",
                    )
                )[:1]
            ),
        )
        .defer("text", "quoted", "html")
    )
    found = list(rows[: shown + 1])
    return found[shown - 1 :: -1] if len(found) > shown else found[::-1], len(found) > shown


def _of(model: Any) -> Any:
    return model.objects.filter(workspace_id=OuterRef("workspace_id"), message_id=OuterRef("pk"))


def last_inbound(rows: "list[Message]") -> Message | None:
    """The customer's last message of those shown."""
    return next((row for row in reversed(rows) if row.direction == "in"), None)
