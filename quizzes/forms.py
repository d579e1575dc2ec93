"""What students fill in around the answer forms of the question types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Certainty


class CertaintyForm(forms.Form):
    """How sure a student is of one answer; it may be left open."""

    certainty = forms.ChoiceField(
        label=_("How sure are you?"), choices=Certainty.choices, widget=forms.RadioSelect, required=False
    )


class SheetForm(forms.Form):
    """What a page of an attempt sends besides its answers. Nonsense counts as nothing."""

    seen = forms.IntegerField(required=False, min_value=0)
    """The highest sequence that the page knew of."""
    go = forms.CharField(required=False, max_length=10)
    """Where to go next: the position of an item, or `submit`."""

    @property
    def known(self) -> int:
        return self.value("seen") or 0

    @property
    def hands_in(self) -> bool:
        return bool(self.value("go") == "submit")

    @property
    def next_position(self) -> int | None:
        go = self.value("go") or ""
        return int(go) if go.isascii() and go.isdigit() else None

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)
