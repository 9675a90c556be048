"""Addresses of the doors of a member's page."""

from django.urls import path

from nitka.realtime import views

app_name = "realtime"
urlpatterns = [
    path("w/<slug:slug>/stream", views.stream, name="stream"),
    path("w/<slug:slug>/presence", views.presence, name="presence"),
]
