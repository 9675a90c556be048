"""Addresses of health."""

from django.urls import path

from nitka.health import views

app_name = "health"
urlpatterns = [path("w/<slug:slug>/settings/system/", views.page, name="page")]
