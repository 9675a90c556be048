"""The customers' list under a name: conditions, order and columns, of one member or of everybody."""

from typing import ClassVar

from django.db import models

from nitka.accounts.models import KeptView


class CustomerView(KeptView):
    """A view of the list; `query` is its address without the view's own id."""

    query = models.CharField(max_length=4000)
    position = models.IntegerField(default=0)

    class Meta:
        app_label = "customers"
        db_table = "customers_view"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "member_id"], name="customers_view_of")]
