"""The Django application of rights."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See README.md."""

    name = "nitka.rights"

    def ready(self) -> None:
        from nitka.rights import settings_pages

        settings_pages.hang()
