"""The rows of a payload in the admin: one list of them, and what a single row is made of.

Everything works without JavaScript: rows have an order number and a box to delete them, three blank rows wait
at the end, and the buttons `move` (value `<row>:up` or `<row>:down`) and `add` (value `<list>`) post the whole
form.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME, TOTAL_FORM_COUNT, formset_factory
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.fields import MarkdownFormField
from quizzes.question_types.options import KEY_LENGTH

BLANK_ROWS = 3

Columns = Sequence[tuple[Promise, Sequence[str]]]


class RowForm(forms.Form):
    """A row. Nothing is required here: the schema judges all rows together.

    The labels of the fields name the row, for a page has many fields that are called alike.
    """

    do_not_call_in_templates = True  # Templates read what stands on the class.

    list_name: ClassVar[str]
    """What the list is called in the payload."""
    heading: ClassVar[Promise]
    add_words: ClassVar[Promise]
    new_name: ClassVar[Promise]
    """What a row without a key is called; has a place for its `number`."""
    columns: ClassVar[Columns]
    """The columns after those of order and key: their heads and the fields that stand in them."""
    named_by: ClassVar[str] = "text"
    """The field whose words make the key of a row that has none."""
    keys_id: ClassVar[str] = ""
    """The id of a datalist of the keys, where other rows refer to them."""

    key = forms.CharField(
        label=gettext_lazy("Key of %(name)s"),
        required=False,
        widget=forms.TextInput({"size": 12, "autocapitalize": "none", "spellcheck": "false"}),
    )
    text = MarkdownFormField(label=gettext_lazy("Text of %(name)s"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows_prefix, _dash, self.number = str(self.prefix).rpartition("-")

    def has_changed(self) -> bool:
        """A number alone does not make a row."""
        return bool(set(self.changed_data) - {ORDERING_FIELD_NAME})

    @property
    def is_new(self) -> bool:
        """Whether the row has never been saved: only then may its key be written."""
        return self.empty_permitted

    @property
    def name(self) -> str:
        """What to call the row in the labels of its fields."""
        number = int(self.number) + 1 if self.number.isdecimal() else "__number__"
        return str(self["key"].value() or "") or self.new_name % {"number": number}

    @property
    def place(self) -> int | None:
        value = str(self[ORDERING_FIELD_NAME].value() or "")
        return int(value) if value.isdecimal() else None

    @property
    def is_filled(self) -> bool:
        return not self.is_new or self.has_changed()

    @property
    def cells(self) -> list[list[tuple[BoundField, str]]]:
        """The fields of each column with their labels."""
        return [[(self[field], self.label(field)) for field in fields] for _head, fields in self.columns]

    @property
    def key_label(self) -> str:
        return self.label("key")

    def label(self, field: str) -> str:
        return str(self.fields[field].label) % {"name": self.name}

    def values(self) -> dict[str, Any]:
        """The row as the payload has it, default values and all. Call it after `is_valid`."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (ORDERING_FIELD_NAME, DELETION_FIELD_NAME)
        }


def by_place(row: RowForm) -> tuple[bool, bool, int]:
    """Sorts filled rows by their number, then those without one, then blank rows."""
    return (not row.is_filled, row.place is None, row.place or 0)


class RowList:
    """The rows of one list of a payload, as they stand on the page; `saved` are the rows that it has."""

    def __init__(
        self, form: type[RowForm], data: Mapping[str, Any] | None, *, saved: Sequence[dict[str, Any]], prefix: str
    ) -> None:
        self.form, self.name, self.prefix = form, form.list_name, f"{prefix}-{form.list_name}"
        self.saved_keys = {row.get("key") for row in saved}
        # A bound formset gets no initial rows: after somebody else's save they would not be those on the page.
        self.initial = None if data is not None else [dict(row) for row in saved]
        self.formset = self._formset(data)
        if data is not None and ("move" in data or "add" in data):
            self.formset = self._formset(self._rearrange(dict(data.items())))
        self.errors: list[str] = []
        """What is wrong with the list as a whole."""
        self.kept: list[RowForm] = []
        """The rows that make up the payload, in its order; known once the list is valid."""

    def _formset(self, data: Mapping[str, Any] | None) -> "forms.BaseFormSet[RowForm]":
        formset = formset_factory(self.form, extra=BLANK_ROWS, can_order=True, can_delete=True)
        return formset(data, prefix=self.prefix, initial=self.initial)

    @property
    def rows(self) -> list[RowForm]:
        return sorted(self.formset.forms, key=by_place)

    @property
    def filled(self) -> int:
        """How many of the rows can be moved; they come first."""
        return sum(row.is_filled for row in self.formset.forms)

    def is_valid(self) -> bool:
        if not self.formset.is_valid():
            self.errors = [str(message) for message in self.formset.non_form_errors()]
            return False
        # Asked once: a formset forgets its order as soon as a row has an error.
        self.kept = self.formset.ordered_forms
        return True

    def keeps_its_keys(self) -> bool:
        """Whether the saved rows still have keys that were saved; says on each row where not."""
        saved = [row for row in self.kept if self.saved_keys and not row.is_new]
        changed = [row for row in saved if row["key"].value() not in self.saved_keys]
        for row in changed:
            row.add_error("key", _("A key never changes. Delete this row and add another."))
        return not changed

    def _rearrange(self, data: dict[str, Any]) -> dict[str, Any]:
        """The POST with its rows numbered anew, after the move or with the new row that it asks for."""
        rows = [row for row in self.rows if row.is_filled]
        prefix, _colon, direction = str(data.get("move", "")).partition(":")
        start = next((place for place, row in enumerate(rows) if row.prefix == prefix), None)
        if start is not None:
            target = start - 1 if direction == "up" else start + 1
            rows.insert(min(max(target, 0), len(rows)), rows.pop(start))
        for place, row in enumerate(rows, start=1):
            data[row.add_prefix(ORDERING_FIELD_NAME)] = str(place)
        if data.get("add") == self.prefix:
            data[self.formset.management_form.add_prefix(TOTAL_FORM_COUNT)] = str(len(self.formset.forms) + 1)
        return data


def key_from_text(text: str, taken: set[str]) -> str:
    """A key for a row whose writer gave none; empty when the text has no Latin letters for it."""
    words = [word for word in re.split(r"[-_]+", slugify(text)) if word]
    stem = "-".join(words[:4])[: KEY_LENGTH - 10].strip("-").lstrip("-0123456789")
    numbered = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)
