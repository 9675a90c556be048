"""The page behind the link of a letter that asks once more. Opening it says nothing; a button does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nitka.accounts.models import Workspace
from nitka.customers import actions, agreeing
from nitka.customers.consents import Consent
from nitka.customers.views.withdrawal import hurried, private
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.views import too_many

PAGE = "customers/agreement.html"


@csrf_exempt  # the signed link is all the right there is
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, token: str) -> HttpResponse:
    """Say what they would agree to, and take their yes."""
    found = agreeing.LINK.read(token)
    workspace = Workspace.objects.filter(pk=found[0]).first() if found else None
    if found is None or workspace is None:
        return private(render(request, PAGE, {"state": "missing"}, status=404))
    with in_workspace(workspace.pk):
        line = Consent.objects.select_related("purpose", "wording").filter(pk=found[1]).first()
        if line is None:
            return private(render(request, PAGE, {"state": "missing"}, status=404))
        if request.method == "POST":
            wait = hurried(token)
            if wait:
                return private(too_many(request, retry_after=wait))
            if request.POST.get("answer") == "yes":
                actions.confirm_consent(line=line, language=(get_language() or "")[:2])
            return private(redirect(request.path))
        context = {
            "state": actions.question_state(line),
            "brand": workspace.name,
            "purpose": line.purpose.name,
            "words": line.wording.text if line.wording else "",
        }
        return private(render(request, PAGE, context))
