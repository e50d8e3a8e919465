"""Asking for an address: in the form that names an account, which is also where the code goes."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms

from directory.addresses import INCOMPLETE, NoAddress, normal_form
from directory.models import User


class AddressField(forms.CharField):
    """An address however it is typed; clean, it is in its normal form."""

    widget = forms.EmailInput

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.widget.attrs["autocomplete"] = "email"
        self.error_messages["required"] = "Indiquez votre adresse électronique."
        self.error_messages["null_characters_not_allowed"] = INCOMPLETE

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        try:
            return normal_form(address)
        except NoAddress as why:
            raise forms.ValidationError(str(why)) from None


class CodeToAddressForm(RequestLoginCodeForm):
    """Whom to send a code: found by the very address that the code is sent to."""

    email = AddressField(label="Adresse électronique")

    def clean_email(self) -> str:
        email: str = super().clean_email()
        known = User.objects.at_address(email)
        self._user = known if known and known.is_active else None
        return email
