"""Files of messages, and letters as they looked; nothing of them runs in our origin."""

import base64
import re
from collections.abc import Sequence
from html import unescape
from typing import BinaryIO
from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from nitka.accounts.asking import member_of
from nitka.conversations import pictures, queries
from nitka.conversations.desk.items import PICTURES
from nitka.conversations.models import Attachment, Message
from nitka.kit import blobs, clamd
from nitka.kit.db.apart import Apart
from nitka.kit.db.tenancy import in_workspace

log = structlog.get_logger(__name__)
SANDBOX = "default-src 'none'; sandbox"
INLINE_BYTES = 4 * 1024 * 1024  # of pictures that lie inside a shown letter
# What sanitising makes of pictures: their addresses wait in these attributes, whose form is always the same.
_CID = re.compile(r'\bdata-cid="([^"]+)"')


@require_GET
def file(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """Send a file: a safe picture as one, all else to be saved; none that the virus scanner does not vouch for."""
    found = Attachment.objects.filter(
        pk=key, message__conversation_id__in=queries.visible_to(member_of(request)).values("pk")
    ).first()
    if found is None:
        raise Http404
    try:
        opened = blobs.open(found.workspace_id, found.sha256)
    except FileNotFoundError:
        raise Http404 from None
    if not clamd.is_named():
        return _given(found, opened)

    def looked_through() -> HttpResponseBase:
        try:
            clamd.check(opened)
        except (clamd.Infected, clamd.Unsure) as problem:
            opened.close()
            with in_workspace(found.workspace_id):
                return _refused(request, problem)
        return _given(found, opened)

    return Apart(looked_through)


def _given(found: Attachment, opened: BinaryIO) -> HttpResponseBase:
    picture = found.type in PICTURES
    response = FileResponse(
        opened,
        as_attachment=not picture,
        filename=found.name or "file",
        content_type=found.type if picture else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"  # what customers sent stays on no desk that others use too
    return response


def _refused(request: HttpRequest, problem: Exception) -> HttpResponse:
    log.warning("files.refused", why=type(problem).__name__)
    virus = str(problem) if isinstance(problem, clamd.Infected) else ""
    status = 403 if virus else 503
    return render(request, "conversations/file_refused.html", {"virus": virus, "status": status}, status=status)


@require_GET
def original(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """A letter as its writer made it, for a sandboxed frame: no script, no origin; remote pictures when asked."""
    message = Message.objects.filter(
        pk=key, conversation_id__in=queries.visible_to(member_of(request)).values("pk"), html__isnull=False
    ).first()
    if message is None:
        raise Http404
    own = [row for row in message.attachments.all() if row.cid and row.type in PICTURES]
    if not own or not clamd.is_named():
        return _shown(request, message, own)

    def looked_through() -> HttpResponseBase:
        seen = [row for row in own if row.size <= INLINE_BYTES and _is_clean(row)]
        with in_workspace(message.workspace_id):
            return _shown(request, message, seen)

    return Apart(looked_through)


def _is_clean(row: Attachment) -> bool:
    try:
        with blobs.open(row.workspace_id, row.sha256) as opened:
            clamd.check(opened)
    except (FileNotFoundError, clamd.Infected, clamd.Unsure) as problem:
        log.warning("files.picture_left_out", why=type(problem).__name__)
        return False
    return True


def _shown(request: HttpRequest, message: Message, own: Sequence[Attachment]) -> HttpResponse:
    """The letter with those of its own pictures."""
    remote = request.GET.get("images") == "1"
    html = _with_own_pictures(own, message.html or "")
    hidden = pictures.count(html)
    origin = request.build_absolute_uri("/").rstrip("/")
    if remote:
        html = pictures.through_us(html, message.workspace_id, origin)
    # sanitised by the channel when it came; the sandbox below is the second wall
    context = {"html": mark_safe(html), "hidden": 0 if remote else hidden}  # noqa: S308
    response = render(request, "conversations/original.html", context)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; img-src data:{f' {origin}{pictures.PATH}' if remote else ''}; style-src 'unsafe-inline';"
        " sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'; base-uri 'none';"
        " form-action 'none'"
    )
    response["Referrer-Policy"] = "no-referrer"
    response.xframe_options_exempt = True
    return response


def _with_own_pictures(own: Sequence[Attachment], html: str) -> str:
    """Pictures that came with the letter lie inside it: a frame without origin has no cookie to fetch them by."""
    found = {row.cid.strip("<>"): row for row in own}
    left = INLINE_BYTES

    def put(match: re.Match[str]) -> str:
        nonlocal left
        row = found.get(unescape(match[1]).strip("<>"))
        if row is None or row.size > left:
            return match[0]
        left -= row.size
        try:
            data = base64.b64encode(blobs.read(row.workspace_id, row.sha256)).decode()
        except FileNotFoundError:
            return match[0]
        return f'src="data:{row.type};base64,{data}"'

    return _CID.sub(put, html)
