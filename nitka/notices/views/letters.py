"""The link of a letter that ends such letters. A mail program posts to it (RFC 8058); a person is asked once more."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from nitka.accounts.models import Member, Workspace
from nitka.kit.db.tenancy import in_workspace
from nitka.notices import actions, queries, tokens
from nitka.notices.models import Letters


@csrf_exempt  # the signed link is all the right there is: it ends one member's letters and opens nothing
@never_cache
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or end them."""
    found = tokens.read(token)
    workspace = Workspace.objects.filter(pk=found[0]).first() if found else None
    if found is None or workspace is None:
        return render(request, "notices/letters_off.html", {"state": "unknown"}, status=404)
    with in_workspace(workspace.pk):
        member = Member.objects.select_related("user").filter(pk=found[1], is_active=True).first()
        if member is None:
            return render(request, "notices/letters_off.html", {"state": "unknown"}, status=404)
        if request.method == "POST":
            actions.stop_letters(member_id=member.pk)
        ended = queries.wishes_of(member).letters == Letters.NEVER
        with translation.override(member.user.language):
            context = {
                "state": "off" if ended else "ask",
                "company": workspace.name,
                "preferences": f"{settings.PUBLIC_URL}/w/{workspace.slug}/me/notices/",
            }
            answer = render(request, "notices/letters_off.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
