"""The Django application of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See README.md."""

    name = "nitka.notices"

    def ready(self) -> None:
        from nitka.notices import settings_pages

        settings_pages.hang()
