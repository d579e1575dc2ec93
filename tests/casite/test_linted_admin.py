"""The linter in the admin: its findings beside a row, and no publishing of what has errors."""

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from casite.loading import load
from lessons.models import Claim, ContentRow, Course, Lesson, Section
from quizzes.models import Item, Question, QuestionVersion, Quiz
from tests.desk import errors, save
from tests.factories import make_editor
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(folder: Path) -> Course:
    load(folder)
    return Course.objects.get(slug="tiny")


@pytest.fixture
def desk(course: Course, client: Client) -> Client:
    client.force_login(make_editor(course))
    return client


def page(row: ContentRow | Course) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def found(client: Client, row: ContentRow | Course) -> dict[str, str]:
    """What stands beside a row, by the code of the rule: the reason of its waiver, or nothing."""
    response = client.get(page(row))
    assert response.status_code == 200
    return {finding.code: finding.waiver for finding in response.context["findings"]}


def test_findings_stand_beside_their_row(desk: Client, course: Course) -> None:
    question = Question.objects.get(key="Q1")
    save(desk, page(question), stem="Is the road not open?")

    assert found(desk, question) == {"negative-stem": ""}
    text = desk.get(page(question)).content.decode()
    assert "The stem asks with “not”." in text
    assert "Ask for what is the case." in text
    assert found(desk, Claim.objects.get(key="P2f1")) == {}


def test_the_page_of_a_lesson_has_what_is_found_in_its_sections(desk: Client, course: Course) -> None:
    assert set(found(desk, Lesson.objects.get())) == {"section-without-checks"}
    assert set(found(desk, Section.objects.get(key="L01s1"))) == {"section-without-checks"}


def test_a_page_without_findings_says_nothing_of_them(desk: Client, course: Course) -> None:
    assert "findings-heading" not in desk.get(page(Claim.objects.get(key="P2f1"))).content.decode()


def test_a_warning_is_waived_with_a_reason(desk: Client, course: Course) -> None:
    lesson = Lesson.objects.get()
    section = Section.objects.get(key="L01s1")

    save(desk, page(section), waivers="section-without-checks: It only leads on.\r\n")

    section.refresh_from_db()
    assert section.waivers == {"section-without-checks": "It only leads on."}
    assert found(desk, section) == {"section-without-checks": "It only leads on."}
    assert "Let stand because: It only leads on." in desk.get(page(lesson)).content.decode()


@pytest.mark.parametrize("typed", ["section-without-checks", "section-without-checks:", ": It leads on."])
def test_a_waiver_without_rule_or_reason_is_refused(desk: Client, course: Course, typed: str) -> None:
    response = save(desk, page(Section.objects.get(key="L01s1")), waivers=typed)

    assert errors(response)["waivers"] == [
        f"“{typed}” has no rule or no reason: write “long-sentence: It quotes a title.”"
    ]
    assert not Section.objects.exclude(waivers={}).exists()


def test_a_rule_is_waived_once(desk: Client, course: Course) -> None:
    twice = "long-sentence: It quotes a title.\r\nlong-sentence: It is a list."

    response = save(desk, page(Section.objects.get(key="L01s1")), waivers=twice)

    assert errors(response)["waivers"] == ["“long-sentence” stands here twice."]


@pytest.mark.parametrize("code", ["no-such-rule", "duplicate-stem"])
def test_a_waiver_that_cannot_be_is_an_error(desk: Client, course: Course, code: str) -> None:
    question = Question.objects.get(key="Q1")

    response = save(desk, page(question), waivers=f"{code}: It is so.")

    assert errors(response)["waivers"] == [f"There is no warning “{code}”."]
    question.refresh_from_db()
    assert question.waivers == {}


def test_a_question_with_an_error_is_not_made_ready(desk: Client, course: Course) -> None:
    Claim.objects.filter(key="P1f1").update(keying=Claim.Keying.ATTRIBUTE)
    question = Question.objects.get(key="Q1")
    Question.objects.filter(pk=question.pk).update(status=Question.Status.DRAFT)
    versions, logged = QuestionVersion.objects.count(), LogEntry.objects.count()

    response = save(desk, page(question), status="ready", stem="Is the way open?")

    assert errors(response)["stem"] == ["Whose claim P1f1 is, the stem does not say."]
    assert b"was changed successfully" not in response.content
    question.refresh_from_db()
    assert (question.status, question.stem) == (Question.Status.DRAFT, "Is the road open?")
    assert (QuestionVersion.objects.count(), LogEntry.objects.count()) == (versions, logged)
    assert "Is the way open?" in response.content.decode()  # What was typed is not lost.


def test_a_draft_may_have_errors_and_says_them(desk: Client, course: Course) -> None:
    Claim.objects.filter(key="P1f1").update(keying=Claim.Keying.ATTRIBUTE)
    question = Question.objects.get(key="Q1")

    response = save(desk, page(question), status="draft")

    assert response.status_code == 302
    assert "missing-attribution" in found(desk, question)


def test_a_lesson_is_not_published_while_something_in_it_is_wrong(desk: Client, course: Course) -> None:
    lesson = Lesson.objects.get()
    save(desk, page(lesson), status="draft", figure="A picture")

    response = save(desk, page(lesson), status="published")

    assert set(errors(response)) == {"figure", "figure_text"}
    lesson.refresh_from_db()
    assert lesson.status == Lesson.Status.DRAFT


def test_a_section_of_a_published_lesson_is_not_saved_with_an_error(desk: Client, course: Course) -> None:
    section = Section.objects.get(key="L01s1")

    response = save(desk, page(section), waivers="no-such-rule: It is so.", text="It is [[road|a road]].[P1f1]")

    assert "waivers" in errors(response)
    section.refresh_from_db()
    assert section.text.startswith("The road is open.")


def test_a_quiz_is_not_published_with_enemies_in_it(desk: Client, course: Course) -> None:
    second = Question.objects.get(key="Q1")
    claims = list(second.claims.all())
    second.pk, second.key, second.stem = None, "Q2", "What does the paper call the way?"
    second.save()
    second.claims.set(claims)
    quiz = Quiz.objects.get()
    Quiz.objects.update(status=Quiz.Status.DRAFT)
    Item.objects.create(course=course, quiz=quiz, key="roads-2", question=second, position=1)

    response = save(desk, page(quiz), status="published")

    assert "Q1 and Q2 are enemies." in str(errors(response))
    quiz.refresh_from_db()
    assert quiz.status == Quiz.Status.DRAFT


def test_what_was_refused_leaves_no_findings_behind(desk: Client, course: Course) -> None:
    """A refused save has counted the revision up before it was rolled back."""
    question = Question.objects.get(key="Q1")
    save(desk, page(question), waivers="no-such-rule: It is so.")

    save(desk, page(question), stem="Is the road not open?")

    assert set(found(desk, question)) == {"negative-stem"}


def test_the_course_has_findings_of_its_own(desk: Client, course: Course) -> None:
    Course.objects.update(waivers={"no-such-rule": "It is so."})
    course.bump_revision()

    assert set(found(desk, course)) == {"unknown-waiver"}


def test_the_findings_cost_statements_only_after_a_change(desk: Client, course: Course) -> None:
    question = Question.objects.get(key="Q1")
    course.bump_revision()

    def cost() -> int:
        with data_statements() as statements:
            desk.get(page(question))
        return len(statements)

    first, again = cost(), cost()
    assert first - again == 40
    assert cost() == again
