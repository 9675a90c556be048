"""The sources of events as a file: what each sent. No key is in it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.kit.listed import Page, Rows, local, newest
from nitka.kit.table import Column, Sort
from nitka.moments.models import Source


def columns() -> list[Column]:
    """What is told of each."""
    return [
        Column(_("Source")), Column(_("Where it is")), Column(_("Events taken"), Sort.WHOLE),
        Column(_("Repeats dropped"), Sort.WHOLE), Column(_("Refused"), Sort.WHOLE),
        Column(_("At most a second"), Sort.WHOLE), Column(_("Last event"), Sort.MOMENT), Column(_("Who made it")),
        Column(_("Made"), Sort.MOMENT), Column(pgettext("source", "Ended"), Sort.MOMENT), Column("id"),
    ]  # fmt: skip


def page() -> Page:
    """Its rows, the newest first, those that were ended too."""
    return newest(lambda: Source.objects.filter(hooks=None), _told)


def _told(rows: list[Source]) -> Rows:
    names: dict[Any, str] = dict(Member.objects.values_list("pk", "name"))
    return [
        [one.name, one.get_kind_display(), one.taken, one.repeated, one.refused, one.per_second, local(one.last_at),
         names.get(one.by_id, ""), local(one.created_at), local(one.revoked_at), str(one.pk)]
        for one in rows
    ]  # fmt: skip
