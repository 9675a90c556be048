"""Addresses of customers."""

from django.urls import path

from nitka.customers.views import customers, listing, merges, notes

app_name = "customers"
urlpatterns = [
    path("w/<slug:slug>/customers/", listing.index, name="index"),
    path("w/<slug:slug>/customers/columns/", listing.columns, name="columns"),
    path("w/<slug:slug>/customers/bulk/", listing.bulk, name="bulk"),
    path("w/<slug:slug>/customers/merges/", merges.index, name="merges"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/", merges.pair, name="pair"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/decision/", merges.decision, name="decision"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/return/", merges.taking_back, name="taking_back"),
    path("w/<slug:slug>/customers/<uuid:key>/", customers.profile, name="profile"),
    path("w/<slug:slug>/customers/<uuid:key>/notes/", notes.create, name="notes"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/removal/", notes.remove, name="note_removal"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/return/", notes.bring_back, name="note_return"),
]
