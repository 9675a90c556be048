"""Addresses of channels."""

from django.urls import path

from nitka.channels.views import start

app_name = "channels"
urlpatterns = [
    path("w/<slug:slug>/start/", start.page, name="start"),
    path("w/<slug:slug>/start/mail/", start.mail, name="start_mail"),
    path("w/<slug:slug>/start/preview/", start.preview, name="preview"),
]
