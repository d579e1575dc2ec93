"""How sure a student was, in words."""

from quizzes.models import Certainty


def with_certainty(words: str, certainty: str) -> str:
    """An answer in words, and how sure the student was, where that is known."""
    return f"{words} ({Certainty(certainty).label})" if certainty in Certainty.values else words
