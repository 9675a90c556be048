"""Addresses of insight."""

from django.urls import path

from nitka.insight import views

app_name = "insight"
urlpatterns = [
    path("w/<slug:slug>/insight/", views.index, name="index"),
    path("w/<slug:slug>/insight/export/", views.export, name="export"),
]
