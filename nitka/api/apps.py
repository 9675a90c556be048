"""The Django application of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See README.md."""

    name = "nitka.api"
    label = "api"
