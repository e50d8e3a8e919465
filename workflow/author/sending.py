"""The end of telling: prove who one is by a code, and the story is sent in the same press of a button.

The account is made before the code is sent, so that known and unknown addresses get the same answer.
"""

from typing import Any
from uuid import uuid4

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.forms import CodeToAddressForm
from directory.models import User
from stories.models import Story
from stories.telling import drafts
from stories.telling.forms import names_its_author
from stories.telling.going import go, or_thanks
from stories.telling.steps import missing
from workflow.author import actions
from workflow.workbench.presses import only_pressed

WRONG = "Ce code n'est pas le bon. Recopiez les six chiffres du dernier courriel reçu."
TOO_MANY = "Trop d'essais : un nouveau code est nécessaire. Votre récit est gardé."
TOO_LATE = "Ce code n'est plus valable : demandez-en un nouveau. Votre récit est gardé."


class EmailForm(CodeToAddressForm):
    """The address the code goes to. It must not be readable in the pseudonym."""

    def __init__(self, *args: Any, draft: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft

    def clean_email(self) -> str:
        email = super().clean_email()
        if names_its_author(self.draft.pseudonym, email):
            self.add_error(
                None,
                "Votre pseudonyme est le début de cette adresse : tous le liraient. Changez-le d'abord.",
            )
        return email


class CodeForm(ConfirmLoginCodeForm):
    """The code received; spaces and what else one copies along with it do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "Recopiez le code reçu."

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError:
            raise ValidationError(WRONG) from None
        return code


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the address, and send it a code. Asking again sends another, and the first is void."""
    draft = drafts.draft_or_404(request, pk)
    if request.user.is_authenticated or missing(draft):
        return go("stories:step", pk, "relecture")
    form = EmailForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid():
        email = form.cleaned_data["email"]
        LoginCodeVerificationProcess.initiate(
            request=request, user=form._user or _new_account(email), email=email
        )
        return go("workflow:confirm_code", pk)
    status = 422 if form.is_bound else 200
    return render(request, "stories/telling/email.html", {"draft": draft, "form": form}, status=status)


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The right code signs its author in, gives them the draft and sends it."""
    draft = drafts.draft_or_404(request, pk)
    if request.user.is_authenticated:
        return go("stories:step", pk, "relecture")
    process = _waiting(request)
    if process is None:
        messages.warning(request, TOO_LATE)
        return go("workflow:send_code", pk)
    if request.method != "POST":
        return _ask(request, draft, process, CodeForm())
    form = CodeForm(request.POST, code=process.code)
    if form.is_valid():
        return _sign_in_and_send(request, draft, process)
    if form.has_error("code", "required") or process.record_invalid_attempt():
        return _ask(request, draft, process, form)
    messages.warning(request, TOO_MANY)
    return go("workflow:send_code", pk)


@only_pressed(lambda pk: reverse("stories:preview", args=[pk]))
@or_thanks
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft when its author is signed in already. A second press arrives where the first did."""
    draft = drafts.draft_or_404(request, pk)
    if not request.user.is_authenticated:
        return go("workflow:send_code", pk)
    return _send(request, draft, version=request.POST.get("version"))


def _sign_in_and_send(
    request: HttpRequest, draft: Story, process: LoginCodeVerificationProcess
) -> HttpResponse:
    signing_in: HttpResponse = process.finish(None)
    if not request.user.is_authenticated:
        return signing_in  # a second factor is asked first; the draft waits in the session
    return _send(request, draft, version=draft.version)


def _send(request: HttpRequest, draft: Story, version: str | int | None) -> HttpResponse:
    assert isinstance(request.user, User)
    if missing(draft) or names_its_author(draft.pseudonym, request.user.email or ""):
        return go("stories:step", draft.pk, "relecture")
    with transaction.atomic():
        drafts.adopt(request, draft.pk, request.user)
        actions.submit(draft.pk, by=request.user, version=version, key=request.POST.get("key"))
    return go("stories:told", draft.pk)


def _waiting(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return LoginCodeVerificationProcess.resume(stage) if stage else None


def _ask(
    request: HttpRequest,
    draft: Story,
    process: LoginCodeVerificationProcess,
    form: CodeForm,
) -> HttpResponse:
    context = {"draft": draft, "form": form, "email": process.state["email"], "key": uuid4()}
    return render(request, "stories/telling/code.html", context, status=422 if form.is_bound else 200)


def _new_account(email: str) -> User | None:
    """None for an address whose account is closed: it gets the same page, and no code."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        known = User.objects.at_address(email)  # told a moment ago in another window, or closed
        return known if known and known.is_active else None
