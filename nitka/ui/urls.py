"""`/language/`: the switch of pages without a member; `/app-<language>.webmanifest`: for home screens."""

from django.urls import path
from django.views.i18n import set_language

from nitka.ui.manifest import LANGUAGES, manifest

app_name = "ui"
urlpatterns = [
    path("language/", set_language, name="language"),
    *(path(f"app-{code}.webmanifest", manifest, {"language": code}, name=f"manifest-{code}") for code in LANGUAGES),
]
