"""YAML for Django's serializers: reads Django's own lists of objects, and files of a course.

    course: pakistan-looks-north
    claims:
    - key: P24f2
      paragraph: P24

is for Django a claim with the natural keys `[pakistan-looks-north]` and `[pakistan-looks-north, P24]`. Here
each file stands for itself and is not checked: whole courses are better loaded by casite's commands.
"""

import decimal
from collections.abc import Iterator
from functools import cache
from typing import IO, Any

import yaml
from django.apps import apps
from django.core.serializers import pyyaml
from django.core.serializers.base import DeserializationError

from lessons.course_files.content import Content
from lessons.course_files.planning import settled
from lessons.course_files.reading import Reader
from lessons.course_files.rows import CourseFileErrors
from lessons.course_files.yaml_text import LINE_LENGTH, CourseDumper, course_of
from lessons.models import FixtureSpec


class ListDumper(CourseDumper):
    """Django's list of objects with long texts as blocks; its own dumper writes them as one quoted line."""


ListDumper.add_representer(decimal.Decimal, lambda dumper, value: dumper.represent_str(str(value)))


class Serializer(pyyaml.Serializer):
    def end_serialization(self) -> None:
        options = {"allow_unicode": True, "sort_keys": False, "width": LINE_LENGTH, **self.options}
        yaml.dump(self.objects, self.stream, Dumper=ListDumper, **options)


class Deserializer(pyyaml.Deserializer):
    def __init__(self, stream_or_string: bytes | str | IO[Any], **options: Any) -> None:
        source = stream_or_string if isinstance(stream_or_string, bytes | str) else stream_or_string.read()
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        of_course = course_of(text)
        super().__init__("[]" if of_course else text, **options)
        if of_course:
            self.stream: Any = objects(text)


@cache
def all_content() -> Content:
    """All models whose rows stand in files."""
    models = (model for model in apps.get_models() if isinstance(getattr(model, "fixture", None), FixtureSpec))
    return Content(models=tuple(models))


def objects(text: str) -> Iterator[dict[str, Any]]:
    """The rows of a course's file as Django's serializers know them, with natural keys and without numbers."""
    content = all_content()
    reader = Reader(content)
    reader.read("", text)
    if reader.problems:
        raise DeserializationError(str(CourseFileErrors(reader.problems)))
    for row in settled(reader.rows, {}, content).values():
        row_format = content.formats[row.model]
        fields: dict[str, Any] = {row_format.spec.key: row.key, **row.values}
        for name in row_format.to_one:
            fields[name] = row.values[name] and [reader.course, row.values[name]]
        for name in row_format.to_many:
            fields[name] = [[reader.course, key] for key in row.values[name]]
        if "course" in row_format.columns:
            fields["course"] = [reader.course]
        yield {"model": row.model._meta.label_lower, "fields": fields}
