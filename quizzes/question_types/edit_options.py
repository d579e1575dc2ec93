"""A row per option in the admin."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownFormField
from quizzes.question_types.edit_rows import Columns, RowForm

REASON_COLUMNS = ((_("Claim that decides"), ("claim",)), (_("Misconception"), ("misconception",)))
"""The last columns of a table of rows that tell why."""


class ReasonedForm(RowForm):
    """A row that tells why, and by which claim."""

    rationale = MarkdownFormField(
        label=_("Rationale of %(name)s"),
        required=False,
        widget=forms.Textarea({"rows": 2, "placeholder": _("Rationale")}),
    )
    claim = forms.CharField(
        label=_("Claim that decides %(name)s"), required=False, widget=forms.TextInput({"size": 8, "list": "claims"})
    )
    misconception = forms.CharField(
        label=_("Misconception behind %(name)s"), required=False, widget=forms.TextInput({"list": "misconceptions"})
    )


class OptionForm(ReasonedForm):
    list_name = "options"
    heading = _("Options")
    add_words = _("Add an option")
    new_name = _("new option %(number)s")
    columns: ClassVar[Columns] = (
        (_("Right"), ("right",)),
        (_("Option and rationale"), ("text", "rationale")),
        *REASON_COLUMNS,
    )

    right = forms.BooleanField(label=_("%(name)s is right"), required=False)


class RowRadio(forms.CheckboxInput):
    """A yes or no that shares its name with the other rows: at most one is sent, as its row's number."""

    input_type = "radio"

    def __init__(self, row: str, id_: str) -> None:
        super().__init__(attrs={"id": id_})
        self.row = row

    def format_value(self, value: Any) -> str:
        return self.row

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return data.get(name) == self.row


class OneRightForm(OptionForm):
    """Only one of the options is right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].widget = RowRadio(self.number, f"id_{self.prefix}-right")

    def add_prefix(self, field_name: str) -> str:
        return f"{self.rows_prefix}-right" if field_name == "right" else super().add_prefix(field_name)
