"""The forms of accounts: signing up, joining a class, and asking for a new password."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, PasswordResetForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casite.middleware import client_address
from casite.throttles import (
    MAILS_OF_ADDRESS,
    MAILS_TO_ACCOUNT,
    NEW_ACCOUNTS_OF_ADDRESS,
    WRONG_CODES_OF_ACCOUNT,
    WRONG_CODES_OF_ADDRESS,
)
from lessons.accounts import is_taken
from lessons.joining import JoinRefused, UnknownCode, class_to_join
from lessons.models import Cohort
from lessons.visitor_reads import read_brought

if TYPE_CHECKING:
    UserForm = BaseUserCreationForm[User]
else:
    UserForm = BaseUserCreationForm

TOO_MANY_CODES = gettext_lazy("Too many wrong codes. You can try again in fifteen minutes.")
TOO_MANY_ACCOUNTS = gettext_lazy(
    "Too many accounts were made from this address in the last hour. Try again later, or ask your instructor for one."
)


class CodeField(forms.CharField):
    """A class code in any spelling."""

    def __init__(self, **options: Any) -> None:
        hints = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        widget = forms.TextInput(attrs=hints)
        super().__init__(**{"label": gettext_lazy("Class code"), "max_length": 40, "widget": widget, **options})


class ReadBeforeForm(forms.Form):
    """What was read before, as the browser brings it along, and whether to take it over."""

    read = forms.CharField(required=False)
    take_over = forms.BooleanField(required=False)

    def clean_read(self) -> dict[str, list[str]]:
        return read_brought(self.cleaned_data["read"])


class GuessedForm(forms.Form):
    """A form with a class code. Wrong ones are counted, by the account and by the client address."""

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_code(self) -> Cohort | None:
        code: str = self.cleaned_data["code"]
        if not code:
            return None
        counters = [(WRONG_CODES_OF_ADDRESS, client_address(self.request))]
        if self.request.user.is_authenticated:
            counters.append((WRONG_CODES_OF_ACCOUNT, str(self.request.user.pk)))
        if any(throttle.is_spent(who) for throttle, who in counters):
            raise ValidationError(TOO_MANY_CODES)
        try:
            return class_to_join(code)
        except JoinRefused as refusal:
            for throttle, who in counters if isinstance(refusal, UnknownCode) else ():
                throttle.count(who)
            raise ValidationError(str(refusal)) from refusal


class JoinForm(GuessedForm):
    code = CodeField(
        help_text=gettext_lazy("Your instructor gives it to you. Capitals, blanks and dashes do not matter.")
    )


class SignUpForm(GuessedForm, UserForm):
    code = CodeField(
        required=False,
        help_text=gettext_lazy(
            "Your instructor gives it to you. Without one you get an account that can read, and join a class later."
        ),
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        help_text=gettext_lazy("Leave it empty if you have one name only."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy(
            "Optional. It is used for one thing, to send you a link when you have forgotten your password. "
            "Without it only your instructor can give you a new one."
        ),
    )
    field_order = ["code", "username", "first_name", "last_name", "email", "password1", "password2"]

    class Meta(BaseUserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email")
        help_texts = {"username": gettext_lazy("With it you log in. Letters, digits and @ . + - _ only.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["username"].widget.attrs["autofocus"]  # The form begins before it.

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if is_taken(username):
            raise ValidationError(_("This user name is taken. Choose another one."))
        return username

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if NEW_ACCOUNTS_OF_ADDRESS.is_spent(client_address(self.request)):
            raise ValidationError(TOO_MANY_ACCOUNTS)
        return data


class NewPasswordMailForm(PasswordResetForm):
    """Sends few mails, and says nothing about it: whoever asks for one is always told the same."""

    address = ""

    def save(self, *args: Any, **options: Any) -> None:
        self.address = client_address(options["request"])
        super().save(*args, **options)

    def get_users(self, email: str) -> Iterable[User]:
        for user in super().get_users(email):
            free = not MAILS_OF_ADDRESS.is_spent(self.address) and MAILS_TO_ACCOUNT.count(str(user.pk))
            if free and MAILS_OF_ADDRESS.count(self.address):
                yield user
