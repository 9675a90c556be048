"""Every page's address, module by module."""

from django.urls import include, path

from nitka.accounts.urls import doors
from nitka.kit.later import Later

urlpatterns = [
    Later("api/v1/", "nitka.api.urls", app_name="api"),  # its schemas take 26 MB
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
