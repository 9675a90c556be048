"""Addresses of customers."""

from django.urls import path

from nitka.customers.views import customers, listing, notes

app_name = "customers"
urlpatterns = [
    path("w/<slug:slug>/customers/", listing.index, name="index"),
    path("w/<slug:slug>/customers/columns/", listing.columns, name="columns"),
    path("w/<slug:slug>/customers/bulk/", listing.bulk, name="bulk"),
    path("w/<slug:slug>/customers/<uuid:key>/", customers.profile, name="profile"),
    path("w/<slug:slug>/customers/<uuid:key>/notes/", notes.create, name="notes"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/removal/", notes.remove, name="note_removal"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/return/", notes.bring_back, name="note_return"),
]
