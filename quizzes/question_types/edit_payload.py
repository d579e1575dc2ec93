"""The form of a payload in the admin: fields of its own, and lists of rows.

Only the schema says what is wrong with a question; its errors are put on the row and field that they are about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from quizzes.question_types.base import TAKEN_NAMES, Path, QuestionType
from quizzes.question_types.credit import RuleWords
from quizzes.question_types.edit_rows import RowForm, RowList, key_from_text
from quizzes.question_types.options import path_of


class OwnForm(forms.Form):
    """What stands in no row."""

    heading: ClassVar[str | Promise] = ""


def credit_field(rules: Mapping[str, RuleWords], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Credit"),
        choices=[(name, format_lazy("{}: {}", rule.label, rule.text)) for name, rule in rules.items()],
        initial=initial,
        widget=forms.RadioSelect,
    )


class PayloadEditForm:
    """The edit form of all types so far.

    `own` is a form with the type's own fields; `lists` has the lists of rows, by their names in the payload.
    """

    template_name = "quizzes/question_types/_edit_payload.html"

    def __init__(
        self,
        question_type: type[QuestionType],
        data: Mapping[str, Any] | None = None,
        *,
        payload: dict[str, Any] | None = None,
        prefix: str = "payload",
        own: type[OwnForm] = OwnForm,
        rows: Sequence[type[RowForm]] = (),
    ) -> None:
        payload = payload or {}
        self.question_type = question_type
        self.rearranged = data is not None and ("move" in data or "add" in data)
        self.own = own(data, prefix=prefix, initial=payload)
        self.lists = {
            form.list_name: RowList(form, data, saved=payload.get(form.list_name, []), prefix=prefix) for form in rows
        }

    @property
    def rows(self) -> list[RowForm]:
        return [row for rows in self.lists.values() for row in rows.rows]

    @property
    def errors(self) -> list[str]:
        """What is wrong with the question as a whole, or with a list."""
        return [*self.own.non_field_errors(), *(error for rows in self.lists.values() for error in rows.errors)]

    def is_valid(self) -> bool:
        return self._question is not None

    @cached_property
    def _question(self) -> QuestionType | None:
        """The schema object; None where there are errors, which are then in their places."""
        readable = [self.own.is_valid(), *(rows.is_valid() for rows in self.lists.values())]
        if not all(readable):
            return None
        try:
            question = self.question_type.model_validate(self.payload())
        except ValidationError as refusal:
            for error in refusal.errors(include_url=False):
                self._put(path_of(error), error["msg"])
            return None
        kept = [rows.keeps_its_keys() for rows in self.lists.values()]
        return question if all(kept) else None

    def payload(self) -> dict[str, Any]:
        """What the fields and rows hold. A row without a key gets one from its text, which no other row has."""
        rows = {name: [row.values() for row in rows.kept] for name, rows in self.lists.items()}
        every = [(row, self.lists[name].form.named_by) for name, own in rows.items() for row in own]
        taken = {row["key"] for row, _named_by in every} | TAKEN_NAMES
        for row, named_by in every:
            if not row["key"]:
                row["key"] = key_from_text(row[named_by], taken)
                taken.add(row["key"])
        return {**self.own.cleaned_data, **rows}

    def check_references(self, *, claims: Collection[str], misconceptions: Collection[str]) -> bool:
        known = {"claim": claims, "misconception": misconceptions}
        wrong = [
            (form, field)
            for form in self._forms()
            for field, keys in known.items()
            if (key := form.cleaned_data.get(field)) and key not in keys
        ]
        for form, field in wrong:
            form.add_error(field, _("This course has nothing with the key “%(key)s”.") % {"key": form[field].value()})
        return not wrong

    def _forms(self) -> Iterator[forms.Form]:
        yield self.own
        for rows in self.lists.values():
            yield from rows.kept

    def is_ready(self) -> bool:
        missing = list(self.save().missing())
        for path, problem in missing:
            self._put(path, capfirst(problem))
        return not missing

    def save(self) -> QuestionType:
        if self._question is None:
            raise ValueError("Only a valid form can be saved.")
        return self._question

    def _put(self, path: Path, message: str) -> None:
        """Show a message at the row and field, or the list, that it is about; otherwise above everything."""
        match path:
            case (str(name), int(place), *field) if name in self.lists:
                self.lists[name].kept[place].add_error(str(field[0]) if field else None, message)
            case (str(name), *_rest) if name in self.own.fields:
                self.own.add_error(name, message)
            case (str(name), *_rest) if name in self.lists:
                self.lists[name].errors.append(message)
            case _:
                self._put_above(message)

    def _put_above(self, message: str) -> None:
        first = next(iter(self.lists.values()), None)
        if first:
            first.errors.append(message)
        else:
            self.own.add_error(None, message)
