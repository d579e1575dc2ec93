"""A text with gaps in the admin: a row for each choice and each typed answer, which names its gap."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownFormField
from quizzes.question_types.edit_options import OptionForm
from quizzes.question_types.edit_rows import Columns
from quizzes.question_types.edit_typed import ForgivingForm, VariantRow

GAP_LABEL = _("Gap of %(name)s")
GAP_INPUT = {"size": 12, "autocapitalize": "none", "spellcheck": "false"}


class ClozeForm(ForgivingForm):
    heading = _("Text, and what is forgiven in typed answers")
    field_order = ("text",)

    text = MarkdownFormField(
        label=_("Text; a gap is its key in double braces"),
        required=False,
        widget=forms.Textarea({"rows": 4, "class": "vLargeTextField"}),
    )


class GapChoiceRow(OptionForm):
    list_name = "choices"
    heading = _("Choices, for gaps that are filled by a select")
    add_words = _("Add a choice")
    new_name = _("new choice %(number)s")
    columns: ClassVar[Columns] = ((_("Gap"), ("gap",)), *OptionForm.columns)

    gap = forms.CharField(label=GAP_LABEL, required=False, widget=forms.TextInput(GAP_INPUT))


class GapVariantRow(VariantRow):
    list_name = "variants"
    heading = _("Answers, for gaps that are filled by typing")
    columns: ClassVar[Columns] = ((_("Gap"), ("gap",)), *VariantRow.columns)

    gap = forms.CharField(label=GAP_LABEL, required=False, widget=forms.TextInput(GAP_INPUT))
