"""What the templates say of the rules of an attempt."""

from django import template

from quizzes.rules import Rules

register = template.Library()


@register.filter
def worth_of(rules: Rules, number: int) -> int:
    """The most that a try earns, in per cent of the item's marks."""
    return rules.worth_of(number)
