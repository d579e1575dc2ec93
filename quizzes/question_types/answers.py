"""The forms of students: fields whose values are keys, drawn by the template of the type."""

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
    """A form whose `cleaned_data` is the answer to store: `{name: value}` of its fields that are filled in.

    It holds no more of the question than texts, so that no template can show the key by mistake.
    """

    def __init__(
        self,
        fields: Mapping[str, forms.Field],
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str | None = None,
        initial: Answer | None = None,
        hint: str = "",
    ) -> None:
        readable = data is None or isinstance(data, Mapping)
        super().__init__(data if readable else {}, prefix=prefix, initial=initial)
        self.fields.update(fields)
        self.hint = hint
        stored = prefix is None and not isinstance(data, MultiValueDict)
        # A stored answer of another shape must not pass for a blank: that would lose what was given.
        self.misshapen = not readable or (stored and not set(data or {}) <= set(fields))

    def clean(self) -> Answer:
        if self.misshapen:
            raise ValidationError(UNREADABLE, code="unreadable")
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name))}

    @property
    def name(self) -> str:
        """The beginning of the ids of what is said about the whole fieldset."""
        return self.prefix or "answer"

    @property
    def described_by(self) -> str:
        ids = {f"{self.name}-hint": self.hint, f"{self.name}-errors": self.errors}
        return " ".join(id_ for id_, text in ids.items() if text)


class ChoiceForm(AnswerForm):
    """A form with one field, whose options have these texts, by key, in the order in which they were dealt."""

    def __init__(
        self, name: str, field: forms.ChoiceField, texts: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__({name: field}, *args, **kwargs)
        field.choices = list(texts.items())
        self.field_name, self.texts = name, texts

    @property
    def name(self) -> str:
        """That of the inputs, and the beginning of all ids."""
        return self.add_prefix(self.field_name)

    def options(self) -> list[DealtOption]:
        """The options as dealt, with what has been chosen so far."""
        value = self[self.field_name].value()
        chosen = value if isinstance(value, list) else [value]
        return [DealtOption(key, text, f"{self.name}-{key}", key in chosen) for key, text in self.texts.items()]


def typed_in(form: forms.Form) -> dict[str, str]:
    """What stands in the lines of an answer form, readable or not, by the names of its inputs."""
    lines = {field.html_name: field.value() for field in form if isinstance(field.field, forms.CharField)}
    return {name: text for name, text in lines.items() if text and isinstance(text, str)}


def dealt(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """The keys in the order in which they were dealt; keys that it does not name come last."""
    return [*dict.fromkeys(key for key in order if key in keys), *(key for key in keys if key not in order)]
