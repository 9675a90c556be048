"""Addresses of moving in."""

from django.urls import path

from nitka.moving import views

app_name = "moving"
urlpatterns = [
    path("w/<slug:slug>/customers/moving/", views.index, name="index"),
    path("w/<slug:slug>/customers/moving/from/<slug:program>/", views.door, name="door"),
    path("w/<slug:slug>/customers/moving/<uuid:key>/", views.one, name="one"),
    path("w/<slug:slug>/customers/moving/<uuid:key>/keys/", views.keys, name="keys"),
    path("w/<slug:slug>/customers/moving/<uuid:key>/step/", views.step, name="step"),
]
