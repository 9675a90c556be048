"""The Django application of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See README.md."""

    name = "nitka.notices"
