"""A whole course for the table of rights: of each kind of row one, one on which nothing hangs, and what is hidden."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from lessons.models import Course, Section
from quizzes.models import Question
from tests.factories import (
    choice,
    make_check,
    make_claim,
    make_course,
    make_document,
    make_event,
    make_lesson,
    make_misconception,
    make_module,
    make_note,
    make_objective,
    make_paragraph,
    make_question,
    make_quiz,
    make_relation,
    make_section,
    make_topic,
)

# Words that stand in rows and nowhere else.
UNPUBLISHED = "unpublishedword"
"""In drafts, and in questions that nobody has been asked."""
DECIDING = "decidingword"
"""In the rationales and explanations of quiz questions: only the review of a closed attempt shows them."""
OURS = "oursword"
"""In the content of the course `ours`."""
PERSON = "personword"
"""In the names of the class of `ours`, and of those who are in it."""
HIDDEN = ("draft", "retired")
"""The lessons and quizzes that readers must not find."""


@dataclass
class Content:
    """A course; by table its rows that the admin shows, and others on which nothing hangs, so that they may go."""

    course: Course
    rows: dict[str, Model] = field(default_factory=dict)
    spares: dict[str, Model] = field(default_factory=dict)

    def add(self, row: Any, *, spare: bool = False) -> Any:
        (self.spares if spare else self.rows)[row._meta.db_table] = row
        return row


def make_content(slug: str, word: str) -> Content:
    content = Content(make_course(slug, title=f"Course {word}"))
    content.course.bump_revision()
    content.add(content.course)
    make_sources(content, word)
    make_outline(content, word)
    make_bank(content, word)
    return content


def make_sources(content: Content, word: str) -> None:
    course = content.course
    document = content.add(make_document(course, "P", slug="document", title=f"Document {word}"))
    content.add(make_document(course, "S", title=f"Spare {word}"), spare=True)
    paragraph = content.add(make_paragraph(course, "P1", document=document, gist=f"Gist {word}"))
    content.add(make_paragraph(course, "P2", document=document, gist=f"Spare {word}"), spare=True)
    claim = content.add(make_claim(course, "P1f1", paragraph=paragraph, statement=f"Statement {word}"))
    content.add(make_claim(course, "P1f2", paragraph=paragraph, statement=f"Spare {word}"), spare=True)
    make_claim(course, "P1f3", paragraph=paragraph, statement=f"Statement {word} that only drafts teach")
    for number, spare in enumerate((False, True)):
        content.add(make_note(course, f"EN{number}", title=f"Note {word}"), spare=spare)
        content.add(make_topic(course, f"topic-{number}", name=f"Topic {word} {number}"), spare=spare)
        content.add(make_misconception(course, f"mistake-{number}", statement=f"Mistake {word}"), spare=spare)
        content.add(make_event(course, f"E{number}", text=f"Event {word}"), spare=spare)
    topic = content.rows["lessons_topic"]
    topic.paragraphs.add(paragraph)
    topic.claims.add(claim)
    topic.events.add(content.rows["lessons_event"])
    project = make_topic(course, "project", kind="project", name=f"Project {word}")
    for number, spare in enumerate((False, True)):
        relation = make_relation(topic, project, f"R{number}", note=f"Relation {word}")
        content.add(relation, spare=spare)
    content.add(relation.predicate)
    kinds = {"subject_kinds": ["actor"], "object_kinds": ["project"]}
    predicate = type(relation.predicate).objects.create(
        course=course, key="spare", family="doing", definition=f"Spare {word}", **kinds
    )
    content.add(predicate, spare=True)


def make_outline(content: Content, word: str) -> None:
    course = content.course
    module = content.add(make_module(course, "module", title=f"Module {word}"))
    content.add(make_module(course, "spare", title=f"Spare {word}"), spare=True)
    lesson = content.add(make_lesson(course, "published", module=module, title=f"Lesson {word}"))
    make_objective(lesson)
    section = make_section(lesson, "s1", title=f"Section {word}", text="Words [P1f1].")
    content.add(teach(section, content))
    content.add(make_section(lesson, "s2", title=f"Spare {word}"), spare=True)
    content.add(make_lesson(course, "spare", module=module, title=f"Spare {word}", status="draft"), spare=True)
    for name, fields in {"draft": {"status": "draft"}, "retired": {"retired": True}}.items():
        slug, title = f"{name}-{UNPUBLISHED}", f"{UNPUBLISHED} {word}"
        hidden = make_lesson(course, slug, module=module, title=title, summary=title, why=title, **fields)
        hidden.terms.add(content.rows["lessons_topic"])
        hidden.core_paragraphs.add(content.rows["lessons_paragraph"])
        make_objective(hidden, text=title)
        section = make_section(hidden, slug, title=title, text=f"{title} [P1f1] [P1f3].")
        teach(section, content).claims.add(course.claim_set.get(key="P1f3"))


def teach(section: Section, content: Content) -> Section:
    section.claims.add(content.rows["lessons_claim"])
    section.paragraphs.add(content.rows["lessons_paragraph"])
    return section


def make_bank(content: Content, word: str) -> None:
    """Checks and quizzes, each with what may be seen and what may not."""
    course, section = content.course, content.rows["lessons_section"]
    make_check(section, "check", stem=f"Check {word}?", claims=[content.rows["lessons_claim"]])
    hide_question(content, word, section=section, use="check", status="draft")
    hide_question(content, word, section=course.section_set.get(key=f"draft-{UNPUBLISHED}"), use="check")
    question = content.add(make_asked(content, "open", word))
    for slug in ("fresh", "closed", "open"):
        asked = question if slug == "open" else make_asked(content, slug, word)
        content.add(make_quiz(course, slug, title=f"Quiz {word}", questions=[asked]))
    hidden = {"title": f"{UNPUBLISHED} {word}", "summary": f"{UNPUBLISHED} {word}"}
    reserved, withdrawn = hide_question(content, word, use="reserved"), hide_question(content, word, status="withdrawn")
    make_quiz(course, f"draft-{UNPUBLISHED}", status="draft", questions=[reserved], **hidden)
    make_quiz(course, f"retired-{UNPUBLISHED}", retired=True, questions=[withdrawn], **hidden)
    hide_question(content, word, status="draft")
    content.add(make_quiz(course, "spare", status="draft", title=f"Spare {word}", questions=0), spare=True)
    spare = content.add(make_question(course, "spare", stem=f"Spare {word}?", status="draft"), spare=True)
    spare.claims.clear()
    spare.deciding.clear()


def make_asked(content: Content, key: str, word: str) -> Question:
    payload = choice(claim="P1f3")
    for option in payload["options"]:
        option["rationale"] = f"{DECIDING} {key}"
    fields = {"stem": f"Question {word} {key}?", "payload": payload, "explanation": f"{DECIDING} {key}"}
    return make_question(content.course, key, claims=[content.rows["lessons_claim"]], **fields)


def hide_question(content: Content, word: str, **fields: Any) -> Question:
    payload, text = choice(claim="P1f1"), f"{UNPUBLISHED} {word}"
    for option in payload["options"]:
        option["text"] = option["rationale"] = text
    texts = {"stem": f"{text}?", "payload": payload, "explanation": text}
    return make_question(content.course, claims=[content.rows["lessons_claim"]], **{**texts, **fields})
