"""Writes which paragraphs the sections of a course cite. The text is the truth; the rows are for queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from lessons.markdown import cited_keys
from lessons.models import Claim, Course, Paragraph, Section


def write_citations(course: Course) -> None:
    """Make `Section.paragraphs` of all sections what their texts cite; writes only what differs."""
    through = Section.paragraphs.through
    with transaction.atomic():
        cited = paragraphs_by_key(course)
        sections = Section.objects.filter(course=course).only("pk", "text")
        wanted = {(section.pk, pk) for section in sections for pk in cited_paragraphs(section.text, cited)}
        rows = through.objects.filter(section__course=course)
        present = {(row.section_id, row.paragraph_id): row.pk for row in rows}
        through.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
        missing = sorted(wanted - present.keys())
        through.objects.bulk_create([through(section_id=section, paragraph_id=pk) for section, pk in missing])


def write_citations_of(section: Section) -> None:
    """The same for one section."""
    section.paragraphs.set(cited_paragraphs(section.text, paragraphs_by_key(section.course)))


def paragraphs_by_key(course: Course) -> dict[str, int]:
    """The paragraph behind each key that a text may cite: a label, or the key of a claim."""
    labels = Paragraph.objects.filter(course=course).values_list("label", "pk")
    claims = Claim.objects.filter(course=course).values_list("key", "paragraph")
    return dict(claims) | dict(labels)


def cited_paragraphs(text: str, by_key: Mapping[str, int]) -> Iterable[int]:
    return {by_key[key] for key in cited_keys(text) if key in by_key}


def cited_labels(course: Course) -> dict[str, set[str]]:
    """Of each section, by its key, the labels of the paragraphs that its rows say it cites."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Section.paragraphs.through.objects.filter(section__course=course)
    for key, label in rows.values_list("section__key", "paragraph__label"):
        found[key].add(label)
    return found
