"""The Django application of rights."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See README.md."""

    name = "nitka.rights"
