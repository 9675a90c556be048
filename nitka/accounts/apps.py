"""The Django application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, workspaces, members."""

    name = "nitka.accounts"
