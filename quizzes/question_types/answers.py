"""The student's form of a choice question: one field, drawn by the type's template option by option."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from quizzes.question_types.base import Answer

NOT_AN_OPTION = _("This is not one of the options.")
UNREADABLE = _("This answer cannot be read.")


@dataclass(frozen=True)
class DealtOption:
    """What a student sees of an option before marking: nothing that gives the key away."""

    key: str
    text: str
    id: str
    checked: bool


class KeyField(forms.ChoiceField):
    """The key of one option, or nothing. Django's own field would turn any value into a string first."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar = {"invalid_choice": NOT_AN_OPTION}

    def to_python(self, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise ValidationError(UNREADABLE, code="unreadable")
        return str(super().to_python(value))


class KeysField(forms.MultipleChoiceField):
    """The keys of any number of options, sorted, each once."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar = {"invalid_choice": NOT_AN_OPTION}

    def to_python(self, value: Any) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            raise ValidationError(UNREADABLE, code="unreadable")
        return sorted(set(value))


class AnswerForm(forms.Form):
    """A form with one field; its `cleaned_data` is the answer to store: `{name: value}`, or `{}` for a blank.

    It holds no more of the question than its options' texts, so that no template can show the key by mistake.
    """

    def __init__(
        self,
        name: str,
        field: forms.ChoiceField,
        texts: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        hint: str = "",
    ) -> None:
        readable = data is None or isinstance(data, Mapping)
        super().__init__(data if readable else {}, prefix=prefix, initial=initial)
        self.name, self.texts, self.hint = name, texts, hint
        self.fields[name] = field
        field.choices = list(texts.items())
        stored = prefix is None and not isinstance(data, MultiValueDict)
        # A stored answer of another shape must not pass for a blank: that would lose what was given.
        self.misshapen = not readable or (stored and not set(data or {}) <= {name})

    def clean(self) -> Answer:
        if self.misshapen:
            raise ValidationError(UNREADABLE, code="unreadable")
        value = self.cleaned_data.get(self.name)
        return {self.name: value} if value else {}

    @property
    def input_name(self) -> str:
        return self.add_prefix(self.name)

    @property
    def described_by(self) -> str:
        """The ids of what is said about the whole fieldset."""
        ids = {f"{self.input_name}-hint": self.hint, f"{self.input_name}-errors": self.errors}
        return " ".join(id_ for id_, text in ids.items() if text)

    def options(self) -> list[DealtOption]:
        """The options as dealt, with what has been chosen so far."""
        value = self[self.name].value()
        chosen = value if isinstance(value, list) else [value]
        return [DealtOption(key, text, f"{self.input_name}-{key}", key in chosen) for key, text in self.texts.items()]


def dealt(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """The keys in the order in which they were dealt; keys that it does not name come last."""
    return [*dict.fromkeys(key for key in order if key in keys), *(key for key in keys if key not in order)]
