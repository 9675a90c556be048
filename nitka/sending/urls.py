"""Addresses of lists that are sent."""

from django.urls import path

from nitka.sending import views

app_name = "sending"
_home = "w/<slug:slug>/settings/sending/"
urlpatterns = [
    path(_home, views.index, name="index"),
    path(f"{_home}new/", views.new, name="new"),
    path(f"{_home}<uuid:key>/", views.one, name="one"),
    path(f"{_home}<uuid:key>/edit/", views.edit, name="edit"),
    path(f"{_home}<uuid:key>/step/", views.step, name="step"),
]
