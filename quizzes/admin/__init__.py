"""The admin of what is asked, and of what was answered."""

from quizzes.admin import attempts, questions, quizzes

__all__ = ["attempts", "questions", "quizzes"]
