"""The admin of what is taught, to whom, and what they have read."""

from lessons.admin import cohorts, course, outline, sources, topics

__all__ = ["cohorts", "course", "outline", "sources", "topics"]
