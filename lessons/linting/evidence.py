"""Errors in what lessons and sources rest on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.checking import Check
from lessons.course_files.rows import texts_in
from lessons.figures.kinds import KINDS, kind_of
from lessons.linting.material import Material
from lessons.linting.rules import Found, Rulebook
from lessons.linting.wording import shared
from lessons.markdown import cited_keys
from lessons.models import Claim, Lesson, Paragraph, Section

RULES = Rulebook()


@RULES.error(
    why=gettext_lazy("Whoever follows a citation or a link must find something, and of this course."),
    remedy=gettext_lazy("Correct the key, or take the reference away."),
)
def dead_reference(course: Material) -> Found:
    """Keys of claims, paragraphs, topics, notes, misconceptions that the course does not have, wherever they are."""
    yield from Check(course.content, dict(course.rows), {}).dangling()


@RULES.error(
    why=gettext_lazy("The pages of sources and reports find sections by these rows."),
    remedy=gettext_lazy("Save the section once more: its rows are written from its text."),
)
def citation_without_row(course: Material) -> Found:
    if course.cites is None:
        return
    decided = {claim.key: claim.values["paragraph"] for claim in course.of(Claim)}
    labels = {paragraph.key for paragraph in course.of(Paragraph)}
    for section in course.of(Section):
        wanted = {decided.get(key, key) for key in cited_keys(section.values["text"])} & labels
        for label in sorted(wanted ^ set(course.cites.get(section.key, ()))):
            message = _("The text cites %(label)s, and no row says so.") if label in wanted else ""
            message = message or _("A row says that the text cites %(label)s, and it does not.")
            yield section, ("text",), message % {"label": label}


@RULES.error(
    why=gettext_lazy("A figure of no known kind is never drawn."),
    remedy=gettext_lazy("Begin with map, timeline, voices, relations, comparison or flow, and a colon."),
)
def unknown_figure(course: Material) -> Found:
    for lesson in course.of(Lesson):
        figure = lesson.values["figure"]
        if figure and kind_of(figure) not in KINDS:
            yield lesson, ("figure",), _("The figure is of no known kind.")


@RULES.error(
    why=gettext_lazy("Who cannot see the figure, or reads before it is drawn, has only its words."),
    remedy=gettext_lazy("Say in words all that the figure shows."),
)
def figure_without_words(course: Material) -> Found:
    for lesson in course.of(Lesson):
        if lesson.values["figure"] and not lesson.values["figure_text"]:
            yield lesson, ("figure_text",), _("The figure has no text that stands for it.")


@RULES.error(
    why=gettext_lazy("The course tells what the documents say in words of its own."),
    remedy=gettext_lazy("Say it in other words."),
)
def shared_wording(course: Material) -> Found:
    if not course.wording:
        return
    for rows in course.current.values():
        for row in rows:
            for path, text in texts_in(row.values):
                for run in shared(text, course.wording):
                    yield row, path, _("A document has the same words: “%(run)s”.") % {"run": run}
