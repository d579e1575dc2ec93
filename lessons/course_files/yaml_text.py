"""The YAML of a course: plain data to readable text and back, nothing more.

Reading is strict, for these files are written by hand: no key twice, no anchors, aliases or tags, no characters
that editors show differently. Every mapping knows the lines of its keys, so that an error can name one.
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.composer import Composer
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lessons.fields import FORBIDDEN

LINE_LENGTH = 100
ONE_LINE = 80
"""A text longer than this becomes a block below its field."""


class YamlError(ValueError):
    """The text is not the YAML of a course; `line` counts from 1, and is 0 where nobody knows."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class LinedMapping(dict[str, Any]):
    """A mapping of a file, with the line on which it begins and the line of each of its keys."""

    line: int = 0
    lines: dict[str, int]


class CourseLoader(Composer, yaml.CSafeLoader):
    """Composes in Python, where anchors are seen, on top of the C parser, which is what takes the time."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Node | None, index: Any) -> Any:
        event: Any = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or event.anchor:
            raise YamlError(_("Anchors (&) and aliases (*) are not used here."), line)
        if event.tag:
            raise YamlError(_("Tags (!) are not used here."), line)
        return super().compose_node(parent, index)

    def lined_mapping(self, node: MappingNode) -> LinedMapping:
        mapping = LinedMapping()
        mapping.line, mapping.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            key, line = self.construct_object(key_node, deep=True), key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise YamlError(_("The key “%(key)s” is not a text: put it in quotes.") % {"key": key}, line)
            if key in mapping:
                raise YamlError(_("“%(key)s” stands here twice.") % {"key": key}, line)
            mapping[key], mapping.lines[key] = self.construct_object(value_node, deep=True), line
        return mapping

    def text(self, node: ScalarNode) -> str:
        if "\x00" in node.value:
            raise YamlError(_("The character %(name)s may not stand in a text.") % {"name": "U+0000"}, mark(node))
        return str(self.construct_scalar(node))

    def date(self, node: ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError as error:
            raise YamlError(_("“%(date)s” is no date.") % {"date": node.value}, mark(node)) from error


CourseLoader.add_constructor("tag:yaml.org,2002:map", CourseLoader.lined_mapping)
CourseLoader.add_constructor("tag:yaml.org,2002:str", CourseLoader.text)
CourseLoader.add_constructor("tag:yaml.org,2002:timestamp", CourseLoader.date)


def mark(node: Node) -> int:
    return int(node.start_mark.line) + 1


def read(text: str) -> Any:
    """The data of a text. Raises YamlError."""
    for number, line in enumerate(text.split("\n"), start=1):
        for character, name in FORBIDDEN.items():
            if character in line:
                raise YamlError(_("The character %(name)s may not stand in a text.") % {"name": name}, number)
    try:
        return CourseLoader(text).get_single_data()
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        raise YamlError(str(error.problem or error.context), place.line + 1 if place else 0) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error)) from error


def course_of(text: str) -> str:
    """The slug in `course: <slug>`, the first thing in a file of a course; empty in other texts."""
    first = re.search(r"^(?!\s*#|\s*$|---)(.*)", text, re.MULTILINE)
    return first[1].removeprefix("course:").strip(" '\"") if first and first[1].startswith("course:") else ""


class CourseDumper(yaml.SafeDumper):
    def text(self, text: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=text_style(text))

    def sequence(self, items: list[Any]) -> SequenceNode:
        """References stand side by side, everything else on lines of its own."""
        short = bool(items) and all(isinstance(item, str) and re.fullmatch(r"\S+", item) for item in items)
        return self.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)

    def ignore_aliases(self, data: Hashable) -> bool:
        return True


CourseDumper.add_representer(str, CourseDumper.text)
CourseDumper.add_representer(list, CourseDumper.sequence)
CourseDumper.add_multi_representer(dict, CourseDumper.represent_dict)


def text_style(text: str) -> str | None:
    """A block where a text is long, as far as a block gives back each character."""
    if any(character in text for character in ("\t", *FORBIDDEN)) or text[:1].isspace():
        return '"'
    if "\n" in text:
        return "|"
    return ">" if len(text) > ONE_LINE else None


def write(data: dict[str, Any]) -> str:
    """The text of plain data: dicts in their order, lists, strings, numbers, booleans."""
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "default_flow_style": False}
    return str(yaml.dump(data, Dumper=CourseDumper, width=LINE_LENGTH, **options))
