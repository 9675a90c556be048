"""Views of the customers' list: kept, called otherwise, put in order, taken away."""

from django.db import transaction

from nitka.accounts.actions import keep_view
from nitka.accounts.models import Member
from nitka.customers.models import CustomerView


@transaction.atomic
def save_view(*, name: str, query: str, shared: bool, by: Member) -> CustomerView:
    """Keep the list as it is asked for; one of the same name and owner is replaced. Raises TooMany."""
    last = CustomerView.objects.filter(member_id=None if shared else by.pk).order_by("-position").first()
    place = last.position + 1 if last else 0
    return keep_view(CustomerView, name=name, query=query, shared=shared, by=by, position=place)


def change_view(*, view: CustomerView, query: str, by: Member) -> None:
    """Let a view show something else."""
    CustomerView.objects.filter(pk=view.pk).update(query=query, by_id=by.pk)


@transaction.atomic
def move_view(*, view: CustomerView, up: bool) -> None:
    """One place up or down among those of the same owner; at the end it stays."""
    among = CustomerView.objects.filter(member_id=view.member_id).order_by("position", "pk")
    rows = list(among.select_for_update())
    at = next((n for n, row in enumerate(rows) if row.pk == view.pk), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for n, row in enumerate(rows):
        row.position = n
    CustomerView.objects.bulk_update(rows, ["position"])


def remove_view(*, view: CustomerView) -> None:
    """Take it out of the navigation."""
    CustomerView.objects.filter(pk=view.pk).delete()
