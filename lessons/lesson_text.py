"""The text of a lesson as HTML, made once for each revision of the course and kept in the cache."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lessons import markdown
from lessons.evidence import Cited, CitedParagraph, chip_links, chips, evidence_for
from lessons.markdown import Marks
from lessons.models import EditorNote, Lesson, Section

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class LessonText:
    sections: dict[str, SafeString]
    """HTML by the section's key."""
    paragraphs: list[CitedParagraph]
    """All that the lesson cites, in the order in which they are cited first."""


def lesson_text(lesson: Lesson) -> LessonText:
    """In one query when the text is not in the cache but the sections are loaded: see `made`. Otherwise none."""
    key = f"lesson-text:{lesson.pk}:{lesson.course.revision_number}:{get_language()}"
    text: LessonText | None = cache.get(key)
    if text is None:
        text = made(lesson)
        cache.set(key, text, DAY)
    return text


def made(lesson: Lesson) -> LessonText:
    sections = list(lesson.sections.current())
    keys = [key for section in sections for key in markdown.cited_keys(section.text)]
    evidence = evidence_for(lesson.course, keys)
    page = LessonMarks(lesson.course.slug, evidence, notes_of(lesson, sections))
    html = {section.key: markdown.block(section.text, page.marks()) for section in sections}
    return LessonText(html, list(dict.fromkeys(cited.paragraph for cited in evidence.values())))


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


def opened(html: SafeString, key: str) -> SafeString:
    """The text with the first citation of this key unfolded."""
    if not re.fullmatch(markdown.KEY, key):
        return html
    citation = rf'<details (?=[^>]*data-cites="(?:[^"]* )?{key}[ "])'
    return mark_safe(re.sub(citation, "<details open ", html, count=1))
