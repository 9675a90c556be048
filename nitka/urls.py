"""Every page's address, module by module."""

from django.urls import include, path

from nitka.accounts.urls import doors
from nitka.kit import config

# The worker writes addresses of pages into letters, and none of the API's, whose schemas take 26 MB
_API = [] if config.role() == "worker" else [path("api/v1/", include("nitka.api.urls"))]
urlpatterns = [
    *_API,
    path("", include("nitka.ui.urls")),
    path("", include("nitka.realtime.urls")),
    path("", include("nitka.accounts.urls")),
    path("accounts/", include(doors)),
    path("", include("nitka.health.urls")),
    path("", include("nitka.notices.urls")),
    path("", include("nitka.moments.urls")),
    path("", include("nitka.channels.urls")),
    path("", include("nitka.conversations.urls")),
    path("", include("nitka.customers.urls")),
    path("", include("nitka.feedback.urls")),
    path("", include("nitka.imports.urls")),
    path("", include("nitka.moving.urls")),
    path("", include("nitka.rights.urls")),
    path("", include("nitka.segments.urls")),
    path("", include("nitka.insight.urls")),
    path("", include("nitka.webhooks.urls")),
    path("", include("nitka.sending.urls")),
    path("", include("nitka.demo.urls")),
]

handler400 = "nitka.ui.views.bad_request"
handler403 = "nitka.ui.views.forbidden"
handler404 = "nitka.ui.views.not_found"
handler429 = "nitka.ui.views.too_many"
handler500 = "nitka.ui.views.server_error"
