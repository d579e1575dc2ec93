"""Editing the content of a course: references stay inside it, and every save says that it has changed."""

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Claim, Course, Document, Lesson, Module, Objective, Predicate, Section, Topic
from tests.desk import errors, save, sent
from tests.factories import (
    make_claim,
    make_course,
    make_editor,
    make_enrolment,
    make_lesson,
    make_module,
    make_objective,
    make_paragraph,
    make_read,
    make_section,
    make_topic,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def change(row: object) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])  # type: ignore[attr-defined]


@pytest.fixture
def course() -> Course:
    return make_course("ours")


@pytest.fixture
def desk(course: Course, client: Client) -> Client:
    """Logged in as the editor of the course."""
    client.force_login(make_editor(course, username="editor"))
    return client


def revision(course: Course) -> int:
    return Course.objects.select_related("revision").get(pk=course.pk).revision_number


def test_a_claim_is_changed(desk: Client, course: Course) -> None:
    claim = make_claim(course)

    save(desk, change(claim), statement="India lies south.", further_areas=["project", "history"])

    claim.refresh_from_db()
    assert (claim.statement, claim.further_areas) == ("India lies south.", ["project", "history"])


def test_a_page_saved_as_it_is_changes_nothing(desk: Client, course: Course) -> None:
    topic = make_topic(course, aliases=["Oasis", "Merv"], description="A town.\n\nIt is old.")
    before = Topic.objects.filter(pk=topic.pk).values().get()

    save(desk, change(topic))

    assert Topic.objects.filter(pk=topic.pk).values().get() == before


def test_a_save_says_that_the_course_has_changed(desk: Client, course: Course) -> None:
    claim = make_claim(course)
    before = revision(course)

    save(desk, change(claim), statement="New.")

    assert revision(course) == before + 1


def test_a_refused_save_does_not(desk: Client, course: Course) -> None:
    claim = make_claim(course)
    before = revision(course)

    response = save(desk, change(claim), statement="")

    assert errors(response) == {"statement": ["This field is required."]}
    assert revision(course) == before


@pytest.mark.parametrize("page", ["delete", "changelist"])
def test_a_deletion_says_so_too(page: str, desk: Client, course: Course) -> None:
    claim = make_claim(course)
    before = revision(course)
    url = reverse(f"admin:lessons_claim_{page}", args=[claim.pk] if page == "delete" else [])

    desk.post(url, {"post": "yes", "action": "delete_selected", "_selected_action": claim.pk})

    assert not Claim.objects.exists()
    assert revision(course) == before + 1


def test_a_row_of_another_course_is_no_choice(desk: Client, course: Course) -> None:
    claim, foreign = make_claim(course), make_paragraph(make_course("theirs"))

    response = save(desk, change(claim), paragraph=str(foreign.pk), also_in=[str(foreign.pk)])

    assert errors(response).keys() == {"paragraph", "also_in"}


def test_not_even_for_an_editor_of_both_courses(client: Client, course: Course) -> None:
    other = make_course("theirs")
    claim, foreign = make_claim(course), make_topic(other)
    client.force_login(make_editor(course, other))

    response = save(client, change(claim), topics=[str(foreign.pk)])

    assert errors(response).keys() == {"topics"}


def test_the_course_and_the_key_of_a_row_stand_fast(desk: Client, course: Course) -> None:
    claim = make_claim(course, "P24f1")
    other = make_course("theirs", editors=list(course.editors.all()))

    save(desk, change(claim), key="P24f9", course=str(other.pk))

    claim.refresh_from_db()
    assert (claim.key, claim.course) == ("P24f1", course)


def test_a_new_row_is_of_the_course_that_its_editor_edits(desk: Client, course: Course) -> None:
    response = save(desk, reverse("admin:lessons_module_add"), slug="first", title="First")

    assert response.status_code == 302
    assert [(module.slug, module.course) for module in Module.objects.all()] == [("first", course)]


def test_an_editor_of_two_courses_is_asked_which(client: Client, course: Course) -> None:
    other = make_course("theirs")
    client.force_login(make_editor(course, other))
    add = reverse("admin:lessons_module_add")

    asked = client.get(add)
    save(client, f"{add}?course={other.pk}", slug="first", title="First")

    assert list(asked.context["form"].fields) == ["course"]
    assert Module.objects.get().course == other


def test_a_course_that_one_does_not_edit_cannot_be_chosen(desk: Client, course: Course) -> None:
    other = make_course("theirs")

    response = desk.post(f"{reverse('admin:lessons_module_add')}?course={other.pk}", {"slug": "x", "title": "X"})

    assert "course" in response.context["form"].errors
    assert not Module.objects.exists()


def test_a_key_is_taken_only_once_in_a_course(desk: Client, course: Course) -> None:
    make_module(course, "first")

    response = save(desk, reverse("admin:lessons_module_add"), slug="first", title="Again")

    assert errors(response).keys() == {"__all__"}


def test_new_rows_come_last(desk: Client, course: Course) -> None:
    make_module(course, position=4)

    save(desk, reverse("admin:lessons_module_add"), slug="next", title="Next", position="")

    assert Module.objects.get(slug="next").position == 5


def test_lists_are_edited_line_by_line(desk: Client, course: Course) -> None:
    topic = make_topic(course, aliases=["Oasis"])

    html = desk.get(change(topic)).content.decode()
    save(desk, change(topic), aliases="Oasis \r\n\r\n  Merv", other_names="")

    topic.refresh_from_db()
    assert '["' not in html
    assert "[&quot;" not in html
    assert (topic.aliases, topic.other_names) == (["Oasis", "Merv"], [])


def test_kinds_are_ticked(desk: Client, course: Course) -> None:
    words = {"family": "geography", "definition": "touches", "subject_kinds": ["actor"], "object_kinds": ["place"]}

    save(desk, reverse("admin:lessons_predicate_add"), key="borders", **words)

    assert Predicate.objects.values_list("subject_kinds", "object_kinds").get() == (["actor"], ["place"])


def test_without_javascript_rows_are_named_by_their_keys(desk: Client, course: Course) -> None:
    section = make_section(make_lesson(course), claims=[make_claim(course, "P1f1")])
    make_claim(course, "P1f2")

    save(desk, change(section), **{"claims-keys": "P1f2"})

    assert sorted(claim.key for claim in section.claims.all()) == ["P1f1", "P1f2"]


def test_a_key_that_the_course_does_not_have_is_named(desk: Client, course: Course) -> None:
    section = make_section(make_lesson(course))
    make_claim(make_course("theirs"), "P9f9")

    response = save(desk, change(section), **{"claims-keys": "P9f9"})

    assert errors(response) == {"claims": ["“P9f9” is not a valid value."]}


def test_typing_finds_rows_of_the_same_course_by_key_and_words(client: Client, course: Course) -> None:
    other = make_course("theirs")
    client.force_login(make_editor(course, other))
    claim = make_claim(course, "P24f1", statement="India needs a way.")
    make_claim(other, "P24f1", statement="India needs a way.")
    source = {"app_label": "lessons", "model_name": "section", "field_name": "claims", "course": course.pk}

    found = [client.get(reverse("admin:autocomplete"), {**source, "term": term}).json() for term in ("p24", "needs a")]

    assert [[row["id"] for row in answer["results"]] for answer in found] == [[str(claim.pk)]] * 2


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30])
def test_typing_finds_nothing_in_a_course_that_there_is_not(number: str, desk: Client, course: Course) -> None:
    make_claim(course)
    source = {"app_label": "lessons", "model_name": "section", "field_name": "claims", "course": number}

    assert desk.get(reverse("admin:autocomplete"), source).json()["results"] == []


def test_filters_offer_only_what_the_editor_edits(desk: Client, course: Course) -> None:
    for document_of in (course, make_course("theirs")):
        make_paragraph(document_of, "P1")
        make_paragraph(document_of, "B1")

    response = desk.get(reverse("admin:lessons_paragraph_changelist"))

    choices = {
        spec.title: [pk for pk, _name in spec.lookup_choices] for spec in response.context["cl"].filter_specs[:1]
    }
    assert choices == {"document": [document.pk for document in Document.objects.filter(course=course)]}


def test_a_row_that_others_rest_on_says_which(desk: Client, course: Course) -> None:
    paragraph = make_paragraph(course, "P24")
    make_claim(course, "P24f1", statement="India is far.")

    response = desk.post(reverse("admin:lessons_paragraph_delete", args=[paragraph.pk]), {"post": "yes"})

    assert response.context["protected"] == ["Claim: P24f1 India is far."]


def test_what_students_did_is_counted_but_not_named(desk: Client, course: Course) -> None:
    section = make_section(make_lesson(course))
    make_read(make_enrolment(course, user=make_user("gulnara")), section)

    response = desk.post(reverse("admin:lessons_section_delete", args=[section.pk]), {"post": "yes"})

    assert response.context["protected"] == ["Sections read: 1"]
    assert "gulnara" not in response.content.decode()
    assert Section.objects.get() == section


def test_objectives_are_edited_with_their_lesson(desk: Client, course: Course) -> None:
    lesson = make_lesson(course)
    kept, gone = make_objective(lesson, "o1"), make_objective(lesson, "o2")

    rows = {"objectives-0-text": "Tell facts from claims", "objectives-1-DELETE": "on"}
    response = save(desk, change(lesson), **rows)

    assert response.status_code == 302
    assert list(Objective.objects.values_list("pk", "text")) == [(kept.pk, "Tell facts from claims")]
    assert gone.pk != kept.pk


@pytest.mark.parametrize(("direction", "order"), [("up", ["b", "a", "c"]), ("down", ["a", "c", "b"])])
def test_sections_move_by_buttons_that_save_the_page(
    direction: str, order: list[str], desk: Client, course: Course
) -> None:
    lesson = make_lesson(course)
    sections = {key: make_section(lesson, key, position=0) for key in "abc"}
    before = revision(course)

    save(desk, change(lesson), title="Renamed", _move=f"section:{sections['b'].pk}:{direction}")

    assert [section.key for section in lesson.sections.all()] == order
    assert Lesson.objects.get().title == "Renamed"
    assert revision(course) == before + 2


@pytest.mark.parametrize("move", ["section:x:up", "section", "claim:1:up", ":::", "section:999999:down"])
def test_a_move_that_means_nothing_moves_nothing(move: str, desk: Client, course: Course) -> None:
    lesson = make_lesson(course)
    for key in "ab":
        make_section(lesson, key, position=0)

    response = save(desk, change(lesson), _move=move)

    assert response.status_code == 302
    assert [section.key for section in lesson.sections.all()] == ["a", "b"]


def test_a_section_of_another_lesson_is_not_moved(desk: Client, course: Course) -> None:
    lesson, other = make_lesson(course), make_lesson(make_course("theirs"))
    first, second = (make_section(other, key, position=0) for key in "ab")

    save(desk, change(lesson), _move=f"section:{second.pk}:up")

    assert [section.key for section in other.sections.all()] == ["a", "b"]
    assert first.position == second.position


def test_the_place_of_a_new_section_is_its_lesson(desk: Client, course: Course) -> None:
    lesson = make_lesson(course)

    post = sent(desk, f"{reverse('admin:lessons_section_add')}?course={course.pk}&lesson={lesson.pk}")

    assert post["lesson"] == str(lesson.pk)


@pytest.mark.parametrize("model", ["claim", "paragraph", "topic", "section", "lesson"])
def test_lists_ask_as_much_for_30_rows_as_for_one(model: str, desk: Client, course: Course) -> None:
    counts = []
    for rows in (1, 29):
        for number in range(rows):
            section = make_section(make_lesson(course), claims=[make_claim(course)])
            make_topic(course, f"{section.key}-{number}")
        with data_statements() as statements:
            response = desk.get(reverse(f"admin:lessons_{model}_changelist"))
        counts.append((response.context["cl"].result_count, len(statements)))

    assert [rows for rows, _statements in counts] == [1, 30]
    assert counts[0][1] == counts[1][1]


def test_a_page_asks_as_much_for_30_sections_as_for_one(desk: Client, course: Course) -> None:
    counts = []
    for rows in (1, 30):
        lesson = make_lesson(course)
        for _ in range(rows):
            make_section(lesson)
        with data_statements() as statements:
            desk.get(change(lesson))
        counts.append(len(statements))

    assert counts[0] == counts[1]
