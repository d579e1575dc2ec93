"""The form of a choice question in the admin: fields of its own and a row per option.

Everything works without JavaScript: rows have an order number and a box to delete them, three blank rows wait
at the end, and the buttons `move` (value `<row>:up` or `<row>:down`) and `add` post the whole form. Only the
schema says what is wrong with a question; its errors are put on the row and field that they are about.
"""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import count
from typing import Any

from django import forms
from django.forms.formsets import ORDERING_FIELD_NAME, TOTAL_FORM_COUNT, BaseFormSet, formset_factory
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lessons.fields import MarkdownFormField
from quizzes.question_types.choices import ChoiceQuestion
from quizzes.question_types.options import KEY_LENGTH, Option

BLANK_ROWS = 3


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


class OptionForm(forms.Form):
    """A row. Nothing is required here: the schema judges all rows together."""

    key = forms.CharField(
        required=False, widget=forms.TextInput({"size": 12, "autocapitalize": "none", "spellcheck": "false"})
    )
    text = MarkdownFormField(required=False, widget=forms.Textarea({"rows": 2}))
    right = forms.BooleanField(required=False)
    rationale = MarkdownFormField(
        required=False, widget=forms.Textarea({"rows": 2, "placeholder": gettext_lazy("Rationale")})
    )
    claim = forms.CharField(required=False, widget=forms.TextInput({"size": 8, "list": "claims"}))
    misconception = forms.CharField(required=False, widget=forms.TextInput({"list": "misconceptions"}))

    def __init__(self, *args: Any, one_right: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one_right = one_right
        self.rows_prefix, _dash, self.number = str(self.prefix).rpartition("-")
        if one_right:
            self.fields["right"].widget = RowRadio(self.number, f"id_{self.prefix}-right")

    def add_prefix(self, field_name: str) -> str:
        if field_name == "right" and self.one_right:
            return f"{self.rows_prefix}-right"
        return super().add_prefix(field_name)

    def has_changed(self) -> bool:
        """A number alone does not make an option."""
        return bool(set(self.changed_data) - {ORDERING_FIELD_NAME})

    @property
    def is_new(self) -> bool:
        """Whether the option has never been saved: only then may its key be written."""
        return self.empty_permitted

    @property
    def name(self) -> str:
        """What to call the row in the labels of its fields."""
        number = int(self.number) + 1 if self.number.isdecimal() else "__number__"
        return str(self["key"].value() or "") or _("new option %(number)s") % {"number": number}

    @property
    def place(self) -> int | None:
        value = str(self[ORDERING_FIELD_NAME].value() or "")
        return int(value) if value.isdecimal() else None

    @property
    def is_filled(self) -> bool:
        return not self.is_new or self.has_changed()


def by_place(row: OptionForm) -> tuple[bool, bool, int]:
    """Sorts filled rows by their number, then those without one, then blank rows."""
    return (not row.is_filled, row.place is None, row.place or 0)


def option_formset(
    prefix: str, data: Mapping[str, Any] | None, options: Any, one_right: bool
) -> "BaseFormSet[OptionForm]":
    # A bound formset gets no initial rows: after somebody else's save they would not be those on the page.
    formset = formset_factory(OptionForm, extra=BLANK_ROWS, can_order=True, can_delete=True)
    initial = None if data is not None else [dict(option) for option in options]
    return formset(data, prefix=f"{prefix}-options", initial=initial, form_kwargs={"one_right": one_right})


class OptionsEditForm:
    """The edit form of single and multiple choice.

    `own` is a form with the type's own fields, `rows` the forms of the options as they stand on the page,
    `errors` what is wrong with the question as a whole.
    """

    template_name = "quizzes/question_types/_edit_options.html"

    def __init__(
        self,
        question_type: type[ChoiceQuestion],
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
        own: type[forms.Form] = forms.Form,
        one_right: bool = False,
    ) -> None:
        payload = payload or {}
        options = payload.get("options", [])
        self.question_type, self.one_right = question_type, one_right
        self.saved_keys = {option.get("key") for option in options}
        self.rearranged = data is not None and ("move" in data or "add" in data)
        self.formset = option_formset(prefix, data, options, one_right)
        if data is not None and self.rearranged:
            self.formset = option_formset(prefix, self._rearrange(dict(data.items())), options, one_right)
        self.own = own(data, prefix=prefix, initial=payload)
        self.errors: list[str] = []
        self.kept: list[OptionForm] = []

    @property
    def rows(self) -> list[OptionForm]:
        return sorted(self.formset.forms, key=by_place)

    @property
    def filled(self) -> int:
        """How many of the rows can be moved; they come first."""
        return sum(row.is_filled for row in self.formset.forms)

    def is_valid(self) -> bool:
        return self._question is not None

    @cached_property
    def _question(self) -> ChoiceQuestion | None:
        """The schema object; None where there are errors, which are then in their places."""
        if not (self.own.is_valid() and self.formset.is_valid()):
            self.errors = [str(message) for message in self.formset.non_form_errors()]
            return None
        # Asked once: a formset forgets its order as soon as a row has an error.
        self.kept = self.formset.ordered_forms
        try:
            question = self.question_type.model_validate({**self.own.cleaned_data, "options": self._options()})
        except ValidationError as refusal:
            for error in refusal.errors(include_url=False):
                self._place(error)
            return None
        return None if self._keys_changed() else question

    def check_references(self, *, claims: Collection[str], misconceptions: Collection[str]) -> bool:
        known = {"claim": claims, "misconception": misconceptions}
        wrong = [
            (row, field)
            for row in self.kept
            for field, keys in known.items()
            if (key := row.cleaned_data.get(field)) and key not in keys
        ]
        for row, field in wrong:
            row.add_error(field, _("This course has nothing with the key “%(key)s”.") % {"key": row[field].value()})
        return not wrong

    def is_ready(self) -> bool:
        question = self.save()
        for row, option in zip(self.kept, question.options, strict=True):
            for field, problem in option.problems():
                row.add_error(field, capfirst(problem))
        return not question.problems()

    def save(self) -> ChoiceQuestion:
        if self._question is None:
            raise ValueError("Only a valid form can be saved.")
        return self._question

    def _options(self) -> list[dict[str, Any]]:
        options = [{name: row.cleaned_data[name] for name in Option.model_fields} for row in self.kept]
        taken = {option["key"] for option in options}
        for option in options:
            if not option["key"]:
                option["key"] = key_from_text(option["text"], taken)
                taken.add(option["key"])
        return options

    def _keys_changed(self) -> bool:
        saved = [row for row in self.kept if self.saved_keys and not row.is_new]
        changed = [row for row in saved if row["key"].value() not in self.saved_keys]
        for row in changed:
            row.add_error("key", _("An option keeps its key. Delete this one and add another."))
        return bool(changed)

    def _place(self, error: ErrorDetails) -> None:
        """Put an error of the schema on its row and field; `refuse` says where, or else the error's path."""
        context = error.get("ctx", {})
        top, row, field = [*error["loc"], None, None, None][:3]
        if "row" in context:
            row, field = context["row"], context["field"]
        if isinstance(row, int):
            self.kept[row].add_error(str(field) if field else None, error["msg"])
        elif top in self.own.fields:
            self.own.add_error(str(top), error["msg"])
        else:
            self.errors.append(error["msg"])

    def _rearrange(self, data: dict[str, Any]) -> dict[str, Any]:
        """The POST with its rows numbered anew, after the move or with the new row that it asks for."""
        rows = [row for row in self.rows if row.is_filled]
        number, _colon, direction = str(data.get("move", "")).partition(":")
        start = next((place for place, row in enumerate(rows) if row.number == number), None)
        if start is not None:
            target = start - 1 if direction == "up" else start + 1
            rows.insert(min(max(target, 0), len(rows)), rows.pop(start))
        for place, row in enumerate(rows, start=1):
            data[row.add_prefix(ORDERING_FIELD_NAME)] = str(place)
        if "add" in data:
            data[self.formset.management_form.add_prefix(TOTAL_FORM_COUNT)] = str(len(self.formset.forms) + 1)
        return data


def key_from_text(text: str, taken: set[str]) -> str:
    """A key for an option whose writer gave none; empty when the text has no Latin letters for it."""
    words = [word for word in re.split(r"[-_]+", slugify(text)) if word]
    stem = "-".join(words[:4])[: KEY_LENGTH - 10].strip("-").lstrip("-0123456789")
    numbered = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)
