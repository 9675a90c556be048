"""Addresses of imports."""

from django.urls import path

from nitka.imports.views import imports, results

app_name = "imports"
urlpatterns = [
    path("w/<slug:slug>/customers/imports/", imports.index, name="index"),
    path("w/<slug:slug>/customers/imports/export/", imports.export, name="export"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/", imports.one, name="one"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/reading/", imports.reading, name="reading"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/columns/", imports.columns, name="columns"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/step/", imports.step, name="step"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/errors/", results.errors, name="errors"),
    path("w/<slug:slug>/customers/imports/<uuid:key>/people/<slug:outcome>/", results.people, name="people"),
]
