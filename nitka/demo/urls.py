"""`/shop/` and `/demo/letters/`."""

from django.urls import path

from nitka.demo import views

app_name = "demo"
urlpatterns = [
    path("shop/", views.shop, name="shop"),
    path("shop/<str:name>", views.shop, name="shop_file"),
    path("demo/letters/", views.letters, name="letters"),
    path("demo/letters/<str:name>/", views.letter, name="letter"),
]
