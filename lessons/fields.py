"""Markdown text as a field: one spelling of every text, whether it comes from a form or from a file."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

TRAILING_BLANKS = re.compile(r"[ \t]+$", re.MULTILINE)
FORBIDDEN = {"\x00": "U+0000", "\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}


def normalise(text: str) -> str:
    """LF, no tabs, no trailing blanks, no blank lines at either end, Unicode NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return unicodedata.normalize("NFC", TRAILING_BLANKS.sub("", text)).strip("\n ")


def validate_characters(text: str) -> None:
    """Refuse line ends that YAML and browsers read differently."""
    for character, name in FORBIDDEN.items():
        if character in text:
            raise ValidationError(_("The character %(name)s may not stand in a text."), params={"name": name})


def validate_normal(text: str) -> None:
    """Refuse a text that a form would have spelled differently (files are not changed in silence)."""
    if normalise(text) != text:
        raise ValidationError(_("Tabs, blanks at the end of a line, or letters that are not in Unicode's form NFC."))


class MarkdownFormField(forms.CharField):
    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")


class MarkdownField(models.TextField):  # type: ignore[type-arg]  # At run time it takes none.
    """Text in the site's Markdown (see lessons/markdown.py)."""

    default_validators = [validate_characters, validate_normal]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MarkdownFormField, **kwargs})
