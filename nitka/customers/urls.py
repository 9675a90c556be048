"""Addresses of customers."""

from django.urls import path

from nitka.customers.views import (
    companies,
    company_people,
    customers,
    export,
    listing,
    merged,
    merges,
    notes,
    parted,
    saved,
    threshold,
)

app_name = "customers"
urlpatterns = [
    path("w/<slug:slug>/customers/", listing.index, name="index"),
    path("w/<slug:slug>/customers/columns/", listing.columns, name="columns"),
    path("w/<slug:slug>/customers/export/", export.export, name="export"),
    path("w/<slug:slug>/customers/views/", saved.views, name="views"),
    path("w/<slug:slug>/customers/views/<uuid:key>/", saved.view, name="view"),
    path("w/<slug:slug>/customers/views/<uuid:key>/contents/", saved.contents, name="view_contents"),
    path("w/<slug:slug>/customers/views/<uuid:key>/place/", saved.place, name="view_place"),
    path("w/<slug:slug>/customers/views/<uuid:key>/removal/", saved.removal, name="view_removal"),
    path("w/<slug:slug>/customers/bulk/", listing.bulk, name="bulk"),
    path("w/<slug:slug>/customers/merges/", merges.index, name="merges"),
    path("w/<slug:slug>/customers/merges/done/", merged.index, name="merged"),
    path("w/<slug:slug>/customers/merges/done/undoing/", merged.undoing, name="undoing"),
    path("w/<slug:slug>/customers/merges/refused/", parted.refused, name="refused"),
    path("w/<slug:slug>/customers/merges/refused/return/", parted.reconsidering, name="reconsidering"),
    path("w/<slug:slug>/customers/merges/quarantine/", parted.quarantine, name="quarantine"),
    path("w/<slug:slug>/customers/merges/quarantine/release/", parted.releasing, name="releasing"),
    path("w/<slug:slug>/customers/merges/threshold/", threshold.threshold, name="threshold"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/", merges.pair, name="pair"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/decision/", merges.decision, name="decision"),
    path("w/<slug:slug>/customers/merges/<uuid:key>/return/", merges.taking_back, name="taking_back"),
    path("w/<slug:slug>/customers/companies/", companies.index, name="companies"),
    path("w/<slug:slug>/customers/companies/new/", companies.edit, name="company_new"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/", companies.company, name="company"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/edit/", companies.edit, name="company_edit"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/archive/", companies.archive, name="company_archive"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/people/", company_people.add, name="company_people"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/people/removal/", company_people.remove, name="company_removal"),
    path("w/<slug:slug>/customers/companies/<uuid:key>/people/return/", company_people.bring_back,
         name="company_return"),
    path("w/<slug:slug>/customers/<uuid:key>/", customers.profile, name="profile"),
    path("w/<slug:slug>/customers/<uuid:key>/notes/", notes.create, name="notes"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/removal/", notes.remove, name="note_removal"),
    path("w/<slug:slug>/customers/notes/<uuid:key>/return/", notes.bring_back, name="note_return"),
]  # fmt: skip
