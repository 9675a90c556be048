"""The demo's own pages: the shop with the widget on it, and the letters that the relay kept."""

from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nitka.accounts.models import Entry
from nitka.accounts.queries import workspaces_of
from nitka.channels.models import Channel
from nitka.demo import guide, relay
from nitka.demo.place import SLUG
from nitka.kit import config
from nitka.kit.db.tenancy import in_workspace

SHOP = Path(__file__).parent / "shop"
TYPES = {".css": "text/css", ".js": "text/javascript"}
# The shop is somebody else's page: it has a policy of its own that allows the widget's origin, which is ours here.
POLICY = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
# The faces of a rating are pictures of ours; the frame itself has no origin that 'self' would mean.
LETTER = "default-src 'none'; style-src 'unsafe-inline'; img-src data: {ours}; sandbox "
LETTER += "allow-popups allow-popups-to-escape-sandbox"  # a click on a face opens the page that rates


@require_safe
def shop(request: HttpRequest, name: str = "index.html") -> HttpResponse:
    """The shop page and its two files; 404 where there is no demo company."""
    if name in ("shop.css", "shop.js"):
        return HttpResponse((SHOP / name).read_bytes(), content_type=TYPES[Path(name).suffix])
    guest = guide.guest(request)
    if guest and "guest" not in request.GET:  # who came by the address alone: steps tick for them, too
        return redirect(f"{request.path}?{urlencode({**request.GET.dict(), 'guest': guest})}")
    page = (SHOP / "index.html").read_text().replace("{{channel}}", _channel())
    response = HttpResponse(page)
    response["Content-Security-Policy"] = POLICY
    return response


@require_safe
@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """What the company sent."""
    _for_members_only(request)
    kept = relay.letters(directory())
    return render(request, "demo/letters.html", {"letters": kept})


@require_safe
@login_required
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter, as a mail program would show it."""
    _for_members_only(request)
    kept = relay.letter(directory(), name)
    if kept is None:
        raise Http404
    if "html" in request.GET:
        response = HttpResponse(kept.html().replace("<head>", '<head><base target="_blank">', 1))
        response["Content-Security-Policy"] = LETTER.format(ours=request.build_absolute_uri("/static/"))
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response
    read = kept.read()
    return render(
        request,
        "demo/letter.html",
        {"letter": kept, "read": read, "raw": kept.raw()[:20_000].decode("utf-8", "replace")},
    )


def directory() -> Path:
    """Where the relay keeps letters."""
    return config.load().data / "relay"


def _for_members_only(request: HttpRequest) -> None:
    """Letters hold what the company wrote: its members may read them. Raises Http404, too, where there is no demo."""
    user = request.user
    if not any(workspace.slug == SLUG for workspace in workspaces_of(user)):  # type: ignore[arg-type]
        raise Http404


def _channel() -> str:
    entry = Entry.objects.filter(kind="channel", workspace__slug=SLUG).first()
    if entry is None:
        raise Http404
    with in_workspace(entry.workspace_id):
        return str(Channel.objects.filter(kind="chat").order_by("created_at").values_list("pk", flat=True)[0])
