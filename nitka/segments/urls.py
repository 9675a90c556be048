"""Addresses of segments."""

from django.urls import path

from nitka.segments.views import build, listing, segment

app_name = "segments"
urlpatterns = [
    path("w/<slug:slug>/segments/", listing.index, name="index"),
    path("w/<slug:slug>/segments/export/", listing.export, name="export"),
    path("w/<slug:slug>/segments/ready/", listing.ready, name="ready"),
    path("w/<slug:slug>/segments/new/", build.build, name="new"),
    path("w/<slug:slug>/segments/<uuid:key>/", segment.segment, name="segment"),
    path("w/<slug:slug>/segments/<uuid:key>/edit/", build.build, name="edit"),
    path("w/<slug:slug>/segments/<uuid:key>/removal/", segment.removal, name="removal"),
]
