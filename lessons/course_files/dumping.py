"""From the rows of a course to its files: the file of a row follows from the row, and so does each byte."""

import re
from pathlib import Path
from typing import Any

from lessons.course_files import yaml_text
from lessons.course_files.content import Content, RowFormat
from lessons.course_files.planning import families, sorted_rows
from lessons.course_files.rows import Row
from lessons.course_files.stored import stored_rows
from lessons.models import Course


def file_texts(course: Course, content: Content) -> dict[str, str]:
    """The text of each file of a course, by its path in the folder."""
    rows = list(stored_rows(course, content).values())
    children = {f.model: families(f, rows) for f in content.formats.values() if f.parent}
    files: dict[str, dict[str, Any]] = {}
    for section, row_format in content.top.items():
        for row in sorted_rows(row for row in rows if row.model is row_format.model):
            data = files.setdefault(row_format.spec.file.format(**row.values), {"course": course.slug})
            mapping = spell(row_format, row, content, children)
            if row_format.spec.single:
                data[section] = mapping
            else:
                data.setdefault(section, []).append(mapping)
    return {path: yaml_text.write(data) for path, data in files.items()}


def spell(row_format: RowFormat, row: Row, content: Content, children: Any) -> dict[str, Any]:
    """A row as its file shows it: fields that have their default left out, and below them the nested rows."""
    defaults = row_format.defaults()
    fields = {n: row.values[n] for n in row_format.written if row.values[n] != defaults[n]}
    nested = {
        section: [spell(inner, child, content, children) for child in sorted_rows(children[inner.model][row.key])]
        for section, inner in content.nested(row_format.model).items()
    }
    return fields | {section: rows for section, rows in nested.items() if rows}


def differing(course: Course, folder: Path, content: Content) -> dict[str, str | None]:
    """The files of a folder that are not what a dump would write: the text wanted, None where it would go."""
    wanted = file_texts(course, content)
    superfluous: dict[str, str | None] = dict.fromkeys(sorted(own_files(course, folder, content) - wanted.keys()))
    return {path: text for path, text in wanted.items() if present_text(folder / path) != text} | superfluous


def own_files(course: Course, folder: Path, content: Content) -> set[str]:
    """The files that only a dump of this course can have written: no other file is ever removed."""
    patterns = [re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(f.spec.file)) for f in content.top.values()]
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    paths = {path for path in found if any(re.fullmatch(pattern, path) for pattern in patterns)}
    return {p for p in paths if (present_text(folder / p) or "").startswith(f"course: {course.slug}\n")}


def present_text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return None


def dump(course: Course, folder: Path, content: Content) -> list[str]:
    """Write the files of a course into a folder, each at once or not at all; gives those that were not so before."""
    changes = differing(course, folder, content)
    for path, text in changes.items():
        if text is None:
            (folder / path).unlink()
        else:
            replace(folder / path, text)
    return sorted(changes)


def replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_bytes(text.encode())
    scratch.replace(path)
