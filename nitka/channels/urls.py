"""Addresses of channels."""

from django.urls import path

from nitka.channels.views import mailbox, start

app_name = "channels"
urlpatterns = [
    path("w/<slug:slug>/start/", start.page, name="start"),
    path("w/<slug:slug>/start/mail/", start.mail, name="start_mail"),
    path("w/<slug:slug>/start/preview/", start.preview, name="preview"),
    path("w/<slug:slug>/settings/channels/consent/", mailbox.agreed, name="consent"),
    path("w/<slug:slug>/settings/channels/<uuid:key>/mailbox/", mailbox.state, name="mailbox"),
    path("w/<slug:slug>/settings/channels/<uuid:key>/mailbox/test/", mailbox.test, name="mailbox_test"),
    path("w/<slug:slug>/settings/channels/<uuid:key>/mailbox/look/", mailbox.look, name="mailbox_look"),
    path("w/<slug:slug>/settings/channels/<uuid:key>/mailbox/consent/", mailbox.ask, name="mailbox_consent"),
]
