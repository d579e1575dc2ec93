"""The editor of questions: rows of options, what keeps a question from being ready, and what a change leaves alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from lessons.models import Course
from quizzes.models import Question, QuestionVersion, Response
from quizzes.versions import current_version
from tests.desk import errors, save, sent
from tests.factories import (
    make_attempt,
    make_claim,
    make_course,
    make_editor,
    make_lesson,
    make_misconception,
    make_question,
    make_quiz,
    make_section,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

ADD = "/admin/quizzes/question/add/"


@pytest.fixture
def course() -> Course:
    return make_course("ours")


@pytest.fixture
def desk(course: Course, client: Client) -> Client:
    """Logged in as the editor of the course."""
    client.force_login(make_editor(course))
    return client


@pytest.fixture
def question(course: Course) -> Question:
    """A ready single choice with the options yes, no and perhaps."""
    return make_question(course, "Q1", claims=[make_claim(course, "P1f1")])


def page(question: Question) -> str:
    return reverse("admin:quizzes_question_change", args=[question.pk])


def option(number: int, **fields: str) -> dict[str, str]:
    return {f"payload-options-{number}-{name}": value for name, value in fields.items()}


def row_errors(response: Any) -> dict[str, dict[str, list[str]]]:
    """What the rows of options say is wrong, by option and field."""
    rows = response.context["adminform"].form.edit.rows
    return {row.name: {name: list(found) for name, found in row.errors.items()} for row in rows if row.errors}


def post(client: Client, url: str, data: QueryDict) -> Any:
    return client.post(url, dict(data.lists()))


def test_a_question_saved_as_it_is_stays_as_it_is(desk: Client, question: Question) -> None:
    before = Question.objects.filter(pk=question.pk).values().get()

    response = save(desk, page(question))

    assert response.status_code == 302
    assert Question.objects.filter(pk=question.pk).values().get() == before
    assert [claim.key for claim in question.claims.all()] == ["P1f1"]


def test_enemies_are_found_by_typing_and_named_on_the_other_side(
    desk: Client, course: Course, question: Question
) -> None:
    other, third = make_question(course, "Q2"), make_question(course, "Q3")

    save(desk, page(question), **{"enemies-keys": "Q2, Q3"})

    assert list(question.enemies.order_by("key")) == [other, third]
    of_other, of_itself = (PageReader(desk.get(page(row)).text) for row in (other, question))
    assert "Named as an enemy by: Q1" in of_other.text
    assert page(question) in of_other.links
    assert "Named as an enemy by: –" in of_itself.text


@pytest.mark.parametrize("key", ["Q1", "Q9"])
def test_an_enemy_is_another_question_of_the_course(key: str, desk: Client, course: Course, question: Question) -> None:
    make_question(make_course("theirs"), "Q9")

    response = save(desk, page(question), **{"enemies-keys": key})

    assert errors(response).keys() == {"enemies"}
    assert question.enemies.count() == 0


def test_the_claims_that_decide_follow_what_is_saved(desk: Client, course: Course, question: Question) -> None:
    claim = make_claim(course, "P2f1")

    save(desk, page(question), **option(0, claim="P2f1"))

    assert list(question.deciding.all()) == [claim]


def test_options_are_changed_row_by_row(desk: Client, question: Question) -> None:
    save(desk, page(question), **option(1, text="Never", rationale="It was once."), **option(2, DELETE="on"))

    question.refresh_from_db()
    yes, no = question.payload["options"]
    assert yes["key"] == "yes"
    assert (no["key"], no["text"], no["rationale"]) == ("no", "Never", "It was once.")


def test_the_history_says_that_options_were_changed(desk: Client, question: Question) -> None:
    save(desk, page(question), **option(1, text="Never"))

    response = desk.get(reverse("admin:quizzes_question_history", args=[question.pk]))

    assert [entry.get_change_message() for entry in response.context["action_list"]] == ["Changed options."]


def test_a_new_option_gets_a_key_that_is_a_word(desk: Client, question: Question) -> None:
    save(desk, page(question), **option(3, text="Only by sea", rationale="Not so.", claim="P1f1"))

    question.refresh_from_db()
    assert [row["key"] for row in question.payload["options"]] == ["yes", "no", "perhaps", "only-by-sea"]


def test_the_page_shows_no_json(desk: Client, question: Question) -> None:
    html = desk.get(page(question)).content.decode()

    assert "payload-options-0-text" in html
    assert "&quot;rationale&quot;" not in html
    assert "&#x27;rationale&#x27;" not in html


def test_claims_and_misconceptions_are_found_by_typing(desk: Client, course: Course, question: Question) -> None:
    make_misconception(course, "plans", statement="Plans are roads.")
    make_claim(make_course("theirs"), "P9f9")

    html = desk.get(page(question)).content.decode()

    assert '<datalist id="claims"><option value="P1f1" label="Statement P1f1."></datalist>' in html
    assert '<datalist id="misconceptions"><option value="plans" label="Plans are roads."></datalist>' in html


def test_a_claim_that_the_course_does_not_have_is_refused_on_its_row(desk: Client, question: Question) -> None:
    make_claim(make_course("theirs"), "P9f9")

    response = save(desk, page(question), **option(1, claim="P9f9"))

    assert row_errors(response) == {"no": {"claim": ["This course has nothing with the key “P9f9”."]}}
    assert errors(response) == {"__all__": ["The options are not right yet: see below."]}


def test_an_error_of_the_schema_stands_on_its_row(desk: Client, question: Question) -> None:
    response = save(desk, page(question), **option(1, text=""))

    assert row_errors(response) == {"no": {"text": ["Write the text."]}}


def test_a_row_moves_without_saving_anything(desk: Client, question: Question) -> None:
    before = Question.objects.filter(pk=question.pk).values().get()

    response = save(desk, page(question), stem="", move="payload-options-1:up")

    assert [row.name for row in response.context["adminform"].form.edit.rows][:3] == ["no", "yes", "perhaps"]
    assert response.context["errors"] == []
    assert Question.objects.filter(pk=question.pk).values().get() == before


def test_a_row_is_added_without_saving_anything(desk: Client, question: Question) -> None:
    before = len(desk.get(page(question)).context["adminform"].form.edit.rows)

    response = save(desk, page(question), add="payload-options")

    assert len(response.context["adminform"].form.edit.rows) == before + 1
    assert response.status_code == 200


def test_what_was_moved_is_saved_as_it_stands(desk: Client, question: Question) -> None:
    moved = sent(desk, page(question), move="payload-options-1:up")
    html = post(desk, page(question), moved)
    places = {f"payload-options-{row.number}-ORDER": row.place for row in html.context["adminform"].form.edit.rows[:3]}

    save(desk, page(question), **places)

    question.refresh_from_db()
    assert [row["key"] for row in question.payload["options"]] == ["no", "yes", "perhaps"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"explanation": ""}, {"explanation"}),
        ({"claims": []}, {"claims"}),
        ({"use": "check"}, {"section"}),
        (option(0, rationale=""), set()),
        (option(2, claim=""), set()),
    ],
)
def test_a_question_is_ready_only_when_nothing_is_missing(
    changes: dict[str, Any], wrong: set[str], desk: Client, question: Question
) -> None:
    refused = save(desk, page(question), **changes)
    as_draft = save(desk, page(question), status="draft", **changes)

    assert errors(refused).keys() == wrong | {"status"}
    assert as_draft.status_code == 302


def test_an_option_without_rationale_says_so_on_its_row(desk: Client, question: Question) -> None:
    response = save(desk, page(question), **option(1, rationale="", claim=""))

    assert row_errors(response) == {
        "no": {"rationale": ["Say why it is wrong."], "claim": ["Name the claim that decides it."]}
    }


def test_a_check_is_asked_after_a_section_of_the_course(desk: Client, course: Course, question: Question) -> None:
    ours, theirs = make_section(make_lesson(course)), make_section(make_lesson(make_course("theirs")))

    foreign = save(desk, page(question), use="check", section=str(theirs.pk))
    own = save(desk, page(question), use="check", section=str(ours.pk))

    assert "section" in errors(foreign)
    assert own.status_code == 302
    assert Question.objects.get().section == ours


def test_only_a_check_has_a_section(desk: Client, course: Course, question: Question) -> None:
    section = make_section(make_lesson(course))

    response = save(desk, page(question), section=str(section.pk))

    assert errors(response) == {"section": ["Only a check is asked after a section."]}


def test_a_question_is_added_once_its_type_is_chosen(desk: Client, course: Course) -> None:
    claim = make_claim(course, "P1f1")
    rows = {
        **option(0, text="By land", rationale="So it says.", claim="P1f1", right="on"),
        **option(1, text="By sea", rationale="Not so.", claim="P1f1"),
    }
    asked = desk.get(ADD)

    response = save(
        desk,
        f"{ADD}?type=multiple_choice",
        **{"key": "Q9", "area": "actor", "status": "ready", "stem": "How?", "explanation": "So.", **rows},
        claims=[str(claim.pk)],
    )

    assert "type" in asked.context["form"].fields
    assert errors(response) == {}
    question = Question.objects.get()
    assert (question.type, question.course) == ("multiple_choice", course)
    assert [row["key"] for row in question.payload["options"]] == ["by-land", "by-sea"]


@pytest.mark.parametrize("query", ["", "?type=riddle"])
def test_without_a_known_type_there_is_no_form(query: str, desk: Client) -> None:
    response = desk.get(f"{ADD}{query}")

    assert response.status_code == 200
    assert "adminform" not in response.context


def test_the_type_never_changes(desk: Client, question: Question) -> None:
    save(desk, f"{page(question)}?type=multiple_choice", type="multiple_choice")

    question.refresh_from_db()
    assert question.type == "single_choice"


def test_a_ready_question_has_its_version_at_once(desk: Client, question: Question) -> None:
    save(desk, page(question), stem="What then?")

    assert QuestionVersion.objects.get().snapshot["stem"] == "What then?"


def test_a_draft_has_none(desk: Client, question: Question) -> None:
    save(desk, page(question), status="draft")

    assert not QuestionVersion.objects.exists()


def test_a_change_leaves_running_attempts_alone(desk: Client, course: Course, question: Question) -> None:
    attempt = make_attempt(make_quiz(course, questions=[question]))
    dealt = current_version(question)

    save(desk, page(question), stem="Something else?", **option(0, text="Aye"))

    assert Response.objects.get(attempt=attempt).version == dealt
    assert current_version(Question.objects.get()) != dealt


def test_the_page_says_how_often_a_question_was_dealt(desk: Client, course: Course, question: Question) -> None:
    make_attempt(make_quiz(course, questions=[question]))

    response = desk.get(page(question))

    assert response.context["dealt"] == {"attempts": 1, "open": 1, "students": 1}
    assert "This question was dealt in one attempt." in response.content.decode()


def test_a_question_of_a_quiz_cannot_be_deleted(desk: Client, course: Course, question: Question) -> None:
    make_quiz(course, "first", questions=[question])
    url = reverse("admin:quizzes_question_delete", args=[question.pk])

    response = desk.post(url, {"post": "yes"})

    assert response.context["protected"] == ["Item: first-Q1"]
    assert "withdrawn" in response.content.decode()
    assert Question.objects.get() == question


def test_a_question_that_nobody_was_asked_can_be(desk: Client, question: Question) -> None:
    current_version(question)

    desk.post(reverse("admin:quizzes_question_delete", args=[question.pk]), {"post": "yes"})

    assert not Question.objects.exists()


def test_claims_that_need_a_voice_are_pointed_out(desk: Client, course: Course) -> None:
    question = make_question(course, claims=[make_claim(course, "P1f1", keying="attribute")])

    response = desk.get(page(question))

    assert response.context["adminform"].form.hints() == ["P1f1: the stem must say whose claim it is."]


def test_the_preview_shows_what_a_student_meets(desk: Client, question: Question) -> None:
    response = desk.get(reverse("admin:quizzes_question_preview", args=[question.pk]))

    assert 'type="radio"' in response.content.decode()
    assert "Why perhaps." in response.content.decode()


def test_nobody_previews_the_question_of_a_strange_course(desk: Client) -> None:
    question = make_question(make_course("theirs"))

    assert desk.get(reverse("admin:quizzes_question_preview", args=[question.pk])).status_code == 404


@pytest.mark.parametrize("url", [page, lambda _: reverse("admin:quizzes_question_changelist")])
def test_pages_ask_as_much_for_30_questions_as_for_one(
    url: Callable[[Question], str], desk: Client, course: Course, question: Question
) -> None:
    counts = []
    for rows in (0, 29):
        for _ in range(rows):
            make_question(course)
        with data_statements() as statements:
            desk.get(url(question))
        counts.append(len(statements))

    assert counts[0] == counts[1]
