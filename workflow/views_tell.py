"""The end of telling: prove who one is by a code, and the story is sent in the same press of a button.

The account is made before the code is sent, so that known and unknown addresses get the same answer.
"""

from typing import Any
from uuid import uuid4

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from directory.models import User
from stories import drafts
from stories.forms import names_its_author
from stories.models import Story
from stories.steps import missing
from workflow import actions

EMAIL_AT_MOST = 254
TOO_MANY = "Trop d'essais : un nouveau code est nécessaire. Votre récit est gardé."
TOO_LATE = "Ce code n'est plus valable : demandez-en un nouveau. Votre récit est gardé."


class EmailForm(RequestLoginCodeForm):
    """The address the code goes to. It must not be readable in the pseudonym."""

    def __init__(self, *args: Any, draft: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.fields["email"].error_messages |= {
            "required": "Indiquez votre adresse électronique.",
            "invalid": "Cette adresse est incomplète. Elle doit ressembler à nom@exemple.fr.",
        }

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if len(email) > EMAIL_AT_MOST:
            raise ValidationError("Cette adresse est trop longue.")
        super().clean_email()
        if names_its_author(self.draft.pseudonym, email):
            self.add_error(
                None,
                "Votre pseudonyme est le début de cette adresse : tous le liraient. Changez-le d'abord.",
            )
        return email


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the address, and send it a code. Asking again sends another, and the first is void."""
    if done := _already_told(request, pk):
        return done
    draft = drafts.draft_or_404(request, pk)
    if request.user.is_authenticated or missing(draft):
        return redirect("stories:step", pk, "relecture")
    form = EmailForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_valid():
        email = form.cleaned_data["email"]
        LoginCodeVerificationProcess.initiate(
            request=request, user=form._user or _new_account(email), email=email
        )
        return redirect("workflow:confirm_code", pk)
    status = 422 if form.is_bound else 200
    return render(request, "stories/tell/email.html", {"draft": draft, "form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The right code signs its author in, gives them the draft and sends it."""
    if done := _already_told(request, pk):
        return done
    draft = drafts.draft_or_404(request, pk)
    if request.user.is_authenticated:
        return redirect("stories:step", pk, "relecture")
    process = _waiting(request)
    if process is None:
        messages.warning(request, TOO_LATE)
        return redirect("workflow:send_code", pk)
    if request.method != "POST":
        return _ask(request, draft, process, ConfirmLoginCodeForm())
    form = ConfirmLoginCodeForm(request.POST, code=process.code)
    if form.is_valid():
        return _sign_in_and_send(request, draft, process)
    if process.record_invalid_attempt():
        return _ask(request, draft, process, form)
    messages.warning(request, TOO_MANY)
    return redirect("workflow:send_code", pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft when its author is signed in already."""
    if done := _already_told(request, pk):
        return done
    try:
        draft = drafts.draft_or_404(request, pk)
        if not request.user.is_authenticated:
            return redirect("workflow:send_code", pk)
        return _send(request, draft, version=request.POST.get("version"))
    except Http404:
        # Two presses at once: the draft may have been sent by the other since we looked.
        if done := _already_told(request, pk):
            return done
        raise


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
        return redirect("stories:step", draft.pk, "relecture")
    with transaction.atomic():
        drafts.adopt(request, draft.pk, request.user)
        actions.submit(draft.pk, by=request.user, version=version, key=request.POST.get("key"))
    return redirect("stories:told", draft.pk)


def _already_told(request: HttpRequest, pk: int) -> HttpResponse | None:
    """A second press of the same button arrives where the first did."""
    if not request.user.is_authenticated:
        return None
    theirs = Story.objects.filter(pk=pk, author=request.user).exclude(state=Story.State.DRAFT)
    return redirect("stories:told", pk) if theirs.exists() else None


def _waiting(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return LoginCodeVerificationProcess.resume(stage) if stage else None


def _ask(
    request: HttpRequest,
    draft: Story,
    process: LoginCodeVerificationProcess,
    form: ConfirmLoginCodeForm,
) -> HttpResponse:
    context = {"draft": draft, "form": form, "email": process.state["email"], "key": uuid4()}
    return render(request, "stories/tell/code.html", context, status=422 if form.is_bound else 200)


def _new_account(email: str) -> User | None:
    """None for an address whose account is closed: it gets the same page, and no code."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return User.objects.filter(email__iexact=email, is_active=True).first()
