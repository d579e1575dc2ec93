"""The forms of what an instructor does with a class as a whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.accounts import NewAccount, free_username, taken_usernames
from lessons.admin.forms import ModelForm
from lessons.fields import validate_characters
from lessons.models import Cohort

if TYPE_CHECKING:
    StudentsField = forms.ModelMultipleChoiceField[User]
else:
    StudentsField = forms.ModelMultipleChoiceField

ENDED = gettext_lazy("This class has ended. Bring it back before somebody joins it.")
MOST_ACCOUNTS = 100
"""At once: each password is hashed slowly, on purpose."""


class ActForm(forms.Form):
    """Which of two things to do, so that a second click does not undo the first."""

    act = forms.ChoiceField()

    def __init__(self, data: Any, *, acts: tuple[str, str]) -> None:
        super().__init__(data)
        self.fields["act"].choices = [(act, act) for act in acts]  # type: ignore[attr-defined]


class ClassForm(ModelForm):
    """For classes whose course stands fast: it is no field of the form, but names and terms are unique in it."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"course"} if self.instance.course_id else excluded


class StartAnewForm(ClassForm):
    class Meta:
        model = Cohort
        fields = ("name", "term")


class ChosenStudents(StudentsField):
    def label_from_instance(self, student: User) -> str:
        name = student.get_full_name()
        return f"{name} ({student.get_username()})" if name else student.get_username()


class PasswordsForm(forms.Form):
    students = ChosenStudents(
        User.objects.none(),
        label=gettext_lazy("Students who get a new password"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Somebody chosen here is not among the students listed below."),
        },
    )
    everybody = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, students: Any) -> None:
        super().__init__(data)
        self.students = students
        self.fields["students"].queryset = students  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("everybody"):
            data["students"] = self.students
        elif "students" in data and not data["students"]:
            self.add_error("students", _("Choose at least one student."))
        return data


class AccountsForm(forms.Form):
    lines = forms.CharField(
        label=gettext_lazy("Students"),
        widget=forms.Textarea({"rows": 12, "class": "vLargeTextField", "spellcheck": "false"}),
        validators=[validate_characters],
        help_text=gettext_lazy(
            "One on each line: user name, first name, last name. Or only a name; then a user name is made from it."
        ),
    )

    def __init__(self, data: Any, *, cohort: Cohort) -> None:
        super().__init__(data)
        self.cohort = cohort
        self.accounts: list[NewAccount] = []

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        if self.cohort.archived_at:
            raise ValidationError(ENDED)
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) > MOST_ACCOUNTS:
            raise ValidationError(_("At most %(most)d accounts at once.") % {"most": MOST_ACCOUNTS})
        if wrong := list(self.wrong_lines(lines)):
            raise ValidationError(wrong)
        return text

    def wrong_lines(self, lines: list[tuple[int, str]]) -> Iterator[str]:
        """What is wrong, by line; fills `accounts` with those that are right."""
        taken = taken_usernames()
        # Names that are given stand fast; names that are made make way for them.
        given = {line.split(",")[0].strip().casefold() for _number, line in lines if "," in line}
        for number, line in lines:
            try:
                account = read_account(line, taken, given)
            except ValidationError as error:
                yield from (_("Line %(n)d: %(fault)s") % {"n": number, "fault": text} for text in error.messages)
            else:
                taken.add(account.username.casefold())
                self.accounts.append(account)


def read_account(line: str, taken: set[str], given: set[str]) -> NewAccount:
    """The account that a line describes. Raises ValidationError."""
    parts = [part.strip() for part in line.split(",")]
    if len(parts) == 1:
        first, _blank, last = line.partition(" ")
        account = NewAccount(free_username(line, taken | given), first, last.strip())
    elif len(parts) == 3:
        account = NewAccount(User.normalize_username(parts[0]), parts[1], parts[2])
    else:
        raise ValidationError(_("“%(line)s” is not “user name, first name, last name”, nor a name.") % {"line": line})
    if account.username.casefold() in taken:
        message = _("The user name “%(name)s” is taken. An account that exists is added on the page of the class.")
        raise ValidationError(message % {"name": account.username})
    user = User(username=account.username, first_name=account.first_name, last_name=account.last_name)
    user.clean_fields(exclude=["password"])
    return account
