"""The first run: one page makes the workspace and its owner, then it is closed for good."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from nitka.accounts import actions, health
from nitka.accounts.forms import SetUpForm
from nitka.kit import slots

BACKEND = "nitka.accounts.backends.Backend"


@sensitive_post_parameters("password")
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, or make the workspace, sign its owner in and go on to the first steps."""
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _create(request, form)
    return render(
        request, "accounts/setup.html", {"form": form, "health": health.look()}, status=422 if form.errors else 200
    )


def _create(request: HttpRequest, form: SetUpForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        workspace, owner = actions.set_up(
            name=given["company"], slug=given["slug"], email=given["email"], password=given["password"],
            member_name=given["name"], language=(get_language() or "ru")[:2],
        )  # fmt: skip
    except actions.AlreadySetUp:
        return redirect("account_login")
    for begin in slots.fillers("accounts.set_up"):
        begin(workspace)
    login(request, owner, backend=BACKEND)
    return redirect(f"/w/{workspace.slug}/start/")
