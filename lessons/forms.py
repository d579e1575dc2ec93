"""What readers send."""

from typing import Any

from django import forms

from lessons.models import Lesson


class ReadForm(forms.Form):
    """Which section of a lesson has been read; the key of the section says it."""

    def __init__(self, lesson: Lesson, data: Any) -> None:
        super().__init__(data)
        self.sections = lesson.sections.current()
        self.fields["section"] = forms.ModelChoiceField(self.sections, to_field_name="key")

    def next_anchor(self) -> str:
        """Where reading goes on: at the section after this one, or at the end of the lesson."""
        keys = [section.key for section in self.sections]
        following = keys.index(self.cleaned_data["section"].key) + 1
        return keys[following] if following < len(keys) else "end"
