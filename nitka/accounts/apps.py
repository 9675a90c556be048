"""The Django application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces, members."""

    name = "nitka.accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_reset
        from django.contrib.auth.signals import user_logged_out

        from nitka.accounts import heard, mfa, pages
        from nitka.accounts.signed_out import end_all_streams, end_streams

        pages.hang()
        heard.connect()
        mfa.take_each_code_once()
        user_logged_out.connect(end_streams, dispatch_uid="nitka.accounts.signed_out")
        password_reset.connect(end_all_streams, dispatch_uid="nitka.accounts.password_reset")
