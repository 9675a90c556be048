"""Addresses of moments."""

from django.urls import path

from nitka.moments.views import sources

app_name = "moments"
_set = "w/<slug:slug>/settings/sources/"
urlpatterns = [
    path(_set, sources.index, name="sources"),
    path(_set + "<uuid:key>/", sources.one, name="source"),
    path(_set + "<uuid:key>/key/", sources.show, name="source_key"),
    path(_set + "<uuid:key>/arrivals/", sources.arrivals, name="arrivals"),
    path(_set + "<uuid:key>/arrivals/again/", sources.again, name="arrivals_again"),
    path(_set + "<uuid:key>/settings/", sources.change, name="source_settings"),
    path(_set + "<uuid:key>/revocation/", sources.revoke, name="source_end"),
]
