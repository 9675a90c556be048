"""A member leaves: their open tasks go to who takes over, else to nobody."""

from nitka.accounts.events import MemberLeft
from nitka.accounts.models import Member
from nitka.feedback.actions.tasks import assign
from nitka.feedback.models import Status, Task


def on_member_left(event: MemberLeft) -> None:
    """Tasks belong to people: a team or the queue gets none."""
    held = Task.objects.filter(owner_id=event.member_id, status=Status.OPEN)
    heir = Member.objects.filter(pk=event.to_member_id).first() if event.to_member_id else None
    if heir is None:
        held.update(owner_id=None)
        return
    by = Member.objects.filter(pk=event.by_id).first() if event.by_id else None
    for key in list(held.values_list("pk", flat=True)):
        assign(task_id=key, to=heir, member=by or heir)
