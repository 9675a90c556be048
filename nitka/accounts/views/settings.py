"""`/settings/`: where the settings begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from nitka.accounts.asking import member_of
from nitka.ui.pages_of_settings import first_url


@require_GET
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The first page that the member may see."""
    return redirect(first_url(slug, member_of(request)))


@require_GET
def everything(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of pages: a phone's first, where Back leads."""
    return render(request, "ui/settings_all.html")
