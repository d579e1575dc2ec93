"""Form fields that the admin needs beside Django's: lists without JSON, and rows that are found by typing."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import widgets
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.fields import MarkdownFormField, normalise, validate_characters

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]

    class Autocomplete(widgets.AutocompleteMixin, forms.Widget): ...
else:
    ModelChoiceField = forms.ModelChoiceField
    Autocomplete = widgets.AutocompleteMixin

AUTOCOMPLETE = "admin/lessons/autocomplete.html"


class TextField(MarkdownFormField):
    """A text as files spell it: browsers send other line ends."""

    default_validators = [validate_characters]


class LinesField(forms.CharField):
    """A list of texts, each on a line of its own."""

    widget = forms.Textarea({"rows": 4, "class": "vLargeTextField"})
    default_validators = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": gettext_lazy("One on each line."), **kwargs})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in normalise(value or "").split("\n") if line.strip()]

    def run_validators(self, value: list[str]) -> None:
        validate_characters("\n".join(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class WaiversField(LinesField):
    """`{rule: reason}`, each on a line of its own: `long-sentence: It quotes a title.`"""

    def to_python(self, value: Any) -> Any:
        waivers: dict[str, str] = {}
        for line in super().to_python(value):
            code, reason = (part.strip() for part in (*line.split(":", 1), "")[:2])
            if not code or not reason:
                message = _("“%(line)s” has no rule or no reason: write “long-sentence: It quotes a title.”")
                raise forms.ValidationError(message, params={"line": line}, code="no_reason")
            if code in waivers:
                raise forms.ValidationError(_("“%(code)s” stands here twice."), params={"code": code}, code="twice")
            waivers[code] = reason
        return dict(sorted(waivers.items()))

    def run_validators(self, value: Any) -> None:
        super().run_validators([*value.values()])

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{code}: {reason}" for code, reason in value.items()) if isinstance(value, dict) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except forms.ValidationError:
            return True


class KeyField(ModelChoiceField):
    """A row of the course, named by its key in a text field; `choices` is a datalist of the page."""

    def __init__(self, queryset: Any, *, choices: str, key: str = "key", **kwargs: Any) -> None:
        widget = forms.TextInput({"list": choices, "autocomplete": "off", "spellcheck": "false"})
        super().__init__(queryset, to_field_name=key, widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = _("This course has nothing with the key “%(value)s”.")

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip() if isinstance(value, str) else value)


class InCourse(Autocomplete):
    """Finds rows of one course by typing; where no script runs, they are named by their keys."""

    course_id: int | None = None

    def get_url(self) -> str:
        return f"{super().get_url()}?course={self.course_id}"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["keys_name"] = f"{name}-keys"
        return context

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        # What was typed and not found is no number of a row; the field says so.
        return super().optgroups(name, [number for number in value if number.isdecimal()], attrs)

    def typed(self, data: Any, name: str) -> list[str]:
        """The numbers of the rows whose keys were typed; what is not found stays as it was typed."""
        keys = re.split(r"[\s,\x00]+", data.get(f"{name}-keys", "").strip())
        model = self.field.remote_field.model
        rows = model.objects.filter(course=self.course_id, **{f"{model.fixture.key}__in": keys}) if any(keys) else ()
        numbers = {row.reference: str(row.pk) for row in rows}
        return [numbers.get(key, key) for key in keys if key]


class AutocompleteOne(InCourse, widgets.AutocompleteSelect):
    template_name = AUTOCOMPLETE

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = self.typed(data, name)
        return typed[0] if typed else super().value_from_datadict(data, files, name)


class FoundMany(widgets.AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        # Each chosen row has a button of its own; one more for all of them would be no item of the list.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class AutocompleteMany(InCourse, FoundMany):
    template_name = AUTOCOMPLETE

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen: Iterable[str] = super().value_from_datadict(data, files, name) or ()
        return [*chosen, *self.typed(data, name)]
