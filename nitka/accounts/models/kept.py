"""What a member keeps under a name: the common part of saved views of any list."""

from django.db import models

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceModel


class KeptView(WorkspaceModel):
    """A search under a name, in a navigation: of one member, or of everybody."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=400)
    member_id = models.UUIDField(null=True)  # null: everybody's
    by_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
