"""Django's serializers read the files of a course, and read and write Django's own lists of objects."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core import serializers
from django.core.serializers.base import DeserializationError

from lessons.models import Claim, Course, Lesson, Section
from tests.factories import make_claim, make_course, make_paragraph, make_topic

pytestmark = pytest.mark.django_db

TEXT = """\
course: tiny
claims:
- key: P1f1
  paragraph: P1
  statement: The road is open.
  area: actor
  topics: [road]
"""


def save(text: str | bytes) -> list[object]:
    objects = list(serializers.deserialize("yaml", text, handle_forward_references=True))
    for deserialized in objects:
        deserialized.save()
    for deserialized in objects:
        if deserialized.deferred_fields:
            deserialized.save_deferred_fields()
    return [deserialized.object for deserialized in objects]


def test_rows_of_a_course_are_found_by_their_natural_keys() -> None:
    course = make_course("tiny")
    paragraph, topic, claim = make_paragraph(course, "P1"), make_topic(course, "road"), make_claim(course, "P1f1")
    save(TEXT)

    found = Claim.objects.get()
    assert (found.pk, found.paragraph, found.statement) == (claim.pk, paragraph, "The road is open.")
    assert list(found.topics.all()) == [topic]


def test_a_reference_to_a_row_that_comes_later_waits(folder: Path) -> None:
    order = ("course", "documents", "claims", "topics", "lessons/01-roads")
    files = [(folder / f"{name}.yaml").read_bytes() for name in order]
    waiting = []
    for text in files:
        for deserialized in serializers.deserialize("yaml", BytesIO(text), handle_forward_references=True):
            deserialized.save()
            waiting += [deserialized] if deserialized.deferred_fields else []
    for deserialized in waiting:
        deserialized.save_deferred_fields()

    assert list(Section.objects.values_list("key", "position")) == [("L01s1", 0), ("L01s2", 1)]
    assert [topic.slug for topic in Claim.objects.get(key="P2f1").topics.order_by("slug")] == ["author", "road"]
    assert Lesson.objects.get().module.slug == "start"


def test_lists_of_objects_come_back_as_they_were_written() -> None:
    course = make_course(
        "tiny", description="Two\nlines: “quoted”, \u05d0, 😀\n\n- a list", summary="long " * 40 + "end"
    )
    make_claim(course, "P1f1", further_areas=["history"], number=3)
    models = (Course, *(type(row) for row in (course.document_set.get(), course.paragraph_set.get())), Claim)
    rows = [row for model in models for row in model._default_manager.all()]
    before = [vars(row) | {"_state": None} for row in rows]

    text = serializers.serialize("yaml", rows)

    assert "    description: |-\n      Two\n      lines" in text
    Course.objects.all().delete()
    save(text)
    after = [vars(row) | {"_state": None} for model in models for row in model._default_manager.all()]
    assert after == before


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("paragraph: P1", "paragraph: P9"),
        TEXT.replace("paragraph: P1", "paragraph: 9"),
        TEXT.replace("- key: P1f1", "- key: &x P1f1"),
        "- model: lessons.nothing\n  fields: {}\n",
        "- [unbalanced",
    ],
)
def test_what_cannot_be_read_is_django_s_own_error(text: str) -> None:
    make_paragraph(make_course("tiny"), "P1")
    make_topic(Course.objects.get(), "road")

    with pytest.raises(DeserializationError):
        list(serializers.deserialize("yaml", text))
