"""The coverage of a course as a table of plain text."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lessons.models import Bloom
from quizzes.linting.coverage import Covered

SECTIONS = 44
"""Characters for the sections of a paragraph on its first line; more of them go on below."""


def matrix(rows: Sequence[Covered]) -> str:
    """A line for each paragraph: its claims, the sections that teach them, the questions by level, and gaps."""
    levels = [level.value for level in Bloom]
    heads = [_("paragraph"), _("claims"), _("sections").ljust(SECTIONS), *(level[:4] for level in levels), _("gaps")]
    lines = ["  ".join(heads)]
    for row in rows:
        first, *others = wrapped(row.sections)
        counts = [str(row.levels.get(level, 0) or "·").rjust(4) for level in levels]
        names = [row.paragraph.key.ljust(len(heads[0])), str(row.claims).rjust(len(heads[1]))]
        lines.append("  ".join([*names, first, *counts, gaps(row)]).rstrip())
        indent = " " * (len(heads[0]) + len(heads[1]) + 4)
        lines += [f"{indent}{line}".rstrip() for line in others]
    return "\n".join([*lines, total(rows), ""])


def wrapped(sections: Sequence[str]) -> list[str]:
    lines = [""]
    for section in sections:
        if lines[-1] and len(lines[-1]) + 1 + len(section) > SECTIONS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {section}".strip()
    return [lines[0].ljust(SECTIONS), *lines[1:]]


def gaps(row: Covered) -> str:
    if not row.claims:
        return _("! no claim")
    found = []
    if row.untaught:
        found.append(_("not taught: %(claims)s") % {"claims": " ".join(row.untaught)})
    if row.untested:
        found.append(_("not tested: %(claims)s") % {"claims": " ".join(row.untested)})
    return "! " + "; ".join(found) if found else ""


def total(rows: Sequence[Covered]) -> str:
    words = {
        "paragraphs": len(rows),
        "gaps": sum(row.has_gap for row in rows),
        "untaught": sum(len(row.untaught) for row in rows),
        "untested": sum(len(row.untested) for row in rows),
    }
    message = _("Paragraphs: %(paragraphs)s, with gaps: %(gaps)s. Claims not taught: %(untaught)s, not tested: ")
    return (message + "%(untested)s.") % words
