"""What did not go out, why, and another try."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.exporting import save
from nitka.conversations import queries, troubles_export
from nitka.conversations.actions.deliver import send_again
from nitka.conversations.desk import names
from nitka.conversations.desk.deliveries import reason
from nitka.conversations.policies import can_resend
from nitka.customers.policies import can_export

MOST = 100


@require_GET
def outbox(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest that failed."""
    found = queries.failed_deliveries(member_of(request)).select_related(
        "message__conversation", "message__identity__customer", "channel"
    )
    rows = [
        {
            "delivery": row,
            "why": reason(row.reason),
            "conversation": row.message.conversation,
            "text": row.message.text or "",
            "to": names.address(row.message.identity.kind, row.message.identity.value),
            "name": row.message.identity.customer.name,
        }
        for row in found[: MOST + 1]
    ]
    context = {"rows": rows[:MOST], "more": len(rows) > MOST, "can": can_resend(member_of(request)),
               "takes": can_export(member_of(request))}  # fmt: skip
    return render(request, "conversations/outbox.html", context)


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as a file."""
    member = admitted(request, can_export)
    return save(request, file="not-delivered", name=_("Not delivered"), columns=troubles_export.unsent_columns(),
                page=troubles_export.unsent_page(member))  # fmt: skip


@require_POST
def again(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Send one again."""
    member = admitted(request, can_resend)
    delivery = queries.failed_deliveries(member).select_related("message").filter(pk=key).first()
    if delivery is None:
        raise Http404
    send_again(delivery=delivery)
    messages.success(request, _("Being sent again"))
    return redirect("conversations:outbox", slug)
