"""The Django application of imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """See README.md."""

    name = "nitka.imports"
