"""What every template may use: the navigation, theme and nonce."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from nitka.kit import cookies, slots
from nitka.ui import pages_of_settings, rail

THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of the whole interface."""
    member, workspace = getattr(request, "member", None), getattr(request, "workspace", None)
    values: dict[str, Any] = {
        "member": member,
        "workspace": workspace,
        "theme": theme(request),
        "language": get_language() or "en",
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
    if workspace is not None and member is not None:
        values["bell"] = rail.has_bell()
        values["session_mark"] = _mark(request)
        values["on_notices"] = request.path == f"/w/{workspace.slug}/notices/"
        values["rail"] = rail.main(workspace.slug, request.path)
        values["in_settings"] = pages_of_settings.here(workspace.slug, request.path)
        values["settings_url"] = pages_of_settings.first_url(workspace.slug, member)
        values["beside"] = lambda: [part for fill in slots.fillers("ui.beside") if (part := fill(request))]
        values["settings_nav"] = lambda: pages_of_settings.listed(workspace.slug, request.path, member)
    return values


def _mark(request: HttpRequest) -> str:
    """Another one for each session, which it does not give away: a browser that takes pushes registers anew by it."""
    key = request.session.session_key or ""
    return sha256(f"mark {key}".encode()).hexdigest()[:16]


def theme(request: HttpRequest) -> str:
    """light, dark, or nothing to follow the system: the person's choice, else this browser's."""
    chosen = getattr(getattr(request, "user", None), "theme", "system")
    if chosen not in THEMES:
        chosen = cookies.read(request, "theme")
    return chosen if chosen in THEMES else ""
