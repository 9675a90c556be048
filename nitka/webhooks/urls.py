"""Addresses of webhooks."""

from django.urls import path

from nitka.webhooks.views import endpoints, log

app_name = "webhooks"
_set = "w/<slug:slug>/settings/webhooks/"
urlpatterns = [
    path(_set, endpoints.index, name="index"),
    path(_set + "new/", endpoints.new, name="new"),
    path(_set + "<uuid:key>/", endpoints.one, name="one"),
    path(_set + "<uuid:key>/edit/", endpoints.edit, name="edit"),
    path(_set + "<uuid:key>/secret/", endpoints.show, name="secret"),
    path(_set + "<uuid:key>/rotation/", endpoints.rotation, name="rotation"),
    path(_set + "<uuid:key>/switch/", endpoints.switch, name="switch"),
    path(_set + "<uuid:key>/removal/", endpoints.removal, name="removal"),
    path(_set + "<uuid:key>/log/", log.rows, name="log"),
    path(_set + "<uuid:key>/export/", log.export, name="export"),
    path(_set + "<uuid:key>/again/", log.again, name="again"),
    path(_set + "<uuid:key>/example/", log.example, name="example"),
]
