"""Addresses of moments."""

from django.urls import path

from nitka.moments.views import hooks, sources

app_name = "moments"
_set = "w/<slug:slug>/settings/sources/"
_hooks = "w/<slug:slug>/settings/hooks/"
urlpatterns = [
    path(_hooks, hooks.index, name="hooks"),
    path(_hooks + "<uuid:key>/", hooks.one, name="hook"),
    path(_hooks + "<uuid:key>/signing/", hooks.signing, name="hook_signing"),
    path(_hooks + "<uuid:key>/mapping/", hooks.mapping, name="hook_mapping"),
    path(_hooks + "<uuid:key>/trial/", hooks.trial, name="hook_trial"),
    path(_hooks + "<uuid:key>/switch/", hooks.switch, name="hook_switch"),
    path(_hooks + "<uuid:key>/replay/", hooks.replay, name="hook_replay"),
    path(_hooks + "<uuid:key>/export/", hooks.export, name="hook_export"),
    path(_hooks + "<uuid:key>/removal/", hooks.removal, name="hook_end"),
    path(_set, sources.index, name="sources"),
    path(_set + "export/", sources.export_all, name="sources_export"),
    path(_set + "<uuid:key>/", sources.one, name="source"),
    path(_set + "<uuid:key>/key/", sources.show, name="source_key"),
    path(_set + "<uuid:key>/arrivals/", sources.arrivals, name="arrivals"),
    path(_set + "<uuid:key>/arrivals/export/", sources.export, name="arrivals_export"),
    path(_set + "<uuid:key>/arrivals/again/", sources.again, name="arrivals_again"),
    path(_set + "<uuid:key>/settings/", sources.change, name="source_settings"),
    path(_set + "<uuid:key>/revocation/", sources.revoke, name="source_end"),
]
