"""What students fill in around the answer forms of the question types."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.fields import validate_characters
from quizzes.models import Certainty, Response
from quizzes.models.objections import MOST_LETTERS
from quizzes.models.recall import MOST_MINUTES


class CertaintyForm(forms.Form):
    """How sure a student is of one answer; it may be left open."""

    certainty = forms.ChoiceField(
        label=_("How sure are you?"), choices=Certainty.choices, widget=forms.RadioSelect, required=False
    )


class PlaceForm(forms.Form):
    """For whom a page was drawn: it may be sent by another, or when nobody is logged in any more."""

    place = forms.IntegerField(min_value=1)
    """The enrolment."""


class LooseItemForm(PlaceForm):
    """Which item a page of recall or practice has asked, and of whom, beside the answer itself."""

    times = forms.IntegerField(min_value=0)
    """How often it had been asked: tells a second click from a second answer."""
    item = forms.CharField(max_length=64)
    """The digest of the version that was shown."""
    unknown = forms.BooleanField(required=False)
    """“I do not know”: a blank answer, on purpose."""


class RecallForm(LooseItemForm):
    claim = forms.CharField(max_length=40)


class PracticeForm(LooseItemForm):
    """A question of the bank by its key, or a claim that was asked for its voice."""

    question = forms.CharField(max_length=40, required=False)
    claim = forms.CharField(max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        if bool(self.cleaned_data.get("question")) == bool(self.cleaned_data.get("claim")):
            raise forms.ValidationError(gettext("Neither a question nor a claim."), code="required")
        return self.cleaned_data


class ToldForm(forms.Form):
    """Which answer of recall or practice is to be told."""

    told = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class RecallSettingsForm(forms.Form):
    minutes = forms.IntegerField(label=_("Minutes a day"), min_value=1, max_value=MOST_MINUTES)


class SheetForm(forms.Form):
    """What a page of an attempt sends besides its answers. Nonsense counts as nothing."""

    seen = forms.IntegerField(required=False, min_value=0)
    """The highest sequence that the page knew of."""
    go = forms.CharField(required=False, max_length=10)
    """Where to go next: the position of an item, or `submit`."""
    check = forms.IntegerField(required=False, min_value=1, max_value=32767)
    """The position of the item whose answer is to be checked."""

    @property
    def known(self) -> int:
        return self.value("seen") or 0

    @property
    def hands_in(self) -> bool:
        return bool(self.value("go") == "submit")

    @property
    def checked(self) -> int | None:
        position: int | None = self.value("check")
        return position

    @property
    def next_position(self) -> int | None:
        go = self.value("go") or ""
        return int(go) if go.isascii() and go.isdigit() else None

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class ItemForm(forms.Form):
    """Which item of an attempt an address means."""

    position = forms.IntegerField(min_value=1)


class ReplacingForm(forms.Form):
    """Whatever marks an answer anew. The page writes the field itself: a form that is shown again has to be newer."""

    replaces = forms.IntegerField(required=False)
    """The number of the mark that stood when the page was drawn; empty where none did."""


class HandMarkForm(ReplacingForm):
    """What an instructor gives for one response, whatever the key says."""

    marks = forms.FloatField(label=_("Marks"), min_value=0)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The student reads it beside the mark. A mark by hand outranks every other, until the next one."),
        max_length=MOST_LETTERS,
        validators=[validate_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def at(cls, response: Response, data: Any = None) -> Self:
        """The form at an item, of which an attempt has many."""
        form = cls(data, auto_id=f"response-{response.position}-%s", initial={"marks": response.marks})
        form.most = response.max_marks
        form.fields["marks"].widget.attrs |= {"max": form.most, "step": "any"}
        return form

    most: int = 1

    def clean_marks(self) -> float:
        marks: float = self.cleaned_data["marks"]
        if marks > self.most:
            raise forms.ValidationError(gettext("At most %(max)s.") % {"max": self.most}, code="max_value")
        return marks

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")


class CommentForm(ReplacingForm):
    """What is said of an answer to whoever gave it."""

    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("The student reads it beside the mark."),
        max_length=MOST_LETTERS,
        required=False,
        validators=[validate_characters],
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def clean_comment(self) -> str:
        return str(self.cleaned_data["comment"]).replace("\r\n", "\n")


class ReceiptForm(forms.Form):
    """A receipt as a file, or its text."""

    file = forms.FileField(label=_("The file"), required=False)
    pasted = forms.CharField(
        label=_("Or its text"),
        help_text=_("The whole of it, from the first line to the signature."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField", "spellcheck": "false"}),
    )
    most_bytes = 2_000_000

    def clean(self) -> dict[str, Any]:
        """Adds `text`."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("pasted") or ""
        if file and file.size > self.most_bytes:
            raise forms.ValidationError(gettext("This file is too large for a receipt."), code="too_large")
        if file:
            text = file.read().decode(errors="replace")
        if not text and not self.errors:
            raise forms.ValidationError(gettext("Choose the file, or paste its text."), code="required")
        return {**self.cleaned_data, "text": text}


class ObjectionForm(forms.Form):
    """What a student holds to be wrong. It is kept as typed, but for the line ends, which browsers send as CRLF."""

    reason = forms.CharField(
        label=_("What is wrong, and why?"),
        help_text=_(
            "Say which words you mean, of the question, an option or the paragraph. The instructors of your class "
            "read it with your name, the editors of the course without. It cannot be changed once it is sent."
        ),
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data is not None:
            data = {"reason": data.get("reason", "").replace("\r\n", "\n")}
        super().__init__(data, **options)

    @classmethod
    def at(cls, response: Response, data: Any = None, **options: Any) -> Self:
        """The form at an item, of which a review has many."""
        return cls(data, auto_id=f"i{response.position}-%s", **options)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if not reason.strip():
            raise forms.ValidationError(self.fields["reason"].error_messages["required"], code="required")
        return reason
