"""Nitka on a home screen: the manifest, one for each language. An iPhone takes pushes only from what stands there."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

# Around the page while it loads; `--paper` of tokens.css. By day in the manifest, which knows no night: the page's
# own <meta name="theme-color"> does.
PAPER, PAPER_AT_NIGHT = "#f6f4f1", "#0f1013"
ICONS = (("192.png", "192x192", "any"), ("512.png", "512x512", "any"), ("maskable-512.png", "512x512", "maskable"))


@require_GET
def manifest(request: HttpRequest, language: str) -> JsonResponse:
    """Name, pictures, where it begins. Nobody's: browsers fetch it without a cookie."""
    with translation.override(language):
        said = {"name": _("Nitka"), "short_name": _("Nitka"), "description": _("Conversations with customers")}
    icons = [
        {"src": static(f"ui/app-icons/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for file, sizes, purpose in ICONS
    ]
    page = {"id": "/", "start_url": "/", "scope": "/", "display": "standalone", "lang": language, "dir": "ltr"}
    colours = {"background_color": PAPER, "theme_color": PAPER}
    rest = {"icons": icons, "categories": ["business", "productivity"]}
    kept = {"Cache-Control": "public, max-age=3600"}
    return JsonResponse(said | page | colours | rest, content_type="application/manifest+json", headers=kept)


LANGUAGES = [code for code, _name in settings.LANGUAGES]
