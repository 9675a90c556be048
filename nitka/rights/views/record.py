"""Settings: the record of processing, to be printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from nitka.accounts.asking import admitted
from nitka.rights import record as made
from nitka.rights.policies import can_keep_rights


@require_GET
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """What is kept of whom, what for, who gets it, where it lies and how long."""
    admitted(request, can_keep_rights)
    return render(request, "rights/record.html", made.record() | {"today": timezone.localdate()})
