"""Writing first: the form, its draft, and canned answers with the customer's name in them."""

from contextlib import suppress

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import member_of
from nitka.conversations import actions, forms, reach
from nitka.conversations.actions.pending import kept, unkept
from nitka.conversations.beginning_form import begun_of, holder, key_of, letter, way
from nitka.conversations.desk import beginning as desk
from nitka.conversations.desk.beginning import Whom
from nitka.conversations.models import Beginning, Conversation, Message, Pending
from nitka.conversations.views.base import may_answer
from nitka.conversations.views.canned import said_in
from nitka.conversations.views.messages import going_out
from nitka.conversations.views.moments import meant
from nitka.conversations.views.whom import whom_of
from nitka.kit.ids import uuid7


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; posted, it begins the conversation and leads into it. The same form again leads to the same one."""
    may_answer(request)
    whom = whom_of(request)
    if isinstance(whom, HttpResponse):
        return whom
    if request.method == "GET":
        return _form(request, slug, whom)
    if request.POST.get("do") == "away":
        actions.drop_beginning(key=key_of(request), member=member_of(request))
        return redirect(_back(slug, whom))
    try:
        conversation, sent = _begin(request, whom)
    except forms.Refused as problem:
        return _form(request, slug, whom, problem)
    return going_out(request, slug, conversation.number, sent)


@transaction.atomic
def _begin(request: HttpRequest, whom: Whom) -> tuple[Conversation, Message | Pending | None]:
    """Raises Refused: then nothing has been done, and no customer made."""
    member = member_of(request)

    def do() -> tuple[Conversation, Message | Pending]:
        at = meant(request.POST["at"]) if request.POST.get("at") else None
        to, written = way(request, member, whom), letter(request)
        then = "close" if request.POST.get("then") == "close" else ""
        return actions.begin(
            to=to, letter=written, author=member, holder=holder(request), waits=True, at=at, then=then
        )

    try:
        return actions.begin_once(key=key_of(request), member=member, do=do)
    except actions.CannotBegin as problem:
        raise forms.Refused(reach.why_barred(problem.reason, get_language() or "en")) from None
    except actions.CannotHave:
        raise forms.Refused(_("Whom you give it to only observes and cannot answer: choose somebody else")) from None
    except actions.NotYours:
        raise forms.Refused(_("This form was opened by somebody else. Copy your text and open it anew")) from None


def _form(request: HttpRequest, slug: str, whom: Whom, problem: forms.Refused | None = None) -> HttpResponse:
    member = member_of(request)
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)} if problem else {}
    row = desk.begun(member, whom) if not problem else None
    page = desk.page(member, whom, key_of(request) if problem else row.pk if row else uuid7(), row, given)
    if problem:
        page.files = _files(request)
        page.version = desk.version_of(member, page.key)
    elif wanted := request.GET.get("to", ""):
        page.to = next((one.key for one in page.choices if one.key.endswith(f":{wanted}")), page.to)
    wrong = problem.fields if isinstance(problem, forms.Lacking) else {}
    said = {"problem": "" if wrong else problem, "wrong": wrong}
    context = said | {"p": page, "slug": slug, "back": _back(slug, whom), "can_answer": True}
    return render(request, "conversations/beginning.html", context, status=422 if problem else 200)


def _files(request: HttpRequest) -> list[dict[str, object]]:
    """What was uploaded stays with the form that is shown again; what cannot be had any more is left out."""
    found = []
    for text in request.POST.getlist("files")[: forms.MOST_FILES]:
        with suppress(forms.Refused):
            found.append({**kept(forms.opened(text)), "id": text})
    for given in request.FILES.getlist("uploads")[: forms.MOST_FILES - len(found)]:
        given.seek(0)
        with suppress(forms.Refused):
            file = forms.keep(given)
            found.append({**kept(file), "id": forms.token(file)})
    return found


def _back(slug: str, whom: Whom) -> str:
    if whom.customer:
        return reverse("customers:profile", args=[slug, whom.customer.pk])
    return reverse("conversations:inbox", args=[slug])


@require_POST
def draft(request: HttpRequest, slug: str) -> JsonResponse:
    """Keep what is being written; 409 with the newer one when another tab was here meanwhile."""
    may_answer(request)
    whom = whom_of(request)
    if isinstance(whom, HttpResponse):
        return JsonResponse({"error": _("Choose whom to write to")}, status=422)
    known = request.POST.get("known", "0")
    try:
        version = actions.keep_beginning(
            key=key_of(request),
            member=member_of(request),
            known=int(known) if known.isdecimal() and len(known) < 9 else 0,
            begun=begun_of(request, whom),
        )
    except actions.NewerBeginning as newer:
        return JsonResponse(_told(newer.row), status=409)
    except (forms.Refused, actions.NotYours) as problem:
        return JsonResponse({"error": str(problem)}, status=422)
    return JsonResponse({"version": version})


def _told(row: Beginning) -> dict[str, object]:
    files = [{"id": forms.token(unkept(file)), "name": file["name"], "size": file["size"]} for file in row.files]
    return {"version": row.version, "text": row.text or "", "is_note": False, "to": "", "files": files}


@require_GET
def canned(request: HttpRequest, slug: str) -> JsonResponse:
    """All canned answers, with what is known of the customer in them; of who is not known yet, nothing is."""
    may_answer(request)
    whom = whom_of(request)
    customer = None if isinstance(whom, HttpResponse) else whom.customer
    name = whom.name if customer and isinstance(whom, Whom) else ""
    return JsonResponse({"canned": said_in(request, name, customer)})
