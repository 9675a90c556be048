"""Addresses of notices."""

from django.urls import path

from nitka.notices.views import devices, letters, listing, parked, preferences

app_name = "notices"
urlpatterns = [
    path("w/<slug:slug>/notices/", listing.index, name="index"),
    path("w/<slug:slug>/notices/bell/", listing.bell, name="bell"),
    path("w/<slug:slug>/notices/seen/", listing.seen, name="seen"),
    path("w/<slug:slug>/notices/<uuid:pk>/", listing.notice, name="notice"),
    path("w/<slug:slug>/me/notices/", preferences.page, name="preferences"),
    path("w/<slug:slug>/me/notices/devices/", devices.devices, name="devices"),
    path("w/<slug:slug>/me/notices/devices/<uuid:pk>/removal/", devices.removal, name="device_removal"),
    path("w/<slug:slug>/me/notices/devices/<uuid:pk>/trial/", devices.trial, name="device_trial"),
    path("w/<slug:slug>/settings/notices/", parked.page, name="parked"),
    path("w/<slug:slug>/settings/notices/<uuid:pk>/", parked.one, name="parked_one"),
    path("push.js", devices.worker, name="worker"),
    path("letters/<str:token>/off/", letters.off, name="letters_off"),
]
