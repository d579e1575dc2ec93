"""What a lesson's page shows to everybody, and how long it is kept."""

import re

import pytest
from django.utils import translation

from lessons.lesson_page import LessonPage, lesson_page
from lessons.models import Course, Lesson
from tests.factories import (
    make_claim,
    make_course,
    make_lesson,
    make_note,
    make_objective,
    make_paragraph,
    make_section,
    make_topic,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course("roads")


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return make_lesson(course, "india", key="L09", position=9)


def page_of(lesson: Lesson, opened: str = "") -> LessonPage:
    """As the view makes it: from rows that are read again."""
    return lesson_page(Lesson.objects.select_related("course__revision").get(pk=lesson.pk), opened=opened)


def html_of(lesson: Lesson, opened: str = "") -> str:
    return "".join(section.html for section in page_of(lesson, opened).sections)


def unfolded_keys(html: str) -> list[str]:
    return re.findall(r'<details open [^>]*data-cites="([^"]*)"', html)


def test_sections_and_objectives_come_in_their_order_without_those_that_are_retired(lesson: Lesson) -> None:
    for position, key in [(2, "b"), (1, "a"), (3, "c")]:
        make_section(lesson, key, title=f"Title {key}", position=position, retired=key == "c")
        make_objective(lesson, f"o{key}", text=f"Tell {key}", position=position, retired=key == "c")

    page = page_of(lesson)

    assert [(section.key, section.title) for section in page.sections] == [("a", "Title a"), ("b", "Title b")]
    assert page.objectives == ["Tell a", "Tell b"]


def test_a_citation_unfolds_gist_voices_statements_and_speakers(course: Course, lesson: Lesson) -> None:
    paragraph = make_paragraph(course, "P26", heading="India", gist="A base is told of.")
    author = make_topic(course, name="The author")
    for key, kind in [("P26f1", "author_claim"), ("P26f2", "fact"), ("P26f3", "quoted_claim")]:
        make_claim(course, key, paragraph=paragraph, kind=kind, statement=f"Says {key}.").speakers.add(author)
    course.claim_set.get(key="P26f1").also_in.add(make_paragraph(course, "P27"))
    make_section(lesson, text="It has a base.[P26f1]")

    html = html_of(lesson)

    assert PageReader(html).text == (
        "It has a base.P26, author’s claim P26 Document P, “India” A base is told of. "
        "Author’s claim Says P26f1. also rests on P27 Speaker: The author. "
        "2 more claims of P26 Fact Says P26f2. Quoted claim Says P26f3. P26 in its place"
    )
    assert '<details class="cite author" data-cites="P26f1">' in html
    assert PageReader(html).links == ["/courses/roads/sources/document-p/#P26f1"]


def test_a_whole_paragraph_unfolds_with_all_its_claims(course: Course, lesson: Lesson) -> None:
    make_claim(course, "P26f1", statement="It works.")
    make_section(lesson, text="So it says.[P26]")

    assert PageReader(html_of(lesson)).text == (
        "So it says.P26 P26 Document P What P26 says. One more claim of P26 Fact It works. P26 in its place"
    )


def test_what_a_gloss_shows_is_escaped(course: Course, lesson: Lesson) -> None:
    evil = "<script>alert(1)</script>"
    paragraph = make_paragraph(course, "P26", heading=evil, gist=evil)
    make_claim(course, "P26f1", paragraph=paragraph, statement=evil).speakers.add(make_topic(course, name=evil))
    make_note(course, "EN1", text=evil)
    make_section(lesson, title=evil, text=f"{evil}[P26f1] [[road|{evil}]]\n\n::note EN1")

    html = html_of(lesson)

    assert html.count("&lt;script&gt;") == 7
    assert "<script" not in html


def test_in_a_table_citations_are_links(course: Course, lesson: Lesson) -> None:
    make_claim(course, "P26f1")
    make_section(lesson, text="| a |\n|---|\n| b[P26f1] |")

    html = html_of(lesson)

    assert '<a class="chip fact" href="/courses/roads/sources/document-p/#P26f1">P26' in html
    assert "<details" not in html


def test_topics_are_links_and_notes_stand_where_they_are_put(course: Course, lesson: Lesson) -> None:
    make_topic(course, "road")
    make_note(course, "EN1", text="It is *known*.[P1]", confidence="check")
    make_section(lesson, text="On [[road|the road]].\n\n::note EN1\n\n::note EN2")

    html = html_of(lesson)

    assert '<a href="/courses/roads/topics/road/">the road</a>' in html
    assert PageReader(html).text == "On the road. Editor’s note EN1 · not in the documents; not verified It is known."


def test_keys_that_the_course_does_not_have_leave_nothing(lesson: Lesson) -> None:
    make_claim(make_course(), "P26f1")
    make_section(lesson, text="So.[P26f1] And so on.[NATO]")

    assert PageReader(html_of(lesson)).text == "So. And so on.[NATO]"


def test_words_are_led_to_by_the_first_citation_of_a_key(course: Course, lesson: Lesson) -> None:
    for key in ("P1f1", "P2f1"):
        make_claim(course, key)
    make_section(lesson, text="One.[P1f1] Two.[P1f1 P2f1]", position=1)
    make_section(lesson, text="Again.[P2f1] Whole.[P1]", position=2)

    html = html_of(lesson)

    assert PageReader(html).ids == ["P1f1", "P2f1", "P1"]
    assert '<span class="cited" id="P1f1">One.</span>' in html


def test_the_paragraphs_come_in_the_order_in_which_they_are_cited(course: Course, lesson: Lesson) -> None:
    for key in ("P1f1", "P1f2", "P2f1", "P3f1"):
        make_claim(course, key)
    make_section(lesson, text="[P2f1] [P1f2]", position=1)
    make_section(lesson, text="[P1f1] [P2]", position=2)

    assert [paragraph.label for paragraph in page_of(lesson).paragraphs] == ["P2", "P1"]


def test_terms_lead_to_their_topics(course: Course, lesson: Lesson) -> None:
    lesson.terms.add(make_topic(course, "road", name="Road"), make_topic(course, "gone", retired=True))

    assert [(term.title, term.href) for term in page_of(lesson).terms] == [("Road", "/courses/roads/topics/road/")]


def test_the_lessons_before_and_after_are_published_ones_of_the_course(course: Course, lesson: Lesson) -> None:
    for position, fields in [(3, {}), (5, {}), (8, {"status": "draft"}), (10, {"retired": True}), (12, {}), (13, {})]:
        make_lesson(course, f"lesson-{position}", position=position, **fields)
    make_lesson(make_course(), "elsewhere", position=10)

    page = page_of(lesson)

    assert page.previous is not None
    assert page.next is not None
    assert (page.previous.href, page.previous.number) == ("/courses/roads/lessons/lesson-5/", 5)
    assert (page.next.href, page.next.number) == ("/courses/roads/lessons/lesson-12/", 12)


def test_a_lesson_alone_has_nothing_before_or_after(lesson: Lesson) -> None:
    assert (page_of(lesson).previous, page_of(lesson).next) == (None, None)


@pytest.mark.parametrize(
    ("opened", "cites"),
    [("P1f1", ["P1f1 P1f2"]), ("P1f2", ["P1f1 P1f2"]), ("P2f1", ["P2f1"]), ("P2", ["P2"]), ("P2f2", []), ("", [])],
)
def test_a_key_opens_its_first_citation(course: Course, lesson: Lesson, opened: str, cites: list[str]) -> None:
    for key in ("P1f1", "P1f2", "P2f1", "P2f10", "P2f2"):
        make_claim(course, key)
    make_section(lesson, text="One.[P1f1 P1f2]\nTwo.[P2f10]", position=1)
    make_section(lesson, text="Three.[P2f1]\nFour.[P2]\nOne again.[P1f1]", position=2)

    assert unfolded_keys(html_of(lesson, opened)) == cites


@pytest.mark.parametrize(
    "opened", [".*", "P1f1|P", "(", "[", "P1f1\n", "P1f1 ", '"', "p1f1", "\x00", "P9f9", "é" * 999]
)
def test_nonsense_opens_nothing(course: Course, lesson: Lesson, opened: str) -> None:
    make_claim(course, "P1f1")
    make_section(lesson, text="One.[P1f1]")

    assert html_of(lesson, opened) == html_of(lesson)


def test_what_is_opened_for_one_reader_is_not_open_for_the_next(course: Course, lesson: Lesson) -> None:
    make_claim(course, "P1f1")
    make_section(lesson, text="One.[P1f1]")

    assert [unfolded_keys(html_of(lesson, opened)) for opened in ("P1f1", "")] == [["P1f1"], []]


def test_a_page_is_made_once_for_each_revision(course: Course, lesson: Lesson) -> None:
    course.bump_revision()
    section = make_section(lesson, text="Old.")
    shown = [html_of(lesson)]
    section.text = "New."
    section.save()
    shown.append(html_of(lesson))
    course.bump_revision()
    shown.append(html_of(lesson))
    section.text = "Newest."
    section.save()
    course.bump_revision()
    shown.append(html_of(lesson))

    assert [PageReader(html).text for html in shown] == ["Old.", "Old.", "New.", "Newest."]


def test_the_pages_of_two_courses_do_not_mix() -> None:
    lessons = [make_lesson(make_course(slug), "india") for slug in ("a", "b")]
    for lesson in lessons:
        make_claim(lesson.course, "P1f1", statement=f"In {lesson.course.slug}.")
        make_section(lesson, text=f"Read in {lesson.course.slug}.[P1f1]")

    shown = [html_of(lesson) for lesson in (*lessons, *lessons)]

    assert shown[:2] == shown[2:]
    for html, own, other in [(shown[0], "a", "b"), (shown[1], "b", "a")]:
        assert [f"{word} {own}." in html for word in ("Read in", "In")] == [True, True]
        assert [f"{word} {other}." in html for word in ("Read in", "In")] == [False, False]


def test_each_language_has_its_own_page(lesson: Lesson) -> None:
    section = make_section(lesson, text="Old.")
    html_of(lesson)
    section.text = "New."
    section.save()

    with translation.override("ru"):
        assert PageReader(html_of(lesson)).text == "New."


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_needs_as_many_statements_for_many_sections(course: Course, number: int) -> None:
    course.bump_revision()
    lesson = make_lesson(course)
    lesson.terms.set([make_topic(course) for _ in range(number)])
    for _ in range(number):
        claim = make_claim(course)
        claim.speakers.add(make_topic(course))
        make_objective(lesson)
        make_lesson(course)
        note = make_note(course)
        make_section(lesson, text=f"So.[{claim.key}] It is [[{make_topic(course).slug}|so]].\n\n::note {note.key}")
    row = Lesson.objects.select_related("course__revision").get(pk=lesson.pk)

    with data_statements() as cold:
        lesson_page(row)
    with data_statements() as warm:
        lesson_page(row, opened=claim.key)

    assert (len(cold), len(warm)) == (9, 0)
