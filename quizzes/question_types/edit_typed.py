"""A row per answer, and what is forgiven, in the admin."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.question_types.edit_options import ReasonedForm
from quizzes.question_types.edit_payload import OwnForm
from quizzes.question_types.edit_rows import Columns
from quizzes.question_types.typed import MOST_LETTERS

JUDGED = [("forgiven", _("does not matter")), ("counts", _("matters"))]


class ForgivingForm(OwnForm):
    heading = _("What is forgiven")

    case = forms.ChoiceField(label=_("Capital or small letters"), choices=JUDGED, initial="forgiven")
    accents = forms.ChoiceField(label=_("Accents"), choices=JUDGED, initial="forgiven")
    punctuation = forms.ChoiceField(label=_("Punctuation"), choices=JUDGED, initial="forgiven")
    typos = forms.TypedChoiceField(
        label=_("Slips in spelling"), choices=[(0, "0"), (1, "1"), (2, "2")], coerce=int, initial=0
    )


class VariantRow(ReasonedForm):
    list_name = "answers"
    heading = _("Answers")
    add_words = _("Add an answer")
    new_name = _("new answer %(number)s")
    named_by = "answer"
    columns: ClassVar[Columns] = (
        (_("Answer and rationale"), ("answer", "rationale")),
        (_("Part of the mark"), ("fraction",)),
        (_("Claim that decides"), ("claim",)),
        (_("Misconception"), ("misconception",)),
    )

    text = None  # type: ignore[assignment]  # So Django leaves a field out.
    answer = forms.CharField(
        label=_("Answer %(name)s"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.TextInput({"dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
    )
    fraction = forms.FloatField(
        label=_("Part of the mark for %(name)s, from 0 (wrong) to 1"),
        required=False,
        min_value=0,
        max_value=1,
        widget=forms.NumberInput({"step": "any", "min": 0, "max": 1, "placeholder": 1}),
    )

    def clean_fraction(self) -> float:
        """Left open it is all of the mark; an initial value would make a row of every blank one."""
        fraction = self.cleaned_data["fraction"]
        return 1.0 if fraction is None else float(fraction)
