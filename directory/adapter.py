from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

NO_LONGER = "Ce code a été envoyé à une adresse qui n'est pas celle de ce compte\u00a0: demandez-en un autre."


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by telling a story or by a manager; there is no sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, email: str | None, **more: Any
    ) -> HttpResponse | None:
        """A code proves the very address it was mailed to: it opens that address's account, as it is now."""
        if email != user.email:  # type: ignore[attr-defined]
            clear_login(request)
            messages.warning(request, NO_LONGER)
            return redirect("account_request_login_code")
        answered: HttpResponse | None = super().pre_login(request, user, email=email, **more)
        return answered
