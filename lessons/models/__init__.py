from lessons.models.cohorts import Cohort, Enrolment
from lessons.models.content import ContentManager, ContentQuerySet, ContentRow
from lessons.models.course import Course, CourseRevision, LoadedRow
from lessons.models.fixture_spec import FixtureSpec
from lessons.models.outline import Bloom, Lesson, Module, Objective, Section
from lessons.models.progress import SectionRead
from lessons.models.sources import Area, Claim, Document, EditorNote, Paragraph, Voice
from lessons.models.topics import Event, Predicate, Relation, Topic
from lessons.models.waivable import Waivable

__all__ = [
    "Area",
    "Bloom",
    "Claim",
    "Cohort",
    "ContentManager",
    "ContentQuerySet",
    "ContentRow",
    "Course",
    "CourseRevision",
    "Document",
    "EditorNote",
    "Enrolment",
    "Event",
    "FixtureSpec",
    "Lesson",
    "LoadedRow",
    "Module",
    "Objective",
    "Paragraph",
    "Predicate",
    "Relation",
    "Section",
    "SectionRead",
    "Topic",
    "Voice",
    "Waivable",
]
