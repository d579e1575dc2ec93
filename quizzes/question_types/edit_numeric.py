"""A number, its tolerances and the numbers that are given by mistake, in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownFormField
from quizzes.question_types.edit_options import ReasonedForm
from quizzes.question_types.edit_payload import OwnForm

NUMBER = {"size": 12, "inputmode": "decimal", "autocomplete": "off"}


class NumericForm(OwnForm):
    heading = _("Answer")

    value = forms.CharField(label=_("Number, with a decimal point"), required=False, widget=forms.TextInput(NUMBER))
    unit = forms.CharField(label=_("Unit, shown beside the field"), required=False, max_length=30)
    tolerance = forms.CharField(label=_("More or less that is right"), required=False, widget=forms.TextInput(NUMBER))
    near_tolerance = forms.CharField(
        label=_("More or less for a part of the mark (0: none)"), required=False, widget=forms.TextInput(NUMBER)
    )
    near_fraction = forms.FloatField(label=_("That part of the mark, from 0 to 1"), required=False, initial=0.5)
    tolerance_in = forms.ChoiceField(
        label=_("Tolerances are given"),
        choices=[("units", _("in units")), ("percent", _("in percent of the number"))],
        initial="units",
    )
    rationale = MarkdownFormField(
        label=_("Rationale of the number"),
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
    )
    claim = forms.CharField(
        label=_("Claim that decides"), required=False, widget=forms.TextInput({"size": 8, "list": "claims"})
    )

    def clean(self) -> dict[str, Any]:
        """What was left open has the value that it has in files."""
        cleaned = super().clean() or self.cleaned_data
        for name, default in (("tolerance", "0"), ("near_tolerance", "0"), ("near_fraction", 0.5)):
            if cleaned.get(name) in ("", None) and name not in self.errors:
                cleaned[name] = default
        return cleaned


class WrongNumberRow(ReasonedForm):
    list_name = "wrong_numbers"
    heading = _("Numbers that are given by mistake")
    add_words = _("Add a number")
    new_name = _("new number %(number)s")
    named_by = "rationale"
    columns = (
        (_("Number"), ("value",)),
        (_("Rationale"), ("rationale",)),
        (_("Claim that decides"), ("claim",)),
        (_("Misconception"), ("misconception",)),
    )

    text = None  # type: ignore[assignment]  # So Django leaves a field out.
    value = forms.CharField(label=_("Number of %(name)s"), required=False, widget=forms.TextInput(NUMBER))
