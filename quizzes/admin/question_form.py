"""The form of a question: its own fields, and the rows of its type."""

from typing import Any

from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.admin.forms import BeginForm, ContentForm
from lessons.models import Claim
from quizzes.models import Misconception, Question
from quizzes.question_files import MARKED_LATER
from quizzes.question_types import QUESTION_TYPES, type_choices


class QuestionBeginForm(BeginForm):
    """A question keeps its type: rows of one type mean nothing to another."""

    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=type_choices)


class QuestionForm(ContentForm):
    """`edit` is the form of the type's payload; `question_type` is set on the class, by the admin."""

    question_type: str

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.instance.type = self.question_type
        self.saved_payload = self.instance.payload
        self.edit = QUESTION_TYPES[self.question_type].edit_form(data, payload=self.instance.payload)
        if self.edit.rearranged:
            # Shown again as it stands: neither saved nor judged.
            self._errors = ErrorDict()

    @cached_property
    def changed_data(self) -> list[str]:
        """What the history says was changed."""
        options = ["options"] if self.instance.payload != self.saved_payload else []
        return [*super().changed_data, *options]

    def is_valid(self) -> bool:
        return not self.edit.rearranged and super().is_valid()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("section") and data.get("use") != Question.Use.CHECK:
            self.add_error("section", _("Only a check is asked after a section."))
        if data.get("use") == Question.Use.CHECK and self.instance.pk and self.instance.items.exists():
            self.add_error("use", _("A quiz asks this question; a check is told in its lesson, so it can be no item."))
        if data.get("use") == Question.Use.CHECK and QUESTION_TYPES[self.question_type].marked_by_hand:
            self.add_error("use", MARKED_LATER)
        if self.instance in (data.get("enemies") or ()):
            self.add_error("enemies", _("A question is no enemy of itself."))
        if not self.edit.is_valid() or not self.edit.check_references(
            claims=self.keys(Claim), misconceptions=self.keys(Misconception)
        ):
            self.add_error(None, _("The options are not right yet: see below."))
            return data
        self.instance.payload = self.edit.save().to_payload()
        if data.get("status") == Question.Status.READY:
            self.check_ready(data)
        return data

    def keys(self, model: Any) -> set[str]:
        return set(model.objects.filter(course=self.course).values_list("key", flat=True))

    def check_ready(self, data: dict[str, Any]) -> None:
        """Say at each place what is missing before students may be asked."""
        missing = {
            "explanation": not data.get("explanation") and _("Say why the answer is what it is."),
            "claims": not data.get("claims") and _("Name at least one claim that the question tests."),
            "section": data.get("use") == Question.Use.CHECK
            and not data.get("section")
            and _("Name the section after which the check is asked."),
        }
        faults = {name: fault for name, fault in missing.items() if fault and name not in self.errors}
        for name, fault in faults.items():
            self.add_error(name, fault)
        if not self.edit.is_ready() or faults:
            self.add_error(
                "status", _("It is not ready: what is missing is said below. Save it as a draft until then.")
            )

    def claim_list(self) -> Any:
        """(key, statement) of the claims that an option may name."""
        return Claim.objects.filter(course=self.course).order_by("pk").values_list("key", "statement")

    def misconception_list(self) -> Any:
        return Misconception.objects.filter(course=self.course).values_list("key", "statement")

    def hints(self) -> list[str]:
        """What the claims that are the key ask of the stem."""
        if self.instance.pk is None:
            return []
        deciding = self.instance.content.deciding_claims()
        claims = Claim.objects.filter(Q(questions=self.instance) | Q(course=self.course, key__in=deciding))
        wary = claims.exclude(keying=Claim.Keying.SAFE).distinct()
        return [f"{claim.key}: {claim.get_keying_display()}." for claim in wary]
