"""`/`: set up, sign in, or one's own workspace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nitka.accounts import queries
from nitka.accounts.views import setup

LAST = "workspace"  # the cookie that remembers where one worked last


def home(request: HttpRequest) -> HttpResponse:
    """Lead everyone to where they belong."""
    if not request.user.is_authenticated:
        return redirect("account_login") if queries.has_workspace() else setup.page(request)
    spaces = queries.workspaces_of(request.user)
    if not spaces:
        return render(request, "accounts/nowhere.html")
    last = [space for space in spaces if space.slug == request.COOKIES.get(LAST)]
    if len(spaces) == 1 or last:
        return redirect(f"/w/{(last or spaces)[0].slug}/inbox/")
    return render(request, "accounts/spaces.html", {"spaces": spaces})


def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """`/w/<slug>/`: the workspace's first page."""
    response = redirect(f"/w/{slug}/inbox/")
    response.set_cookie(LAST, slug, max_age=31536000, samesite="Lax", httponly=True)
    return response
