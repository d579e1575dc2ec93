"""What the templates of question types need."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def entry(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """The value of a key that is itself a variable; None where there is none."""
    return mapping.get(key) if mapping else None
