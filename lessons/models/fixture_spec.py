"""How a model declares its place in the files of a course."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FixtureSpec:
    """Where the rows of a model stand in the files of a course, and what of them stands there."""

    section: str
    """The name above the rows: `claims`."""
    file: str
    """The file in the course's folder; may name fields of the row: `questions/{area}.yaml`."""
    fields: tuple[str, ...]
    """The fields in the files, in their order. All other columns are derived."""
    key: str = "key"
    """The field by which other rows refer to this one."""
    parent: str = ""
    """The foreign key to the row in which these rows are nested; they share its file."""
    single: bool = False
    """One mapping in a file rather than a list."""
    retiring: tuple[str, bool | str] = ("retired", True)
    """The field, and its value, that take a row out of the course without deleting it."""
