"""The Django application of the ground floor."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KitConfig(AppConfig):
    """Grants rights on other people's tables after each migration, and has times read quickly."""

    name = "nitka.kit"

    def ready(self) -> None:
        from nitka.kit.db import times
        from nitka.kit.db.grants import grant_tables_of_libraries

        times.install()
        post_migrate.connect(grant_tables_of_libraries, dispatch_uid="nitka.kit.grants")
