"""Addresses of the API; every one of them behind the door."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path

from nitka.api.api import api
from nitka.api.door import door
from nitka.api.errors import answer
from nitka.api.views import ROUTERS

for prefix, router in ROUTERS:
    api.add_router(prefix, router)


def nothing(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return answer("not_found")


def _patterns(tree: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for branch in tree:
        if isinstance(branch, URLResolver):
            yield from _patterns(branch.url_patterns)
        else:
            yield branch


app_name = "api"
_urls, _, _ = api.urls
for pattern in _patterns(_urls):
    pattern.callback = door(nothing if pattern.name == "api-root" else pattern.callback)

urlpatterns = [*_urls, re_path("", door(nothing), name="nothing")]
