"""What a rule of the linter is, and what it finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Path, Problem, Row
from lessons.linting.material import Material

Found = Iterator[tuple[Row, Path, str]]
"""The row, the way to the place inside it, and what is wrong there, in a sentence."""
Check = Callable[[Any], Found]
Checking = TypeVar("Checking", bound=Check)


class Level(Enum):
    ERROR = gettext_lazy("error")
    """It must be mended: it blocks publishing, and `check_course` fails."""
    WARNING = gettext_lazy("warning")
    """Somebody should look: it may be waived with a reason."""


@dataclass(frozen=True, eq=False)
class Rule:
    check: Check
    """Reads the material of its room, or of one that it knows more than."""
    level: Level
    why: Promise
    """Why the rule is there, in a sentence."""
    remedy: Promise
    """What to do, in a sentence."""
    language: str = ""
    """The language of the words that it looks for: a course in another one is not judged by it."""

    @property
    def code(self) -> str:
        """The name by which a waiver calls it: `long-sentence`."""
        return self.check.__name__.replace("_", "-")


@dataclass(frozen=True)
class Finding:
    """What a rule has found in a row."""

    code: str
    level: Level
    why: Promise
    remedy: Promise
    row: Row
    path: Path
    said: str
    waiver: str = ""
    """The reason for which it is let stand."""

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    @property
    def problem(self) -> Problem:
        """The same as a line that names file, line, row and field."""
        return self.row.problem(self.path, self.said)


class Rulebook(list[Rule]):
    """Rules in the order in which they are written down."""

    def error(self, *, why: Promise, remedy: Promise, language: str = "") -> Callable[[Checking], Checking]:
        return self.adding(Level.ERROR, why, remedy, language)

    def warning(self, *, why: Promise, remedy: Promise, language: str = "") -> Callable[[Checking], Checking]:
        return self.adding(Level.WARNING, why, remedy, language)

    def adding(self, level: Level, why: Promise, remedy: Promise, language: str) -> Callable[[Checking], Checking]:
        def add(check: Checking) -> Checking:
            self.append(Rule(check, level, why, remedy, language))
            return check

        return add


UNKNOWN_WAIVER: dict[str, Any] = {
    "code": "unknown-waiver",
    "level": Level.ERROR,
    "why": gettext_lazy(
        "A waiver is a promise about one warning. One that names none hides a slip of the pen, or an error."
    ),
    "remedy": gettext_lazy("Name a warning by its code, or take the waiver away. Errors cannot be waived."),
}
UNNEEDED_WAIVER: dict[str, Any] = {
    "code": "unneeded-waiver",
    "level": Level.WARNING,
    "why": gettext_lazy("The text has changed since: the next finding of this rule would be let pass unseen."),
    "remedy": gettext_lazy("Take the waiver away."),
}


def findings(material: Material, rules: Iterable[Rule]) -> list[Finding]:
    """All that the rules find in a course, errors first, otherwise in the order of rules and rows."""
    rules = [rule for rule in rules if rule.language in ("", material.language)]
    found = [
        Finding(rule.code, rule.level, rule.why, rule.remedy, row, path, said, waiver_of(rule, row))
        for rule in rules
        for row, path, said in rule.check(material)
    ]
    found += waivers_gone_wrong(material, found, {rule.code: rule.level for rule in rules})
    return sorted(found, key=lambda finding: not finding.is_error)


def waiver_of(rule: Rule, row: Row) -> str:
    """The reason for which the row is spared this rule."""
    waivers: Mapping[str, str] = row.values.get("waivers", {})
    return waivers.get(rule.code, "") if rule.level is Level.WARNING else ""


def waivers_gone_wrong(material: Material, found: Iterable[Finding], levels: Mapping[str, Level]) -> Iterator[Finding]:
    needed = {(finding.row.id, finding.code) for finding in found}
    for row in material.rows.values():
        for code in row.values.get("waivers", {}):
            path = ("waivers", code)
            if levels.get(code) is not Level.WARNING:
                said = _("There is no warning “%(code)s”.") % {"code": code}
                yield Finding(**UNKNOWN_WAIVER, row=row, path=path, said=said)
            elif (row.id, code) not in needed:
                said = _("Nothing is found by the rule “%(code)s” any more.") % {"code": code}
                yield Finding(**UNNEEDED_WAIVER, row=row, path=path, said=said)
