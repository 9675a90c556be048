"""The Django application of the ground floor."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KitConfig(AppConfig):
    """Grants rights on other people's tables after each migration."""

    name = "nitka.kit"

    def ready(self) -> None:
        from nitka.kit.db.grants import grant_tables_of_libraries

        post_migrate.connect(grant_tables_of_libraries, dispatch_uid="nitka.kit.grants")
