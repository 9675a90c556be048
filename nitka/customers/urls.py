"""Addresses of customers."""

from django.urls import path

from nitka.customers.views import customers

app_name = "customers"
urlpatterns = [
    path("w/<slug:slug>/customers/", customers.index, name="index"),
    path("w/<slug:slug>/customers/<uuid:key>/", customers.profile, name="profile"),
]
