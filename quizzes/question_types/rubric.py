"""The form in which an instructor judges an answer by a rubric."""

from collections.abc import Mapping
from typing import Any

from django import forms


class RubricForm(forms.Form):
    """A level for each criterion. `criteria` are (text, what a good answer has) by key, `levels` those given so far."""

    def __init__(
        self,
        criteria: Mapping[str, tuple[str, str]],
        texts: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
        *,
        levels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, prefix="rubric", initial=dict(levels or {}))
        for key, (text, expected) in criteria.items():
            self.fields[key] = forms.ChoiceField(
                label=text, help_text=expected, choices=list(texts.items()), widget=forms.RadioSelect
            )

    @property
    def levels(self) -> dict[str, str]:
        """The key of a level by that of its criterion. Call it after `is_valid`."""
        return dict(self.cleaned_data)
