"""Addresses of accounts. Of allauth's pages only those that a member needs; nobody signs up by themselves."""

from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.generic import RedirectView

from nitka.accounts.views import home, me, settings

app_name = "accounts"
urlpatterns = [
    path("", home.home, name="home"),
    path("w/<slug:slug>/", home.workspace, name="workspace"),
    path("w/<slug:slug>/me/", me.preferences, name="me"),
    path("w/<slug:slug>/me/password/", me.password, name="password"),
    path("w/<slug:slug>/me/theme/", me.theme, name="theme"),
    path("w/<slug:slug>/settings/", settings.begin, name="settings"),
    path("w/<slug:slug>/settings/all/", settings.everything, name="settings_all"),
]

# allauth names its pages without a namespace: included by nitka.urls as they are.
doors = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("signup/", RedirectView.as_view(url="/"), name="account_signup"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", allauth.password_reset_from_key,
            name="account_reset_password_from_key"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]  # fmt: skip
