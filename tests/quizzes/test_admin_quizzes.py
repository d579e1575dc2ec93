"""Quizzes and their items in the admin."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lessons.models import Course
from quizzes.models import Item, Quiz
from tests.desk import errors, save
from tests.factories import (
    make_attempt,
    make_check,
    make_claim,
    make_course,
    make_draw,
    make_editor,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    make_section,
    make_topic,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course("ours")


@pytest.fixture
def desk(course: Course, client: Client) -> Client:
    client.force_login(make_editor(course))
    return client


def page(quiz: Quiz) -> str:
    return reverse("admin:quizzes_quiz_change", args=[quiz.pk])


def said(response: Any) -> list[str]:
    """What the page says is wrong with the items."""
    formset = response.context["inline_admin_formsets"][0].formset
    of_rows = [message for row in formset.errors for messages in row.values() for message in messages]
    return [*of_rows, *formset.non_form_errors()]


def item(number: int, **fields: str) -> dict[str, str]:
    return {f"items-{number}-{name}": value for name, value in fields.items()}


def test_an_item_names_its_question_by_key_and_comes_last(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=2)
    question = make_question(course, "Q77")

    response = save(desk, page(quiz), **item(2, question="Q77", max_marks="3"))

    assert response.status_code == 302
    last = quiz.items.last()
    assert (last.question, last.key, last.max_marks, last.position) == (question, "Q77", 3, 2)


def test_a_key_that_is_taken_is_told_apart(desk: Client, course: Course) -> None:
    question = make_question(course, "Q77")
    quiz = make_quiz(course, "second", questions=1)
    Item.objects.create(course=course, quiz=make_quiz(course, "first", questions=0), question=question, key="Q77")

    save(desk, page(quiz), **item(1, question="Q77"))

    assert Item.objects.filter(quiz=quiz, question=question).values_list("key", flat=True).get() == "second-Q77"


@pytest.mark.parametrize("key", ["Q404", "Q9"])
def test_a_question_that_the_course_does_not_have_is_refused(key: str, desk: Client, course: Course) -> None:
    make_question(make_course("theirs"), "Q9")
    quiz = make_quiz(course, questions=1)

    response = save(desk, page(quiz), **item(1, question=key))

    assert said(response) == [f"This course has nothing with the key “{key}”."]


@pytest.mark.parametrize(("direction", "order"), [("up", [1, 0, 2]), ("down", [0, 2, 1])])
def test_items_move(direction: str, order: list[int], desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=3)
    items = list(quiz.items.all())

    save(desk, page(quiz), _move=f"item:{items[1].pk}:{direction}")

    assert list(quiz.items.all()) == [items[place] for place in order]


def test_an_item_that_nobody_was_asked_can_be_deleted(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=2)

    save(desk, page(quiz), **item(0, DELETE="on"))

    assert quiz.items.count() == 1


def test_an_item_that_students_were_asked_is_retired_instead(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=2)
    make_attempt(quiz)
    first = quiz.items.first()

    deleted = save(desk, page(quiz), **item(0, DELETE="on"))
    retired = save(desk, page(quiz), **item(0, retired="on"))

    assert said(deleted) == [f"Students were asked {first.key}: mark as retired instead of deleting."]
    assert retired.status_code == 302
    assert [row.retired for row in quiz.items.all()] == [True, False]


def test_a_published_quiz_has_an_item(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=1, status="draft")

    without = save(desk, page(quiz), status="published", **item(0, retired="on"))
    given = save(desk, page(quiz), status="published")

    assert said(without) == ["A published quiz needs an item."]
    assert given.status_code == 302


def test_a_published_quiz_asks_only_what_is_ready(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=[make_question(course, "Q5", status="draft")], status="draft")

    response = save(desk, page(quiz), status="published")

    assert said(response) == ["A published quiz asks only what is ready; these are not: Q5."]


def test_a_new_quiz_is_a_draft_whose_items_come_next(desk: Client) -> None:
    add = reverse("admin:quizzes_quiz_add")

    refused = save(desk, add, slug="actors", title="Actors", status="published")
    added = save(desk, add, slug="actors", title="Actors")

    assert errors(refused).keys() == {"status"}
    assert added.url == page(Quiz.objects.get())


def test_a_quiz_that_was_sat_cannot_be_deleted(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=1)
    make_attempt(quiz, enrolment=None)
    make_user("gulnara")

    response = desk.post(reverse("admin:quizzes_quiz_delete", args=[quiz.pk]), {"post": "yes"})

    assert "Attempts: 1" in response.context["protected"]
    assert Quiz.objects.get() == quiz


def test_pages_ask_as_much_for_30_items_as_for_one(desk: Client, course: Course) -> None:
    counts = []
    for rows in (1, 30):
        quiz = make_quiz(course, questions=rows)
        for _ in range(rows):
            make_draw(quiz, 2, topic=make_topic(course), area="actor")
        with data_statements() as statements:
            desk.get(page(quiz))
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_check_cannot_be_an_item(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=1)
    make_check(make_section(make_lesson(course)), "C77")

    response = save(desk, page(quiz), **item(1, question="C77"))

    assert said(response) == ["This course has nothing with the key “C77”."]
    assert quiz.items.count() == 1


def test_a_draw_is_added_beside_fixed_items(desk: Client, course: Course) -> None:
    module, topic, claim = make_module(course, "north"), make_topic(course, "road"), make_claim(course, "P7f1")
    quiz = make_quiz(course, "actors", questions=1, status="draft")
    criteria = {"area": "actor", "bloom": "apply", "module": "north", "topic": "road", "claim": "P7f1"}

    response = save(desk, page(quiz), **item(1, draw="3", max_marks="2", **criteria))

    assert response.status_code == 302
    draw = quiz.items.last()
    assert (draw.question, draw.draw, draw.key, draw.position, draw.max_marks) == (None, 3, "actors-draw", 1, 2)
    assert (draw.area, draw.bloom, draw.module, draw.topic, draw.claim) == ("actor", "apply", module, topic, claim)


def test_a_draw_is_edited_and_saved_as_it_is(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=3)
    draw = make_draw(quiz, 1, area="project")
    make_question(course, area="project")

    unchanged = save(desk, page(quiz))
    again = Item.objects.get(pk=draw.pk)
    assert (unchanged.status_code, again.draw, again.area) == (302, 1, "project")

    save(desk, page(quiz), **item(3, area=""))
    draw.refresh_from_db()
    assert (draw.draw, draw.area, draw.key) == (1, "", again.key)


def test_keys_of_draws_are_told_apart(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, "actors", questions=0, status="draft")

    for number in range(3):
        save(desk, page(quiz), **item(number, draw="1"))

    assert [row.key for row in quiz.items.all()] == ["actors-draw", "actors-draw-2", "actors-draw-3"]


def test_a_draw_moves_among_fixed_items(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=2)
    make_question(course)
    draw = make_draw(quiz, 1)

    save(desk, page(quiz), _move=f"item:{draw.pk}:up")

    assert [row.draw for row in quiz.items.all()] == [None, 1, None]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"question": "Q77", "draw": "2"}, "An item is a question or a draw: empty the one or the other."),
        ({"question": "Q77", "area": "actor"}, "An item is a question or a draw: empty the one or the other."),
        ({"area": "actor"}, "Say how many questions are drawn."),
        ({"max_marks": "2"}, "Name a question, or say how many are drawn."),
        ({"draw": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"draw": "1", "topic": "theirs"}, "This course has nothing with the key “theirs”."),
        ({"draw": "1", "module": "theirs"}, "This course has nothing with the key “theirs”."),
        ({"draw": "1", "claim": "P9f9"}, "This course has nothing with the key “P9f9”."),
    ],
)
def test_what_is_neither_a_question_nor_a_draw_is_refused(
    fields: dict[str, str], message: str, desk: Client, course: Course
) -> None:
    make_question(course, "Q77")
    elsewhere = make_course("theirs")
    for make, key in ((make_topic, "theirs"), (make_module, "theirs"), (make_claim, "P9f9")):
        make(elsewhere, key)
    quiz = make_quiz(course, questions=1)

    response = save(desk, page(quiz), **item(1, **fields))

    assert said(response) == [message]
    assert quiz.items.count() == 1


def test_a_published_quiz_may_be_a_draw_alone(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=0, status="draft")
    make_draw(quiz, 2)
    make_question(course)
    make_question(course)

    assert save(desk, page(quiz), status="published").status_code == 302


def test_a_draw_of_a_published_quiz_that_finds_too_little_is_named(desk: Client, course: Course) -> None:
    claim = make_claim(course)
    for _ in range(3):
        make_question(course, claims=[claim])
    quiz = make_quiz(course, questions=1, status="draft")
    make_draw(quiz, 3, claim=claim)
    make_draw(quiz, 5)

    response = save(desk, page(quiz), status="published")

    assert said(response) == [
        "Only 1 of 3 can stand in one paper; in the bank 3 fit.",
        "Only 0 of 5 can stand in one paper; in the bank 3 fit.",
    ]
    assert Quiz.objects.get(pk=quiz.pk).status == "draft"


def test_a_quiz_asks_no_question_twice(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=[make_question(course, "Q5")])

    response = save(desk, page(quiz), **item(1, question="Q5"))
    swapped = save(desk, page(quiz), **item(0, retired="on"), **item(1, question="Q5"))

    assert said(response) == ["The quiz asks Q5 twice."]
    assert swapped.status_code == 302


def test_the_page_says_what_each_draw_takes_at_present(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=0)
    make_draw(quiz, 3, area="actor")
    bank = [make_question(course) for _ in range(4)]
    full = " ".join(desk.get(page(quiz)).text.split())

    for question in bank[:2]:
        question.status = "withdrawn"
        question.save()
    short = " ".join(desk.get(page(quiz)).text.split())

    assert "Takes 3 of 4 questions that fit at present." in full
    assert "Takes only 2 of 3 at present: 2 questions fit." in short


def test_what_a_draw_asks_for_is_unfolded_and_of_a_question_is_not(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=1)
    make_draw(quiz, 1)

    text = desk.get(page(quiz)).text

    assert text.count('<details class="draw" open>') == 1
    assert (
        text.count('<details class="draw">') == 3
    )  # Of the question, of the blank row, and of those that scripts add.


def test_the_list_counts_the_questions_of_a_paper(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, questions=2)
    make_draw(quiz, 10)

    [row] = desk.get(reverse("admin:quizzes_quiz_changelist")).context["cl"].result_list

    assert row.item_count == 12


def moments(html: str) -> list[str]:
    """The rows of the table of what is shown and when: the thing, and of each moment a radio, `*` where chosen."""
    table = html[html.index('aria-labelledby="moments-heading"') :].partition("</table>")[0]
    rows = re.findall("<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    drawn = [re.sub("<span class=.lb.[^>]*>[^<]*</span>", "", row) for row in rows]
    drawn = [re.sub("<input[^>]*>", lambda radio: "*" if " checked" in radio[0] else "o", row) for row in drawn]
    return [" | ".join(re.sub("<[^>]*>", "", cell).strip() for cell in re.split("</t[hd]>", row)[:-1]) for row in drawn]


def test_what_is_shown_and_when_is_one_table(desk: Client, course: Course) -> None:
    quiz = make_quiz(course, show_key="closed", show_paragraph="never", feedback="tries")

    html = desk.get(page(quiz)).text

    moments_of = (
        "As soon as the item is marked | When the attempt is handed in | When the quiz has closed for the student"
    )
    assert moments(html) == [
        f" | {moments_of} | Never",
        "The mark | * | o | o | o",
        "The right answer | o | o | * | o",
        "The rationale | * | o | o | o",
        "The deciding paragraph | o | o | o | *",
    ]
    assert html.count('name="show_mark"') == 4


def test_each_radio_of_the_table_is_named_by_its_row_and_its_column(desk: Client, course: Course) -> None:
    html = desk.get(page(make_quiz(course))).text
    words = dict(re.findall(r'<span (?:class="lb" )?id="([^"]*)">([^<]*)</span>', html))

    named = [
        re.search(r'aria-labelledby="([^"]*)"', radio)[1] for radio in re.findall('<input type="radio"[^>]*>', html)
    ]  # type: ignore[index]
    names = [": ".join(words[id_] for id_ in ids.split()) for ids in named]

    assert len(set(names)) == 16
    assert names[6] == "The right answer: when the quiz has closed for the student"


def test_the_table_is_saved(desk: Client, course: Course) -> None:
    quiz = make_quiz(course)

    assert errors(save(desk, page(quiz), show_rationale="never", show_mark="handed_in")) == {}

    quiz.refresh_from_db()
    shown = (quiz.show_mark, quiz.show_key, quiz.show_rationale, quiz.show_paragraph)
    assert shown == ("handed_in", "marked", "never", "marked")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("show_mark", "closed", "Where there is another try, the mark is told as soon as it is given."),
        ("show_key", "soon", "Select a valid choice. soon is not one of the available choices."),
        ("show_paragraph", "", "This field is required."),
    ],
)
def test_what_is_wrong_in_the_table_is_said_in_its_row(
    field: str, value: str, message: str, desk: Client, course: Course
) -> None:
    quiz = make_quiz(course, feedback="tries")

    response = save(desk, page(quiz), **{field: value})

    assert errors(response) == {field: [message]}
    row = re.search(rf'<tr class="field-{field} errors">.*?</tr>', response.text, re.DOTALL)
    assert row
    assert f'<ul class="errorlist" id="id_{field}_error"><li>{message}</li></ul>' in row[0]
    assert row[0].count(f'aria-invalid="true" aria-describedby="id_{field}_error"') == 4


def test_a_new_quiz_has_the_table_too(desk: Client) -> None:
    rows = moments(desk.get(reverse("admin:quizzes_quiz_add")).text)

    assert [row.split(" | ")[1:] for row in rows[1:]] == [["*", "o", "o", "o"]] * 4
