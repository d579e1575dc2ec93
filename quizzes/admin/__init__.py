"""The admin of what is asked, and of what was answered."""

from quizzes.admin import attempts, objections, openings, questions, quizzes

__all__ = ["attempts", "objections", "openings", "questions", "quizzes"]
