"""What the page of a lesson shows to everybody: made once for each revision of the course, and kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lessons import markdown
from lessons.evidence import Cited, CitedParagraph, chip_links, chips, evidence_for
from lessons.markdown import Marks
from lessons.memory import kept_by_revision
from lessons.models import Course, EditorNote, Lesson, Section


@dataclass(frozen=True)
class ShownSection:
    pk: int
    key: str
    title: str
    html: SafeString
    claims: tuple[str, ...] = ()
    """The keys of the claims that it cites."""


@dataclass(frozen=True)
class Link:
    title: str
    href: str
    number: int = 0


@dataclass(frozen=True)
class LessonPage:
    """What a lesson's page shows to everybody."""

    sections: list[ShownSection]
    objectives: list[str]
    terms: list[Link]
    paragraphs: list[CitedParagraph]
    """All that the lesson cites, in the order in which they are cited first; without their claims."""
    previous: Link | None
    next: Link | None


def lesson_page(lesson: Lesson, *, opened: str = "") -> LessonPage:
    """Kept from before, or else made in nine queries. `opened` is a key whose first citation stands unfolded.

    Wants the lesson's course with its revision selected.
    """
    page = made(lesson.course, lesson, get_language())
    return unfolded(page, opened) if opened else page


@kept_by_revision(size=100)
def made(course: Course, lesson: Lesson, language: str | None) -> LessonPage:
    sections = list(lesson.sections.current())
    keys = [key for section in sections for key in markdown.cited_keys(section.text)]
    evidence = evidence_for(course, keys)
    marks = LessonMarks(course.slug, evidence, notes_of(lesson, sections)).marks()
    before, after = neighbours(lesson)
    return LessonPage(
        sections=[shown_section(row, marks, evidence) for row in sections],
        objectives=[row.text for row in lesson.objectives.current()],
        terms=[Link(term.name, term.get_absolute_url()) for term in lesson.terms.current().select_related("course")],
        paragraphs=[replace(row, claims=[]) for row in dict.fromkeys(cited.paragraph for cited in evidence.values())],
        previous=before,
        next=after,
    )


def shown_section(section: Section, marks: Marks, evidence: dict[str, Cited]) -> ShownSection:
    cited = [key for key in markdown.cited_keys(section.text) if key in evidence and evidence[key].voice_class]
    return ShownSection(section.pk, section.key, section.title, markdown.block(section.text, marks), tuple(cited))


def neighbours(lesson: Lesson) -> tuple[Link | None, Link | None]:
    """The published lessons before and after this one."""
    rows = list(Lesson.objects.published().filter(course=lesson.course).in_order())
    links = [Link(row.title, row.get_absolute_url(), row.position) for row in rows]
    before = [link for link in links if link.number < lesson.position]
    after = [link for link in links if link.number > lesson.position]
    return (before[-1] if before else None), (after[0] if after else None)


def notes_of(lesson: Lesson, sections: Sequence[Section]) -> dict[str, EditorNote]:
    keys = [key for section in sections for key in markdown.note_keys(section.text)]
    rows = EditorNote.objects.filter(course=lesson.course, key__in=keys) if keys else ()
    return {row.key: row for row in rows}


@dataclass
class LessonMarks:
    """Draws the marks of a whole lesson: an id may stand on a page only once."""

    course_slug: str
    evidence: dict[str, Cited]
    notes: dict[str, EditorNote]
    anchored: set[str] = field(default_factory=set)

    def marks(self) -> Marks:
        return Marks(cite=self.cite, topic=self.topic, note=self.note, anchors=self.anchors)

    def cite(self, keys: Sequence[str], in_table: bool) -> str:
        if in_table:
            return chip_links(self.evidence, keys)
        return "".join(self.gloss(chip) for chip in chips(self.evidence, keys))

    def gloss(self, chip: list[Cited]) -> str:
        paragraph = chip[0].paragraph
        rest = [claim for claim in paragraph.claims if claim not in chip]
        context = {"chip": chip, "first": chip[0], "paragraph": paragraph, "rest": rest}
        return render_to_string("lessons/_citation.html", context).strip()

    def topic(self, slug: str, label: str) -> str:
        return format_html('<a href="{}">{}</a>', reverse("lessons:topic", args=[self.course_slug, slug]), label)

    def note(self, key: str) -> str:
        note = self.notes.get(key)
        return render_to_string("lessons/_note.html", {"note": note}) if note else ""

    def anchors(self, keys: Sequence[str]) -> list[str]:
        new = [key for key in keys if key in self.evidence and key not in self.anchored]
        self.anchored.update(new)
        return new


def unfolded(page: LessonPage, key: str) -> LessonPage:
    """The page with the first citation of this key open."""
    if not re.fullmatch(markdown.KEY, key):
        return page
    citation = re.compile(rf'<details (?=[^>]*data-cites="(?:[^"]* )?{key}[ "])')
    for number, section in enumerate(page.sections):
        html, found = citation.subn("<details open ", section.html, count=1)
        if found:
            opened = replace(section, html=mark_safe(html))
            return replace(page, sections=[*page.sections[:number], opened, *page.sections[number + 1 :]])
    return page
