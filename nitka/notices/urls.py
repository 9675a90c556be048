"""Addresses of notices."""

from django.urls import path

from nitka.notices.views import listing

app_name = "notices"
urlpatterns = [
    path("w/<slug:slug>/notices/", listing.index, name="index"),
    path("w/<slug:slug>/notices/bell/", listing.bell, name="bell"),
    path("w/<slug:slug>/notices/seen/", listing.seen, name="seen"),
    path("w/<slug:slug>/notices/<uuid:pk>/", listing.notice, name="notice"),
]
