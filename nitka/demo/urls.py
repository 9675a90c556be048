"""`/shop/` and `/demo/letters/`."""

from django.urls import path

from nitka.demo import guide, simulating, views

app_name = "demo"
urlpatterns = [
    path("shop/", views.shop, name="shop"),
    path("shop/<str:name>", views.shop, name="shop_file"),
    path("w/<slug:slug>/demo/guide/", guide.guide, name="guide"),
    path("w/<slug:slug>/settings/demo/", simulating.index, name="simulation"),
    path("w/<slug:slug>/settings/demo/now/", simulating.now, name="simulation_now"),
    path("demo/letters/", views.letters, name="letters"),
    path("demo/letters/<str:name>/", views.letter, name="letter"),
]
