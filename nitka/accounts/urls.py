"""Addresses of accounts. Of allauth's pages only those that a member needs; nobody signs up by themselves."""

from allauth.account import views as allauth
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.generic import RedirectView

from nitka.accounts.views import audit, company, home, join, me, members, oidc, security, settings, sign_in, teams

app_name = "accounts"
_set = "w/<slug:slug>/settings/"
urlpatterns = [
    path("", home.home, name="home"),
    path("w/<slug:slug>/", home.workspace, name="workspace"),
    path("w/<slug:slug>/me/", me.preferences, name="me"),
    path("w/<slug:slug>/me/password/", me.password, name="password"),
    path("w/<slug:slug>/me/theme/", me.theme, name="theme"),
    path("w/<slug:slug>/me/security/", security.page, name="security"),
    path("w/<slug:slug>/me/sessions/", security.sessions, name="sessions"),
    path("w/<slug:slug>/me/sessions/<int:key>/", security.session, name="session"),
    path("w/<slug:slug>/settings/audit/", audit.page, name="audit"),
    path("w/<slug:slug>/settings/audit/file/", audit.export, name="audit_file"),
    path("w/<slug:slug>/settings/", settings.begin, name="settings"),
    path("w/<slug:slug>/settings/all/", settings.everything, name="settings_all"),
    path("w/<slug:slug>/faces/", me.faces, name="faces"),
    path("w/<slug:slug>/me/availability/", me.availability, name="availability"),
    path("w/<slug:slug>/me/hours/", me.hours, name="hours"),
    path(_set + "members/", members.members, name="members"),
    path(_set + "members/<uuid:key>/", members.member, name="member"),
    path(_set + "members/<uuid:key>/deactivation/", members.deactivation, name="deactivation"),
    path(_set + "members/<uuid:key>/second-step/", members.second_step, name="step_off"),
    path(_set + "members/<uuid:key>/reactivation/", members.reactivation, name="reactivation"),
    path(_set + "invitations/", members.invitations, name="invitations"),
    path(_set + "invitations/<uuid:key>/revocation/", members.revocation, name="revocation"),
    path(_set + "teams/", teams.teams, name="teams"),
    path(_set + "teams/new/", teams.new, name="team_new"),
    path(_set + "teams/<uuid:key>/", teams.team, name="team"),
    path(_set + "teams/<uuid:key>/deletion/", teams.deletion, name="team_deletion"),
    path(_set + "teams/<uuid:key>/restoration/", teams.restoration, name="team_restoration"),
    path(_set + "workspace/", company.brand, name="brand"),
    path(_set + "workspace/logo/", company.logo, name="logo"),
    path("w/<slug:slug>/second-step/", sign_in.second_step, name="second_step"),
    path(_set + "sign-in/", sign_in.page, name="sign_in"),
    path(_set + "sign-in/rules/", sign_in.rules_of_workspace, name="sign_in_rules"),
    path(_set + "sign-in/provider/", sign_in.issuer, name="issuer"),
    path(_set + "sign-in/provider/check/", sign_in.check, name="issuer_check"),
    path(_set + "sign-in/provider/removal/", sign_in.removal, name="issuer_removal"),
    path(_set + "tokens/", company.tokens, name="tokens"),
    path(_set + "tokens/<uuid:key>/revocation/", company.token_end, name="token_end"),
    path("join/<str:token>/", join.join, name="join"),
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
    path("company/", oidc.begin, name="oidc_begin"),
    path("company/confirm/", oidc.confirm, name="oidc_confirm"),
    path("company/link/", oidc.connect, name="oidc_connect"),
    path("company/links/<int:key>/removal/", oidc.unlink, name="oidc_unlink"),
    path("company/callback/", oidc.callback, name="oidc_callback"),
    path("security/", security.begin, name="mfa_index"),
    path("passkeys/", security.begin, name="mfa_list_webauthn"),
    path("2fa/", second.authenticate, name="mfa_authenticate"),
    path("2fa/confirm/", second.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/", app.activate_totp, name="mfa_activate_totp"),
    path("2fa/app/off/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]  # fmt: skip
