"""What follows from content alone, kept in the memory of the process. Nothing here is of any person."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from lessons.models import Course

Key = ParamSpec("Key")
Made = TypeVar("Made")

memories: list[Callable[[], None]] = []


def kept(*, size: int) -> Callable[[Callable[Key, Made]], Callable[Key, Made]]:
    """For a function whose result its arguments decide. What it gives is shared by threads: nobody changes it."""

    def decorate(make: Callable[Key, Made]) -> Callable[Key, Made]:
        memory = lru_cache(maxsize=size)(make)
        memories.append(memory.cache_clear)
        return cast(Callable[Key, Made], memory)

    return decorate


def kept_by_revision(
    *, size: int
) -> Callable[[Callable[Concatenate["Course", Key], Made]], Callable[Concatenate["Course", Key], Made]]:
    """For a function of a course, and of what else decides: what it gives is kept until the course changes.

    Wants the course with its revision selected, which a page reads anew: what another process has changed counts at
    once. A course that has never been loaded or edited has no revision, and nothing of it is kept.
    """

    def decorate(make: Callable[Concatenate["Course", Key], Made]) -> Callable[Concatenate["Course", Key], Made]:
        @kept(size=size)
        def at_revision(course: "Course", revision: int, /, *args: Key.args, **kwargs: Key.kwargs) -> Made:
            return make(course, *args, **kwargs)

        @wraps(make)
        def find(course: "Course", /, *args: Key.args, **kwargs: Key.kwargs) -> Made:
            revision = course.revision_number
            return at_revision(course, revision, *args, **kwargs) if revision else make(course, *args, **kwargs)

        return find

    return decorate


def forget() -> None:
    """For tests and for development, where templates change while a process runs."""
    for clear in memories:
        clear()
