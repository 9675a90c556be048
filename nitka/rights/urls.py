"""Addresses of rights."""

from django.urls import path

from nitka.rights.views import corrections, record, requests

app_name = "rights"
_set = "w/<slug:slug>/settings/rights/"
urlpatterns = [
    path(_set, requests.index, name="index"),
    path(_set + "export/", requests.take, name="export"),
    path(_set + "record/", record.record, name="record"),
    path(_set + "new/<uuid:customer>/", requests.new, name="new"),
    path(_set + "<uuid:key>/", requests.one, name="request"),
    path(_set + "<uuid:key>/erasure/", requests.erasure, name="erasure"),
    path(_set + "<uuid:key>/restriction/", requests.restriction, name="restriction"),
    path(_set + "<uuid:key>/copy/", requests.copy, name="copy"),
    path(_set + "<uuid:key>/copy/data.zip", requests.download, name="download"),
    path(_set + "<uuid:key>/log/", requests.log, name="log"),
    path(_set + "<uuid:key>/corrections/", corrections.point_out, name="corrections"),
    path(_set + "corrections/<uuid:correction_id>/", corrections.one, name="correction"),
    path(_set + "<uuid:key>/closure/", requests.closure, name="closure"),
]
