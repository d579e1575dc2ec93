"""What the templates of question types need."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lessons.evidence import Cited
from lessons.markdown import cited_keys
from lessons.memory import kept
from quizzes.question_types.base import Part

register = template.Library()


@register.filter
def entry(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key that is itself a variable; None where there is none."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def drawn(part: Part, claims: Mapping[str, Cited] | None) -> SafeString:
    """A part of an outcome. All students who have answered alike share it."""
    evidence = claims or {}
    used = tuple((key, evidence[key]) for key in (part.claim, *cited_keys(part.rationale)) if key in evidence)
    return part_html(part, used, get_language())


@kept(size=5_000)
def part_html(part: Part, claims: tuple[tuple[str, Cited], ...], language: str | None) -> SafeString:
    return render_to_string("quizzes/question_types/_part.html", {"part": part, "claims": dict(claims)})
