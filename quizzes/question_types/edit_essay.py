"""The edit form of an essay: its length, the levels of its rubric, and what is judged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownFormField
from quizzes.question_types.edit_payload import OwnForm
from quizzes.question_types.edit_rows import RowForm


class LengthForm(OwnForm):
    heading = _("Length")

    most_words = forms.IntegerField(label=_("Words at most"), min_value=1, initial=300)
    least_words = forms.IntegerField(label=_("Words at least"), min_value=0, initial=0)


class LevelRow(RowForm):
    list_name = "levels"
    heading = _("Levels of the rubric")
    add_words = _("Add a level")
    new_name = _("new level %(number)s")
    columns = ((_("Level"), ("text",)), (_("Points"), ("points",)))

    points = forms.IntegerField(label=_("Points of %(name)s"), min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("text") and cleaned.get("points") is None and "points" not in self.errors:
            self.add_error("points", _("Say how many points this level is worth."))
        return cleaned


class CriterionRow(RowForm):
    list_name = "criteria"
    heading = _("What is judged")
    add_words = _("Add a criterion")
    new_name = _("new criterion %(number)s")
    columns = (
        (_("Criterion, and what a good answer has"), ("text", "rationale")),
        (_("Counts how often"), ("weight",)),
        (_("Claim that decides"), ("claim",)),
    )

    rationale = MarkdownFormField(
        label=_("What a good answer has for %(name)s"),
        required=False,
        widget=forms.Textarea({"rows": 2, "placeholder": _("What a good answer has")}),
    )
    weight = forms.IntegerField(label=_("How often %(name)s counts"), min_value=1, required=False, initial=1)
    claim = forms.CharField(
        label=_("Claim that decides %(name)s"), required=False, widget=forms.TextInput({"size": 8, "list": "claims"})
    )

    def clean(self) -> dict[str, Any]:
        """Where nothing is said it counts once, as in files."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("weight") is None and "weight" not in self.errors:
            cleaned["weight"] = 1
        return cleaned
