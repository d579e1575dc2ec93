"""Versions of questions are found by their content, and never made twice."""

import pytest

from quizzes.models import Question, QuestionVersion
from quizzes.versions import claim_keys, create, current_version, current_versions, draft
from tests.factories import choice, make_claim, make_course, make_question
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


def test_a_version_holds_all_that_delivery_marking_and_review_need() -> None:
    course = make_course()
    claims = [make_claim(course, key) for key in ("P2f1", "P1f1")]
    question = make_question(course, "Q1", claims=claims, area="project", bloom="apply")

    version = current_version(question)

    assert version.snapshot == {
        "type": "single_choice",
        "stem": "What of Q1?",
        "payload": question.payload,
        "explanation": "So it is with Q1.",
        "claims": ["P1f1", "P2f1"],
        "area": "project",
        "bloom": "apply",
    }
    assert version.claim_keys == ["P1f1", "P2f1", "P2f1"]


def test_the_same_content_is_the_same_version() -> None:
    question = make_question(make_course())

    assert current_version(question) == current_version(question)
    assert QuestionVersion.objects.count() == 1


def test_what_a_payload_spells_out_and_what_it_leaves_to_defaults_are_the_same() -> None:
    question = make_question(make_course())
    version = current_version(question)

    question.payload["options"][1]["right"] = False

    assert current_version(question) == version


def test_another_wording_is_another_version_that_is_marked_alike() -> None:
    question = make_question(make_course())
    before = current_version(question)

    question.stem = "What, then?"
    question.payload["options"][0]["text"] = "Indeed"
    after = current_version(question)

    assert after != before
    assert after.marking_digest == before.marking_digest


def test_another_key_is_marked_otherwise() -> None:
    question = make_question(make_course())
    before = current_version(question)

    question.payload = choice("no", "yes", "perhaps")
    after = current_version(question)

    assert after.marking_digest != before.marking_digest


def test_claims_that_are_set_after_they_were_read_count() -> None:
    course = make_course()
    question = make_question(course)
    list(question.claims.all())

    question.claims.set([make_claim(course, "P7f7")])

    assert current_version(question).snapshot["claims"] == ["P7f7"]


def test_a_question_that_goes_back_to_an_old_wording_goes_back_to_its_version() -> None:
    question = make_question(make_course(), stem="First")
    first = current_version(question)
    question.stem = "Second"
    current_version(question)

    question.stem = "First"

    assert current_version(question) == first


@pytest.mark.parametrize("number", [1, 30])
def test_versions_cost_the_same_for_one_question_and_for_thirty(number: int) -> None:
    course = make_course()
    questions = [make_question(course) for _ in range(number)]

    with data_statements() as making:
        made = current_versions(questions)
    with data_statements() as finding:
        found = current_versions(questions)

    assert (len(making), len(finding)) == (3, 2)
    assert found == made
    assert sorted(found) == sorted(question.pk for question in questions)


def test_the_newest_version_is_found_without_looking_for_it() -> None:
    course = make_course()
    for _ in range(3):
        make_question(course)
    made = current_versions(Question.objects.all())
    questions = list(Question.objects.with_newest_version())
    claims = {**{key: [] for key in made}, **claim_keys(questions)}

    with data_statements() as statements:
        found = current_versions(questions, claims=claims)

    assert statements == []
    assert found == made
    assert [found[pk].snapshot for pk in found] == [made[pk].snapshot for pk in found]


def test_what_the_newest_version_does_not_say_is_looked_for_or_made() -> None:
    course = make_course()
    back, changed, new = (make_question(course, stem="First") for _ in range(3))
    first = current_version(back)
    for question in (back, changed):
        question.stem = "Second"
        current_version(question)
    changed.stem = "Third"
    changed.save()

    found = current_versions(Question.objects.with_newest_version())

    assert found[back.pk] == first
    assert [found[question.pk].stem for question in (back, changed, new)] == ["First", "Third", "First"]
    assert QuestionVersion.objects.count() == 5


def test_a_version_that_somebody_else_makes_at_this_moment_is_found() -> None:
    course = make_course()
    ours, theirs = make_question(course), make_question(course)
    drafts = [draft(question, []) for question in (ours, theirs)]
    made = draft(theirs, [])
    made.save()

    versions = create(drafts)

    assert versions[theirs.pk] == made
    assert versions[ours.pk].question == ours
    assert QuestionVersion.objects.count() == 2
