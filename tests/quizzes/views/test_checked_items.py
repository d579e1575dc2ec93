"""“Check answer” on the pages of an attempt, and what the review options let a student see."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.attempts import save_answers
from quizzes.checking import check_item
from quizzes.marking import append_mark, submit
from quizzes.models import Attempt, Mark, Quiz, Try
from tests.factories import choice, make_attempt, make_claim, make_course, make_given, make_question, make_quiz
from tests.statements import data_statements

pytestmark = pytest.mark.django_db

SECRETS = {
    "rationale": ["Why yes.", "Why no.", "Because it is so."],
    "key": ["Right answer"],
    "paragraph": [">P7<", "Only the claim says it."],
}
"""What a page has in it as soon as it tells something."""


def quiz_with(**fields: Any) -> Quiz:
    course = make_course()
    claim = make_claim(course, "P7f1", statement="Only the claim says it.")
    questions = [
        make_question(
            course,
            claims=[claim],
            payload=choice("yes", "no", "perhaps", claim="P7f1"),
            explanation="Because it is so.",
        )
        for _ in range(2)
    ]
    return make_quiz(course, questions=questions, **fields)


def sitting(client: Client, **fields: Any) -> Attempt:
    attempt = make_attempt(quiz_with(**fields))
    client.force_login(attempt.enrolment.user)
    return attempt


def page_of(attempt: Attempt) -> str:
    return f"{reverse('quizzes:attempt', args=[attempt.pk])}?page=1"


def post(client: Client, attempt: Attempt, key: str, *, check: int = 1, seen: int = 9, **fields: Any) -> Any:
    data = {"position": ["1", "2"], "seen": seen, f"i{check}-choice": key, "check": check, **fields}
    return client.post(page_of(attempt), data)


def told(text: str) -> set[str]:
    return {thing for thing, words in SECRETS.items() if any(word in text for word in words)}


def test_checking_saves_marks_and_comes_back_to_the_item(client: Client) -> None:
    attempt = sitting(client, feedback="each_item")

    reply = post(client, attempt, "no", **{"i2-choice": "yes"})

    assert reply.headers["Location"] == f"{page_of(attempt)}#i1"
    assert [(row.value, row.fraction) for row in attempt.responses.order_by("position")] == [
        ({"choice": "no"}, 0),
        ({"choice": "yes"}, None),
    ]
    page = client.get(page_of(attempt)).text
    assert "Checked: wrong, 0 of 1 mark." in page
    assert told(page) == {"rationale", "key", "paragraph"}
    assert re.findall(r'name="(i\d-choice)"', page) == ["i2-choice"] * 3
    assert re.findall(r'name="check" value="(\d)"', page) == ["2"]


def test_another_window_cannot_change_a_checked_item_and_is_told(client: Client) -> None:
    attempt = sitting(client, feedback="each_item")
    post(client, attempt, "no")

    reply = post(client, attempt, "yes", seen=99)

    assert reply.status_code == 409
    assert "This item has been checked, and its answer stands fast: “No”. Not taken was yours from here: “Yes”." in (
        reply.text
    )
    assert attempt.responses.get(position=1).value == {"choice": "no"}


def test_a_blank_item_is_not_checked_and_that_is_said_beside_it(client: Client) -> None:
    attempt = sitting(client, feedback="tries")

    reply = client.post(page_of(attempt), {"position": "1", "seen": 0, "check": 1})

    assert reply.status_code == 409
    assert 'id="i1-told" tabindex="-1">Answer the item first' in reply.text
    assert Try.objects.count() == 0


def test_between_two_tries_nothing_is_told_but_what_was_chosen(client: Client) -> None:
    attempt = sitting(client, feedback="tries")

    post(client, attempt, "no")

    page = client.get(page_of(attempt)).text
    assert "Your answer is not right. You can try again." in page
    assert "Try 2 of 3: it can earn 75% of the marks." in page
    assert told(page) == set()


def test_after_the_last_try_everything_is_told(client: Client) -> None:
    attempt = sitting(client, feedback="tries", tries=2)
    for key in ("no", "perhaps"):
        post(client, attempt, key)

    assert told(client.get(page_of(attempt)).text) == {"rationale", "key", "paragraph"}


def test_enter_checks_nothing(client: Client) -> None:
    """The first button of a form is the one that Enter presses."""
    attempt = sitting(client, feedback="each_item")

    form = re.search(r'<form class="text".*?</form>', client.get(page_of(attempt)).text, re.DOTALL)

    assert form
    assert re.findall(r"<button[^>]*>", form[0])[0] == '<button name="go" value="" hidden>'


def test_what_is_not_told_while_an_attempt_is_open_is_not_in_its_page(client: Client) -> None:
    later = dict.fromkeys(("show_mark", "show_key", "show_rationale", "show_paragraph"), "handed_in")
    attempt = sitting(client, feedback="each_item", **later)
    post(client, attempt, "no")

    page = client.get(page_of(attempt)).text

    assert "Checked." in page
    assert "wrong" not in page
    assert told(page) == set()
    submit(attempt=attempt)
    assert told(client.get(attempt.get_absolute_url()).text) == {"rationale", "key", "paragraph"}


@pytest.mark.parametrize("key", ["yes", "no"])
@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ({"show_mark": "never"}, {"paragraph"}),
        ({"show_key": "never"}, {"rationale", "paragraph"}),
        ({"show_rationale": "never"}, {"key", "paragraph"}),
        ({"show_paragraph": "never"}, {"key", "rationale"}),
        ({"show_mark": "never", "show_paragraph": "never"}, set()),
        ({"show_key": "never", "show_rationale": "never", "show_paragraph": "never"}, set()),
    ],
)
def test_the_review_has_only_what_is_told(client: Client, hidden: dict[str, str], shown: set[str], key: str) -> None:
    attempt = sitting(client, **hidden)
    save_answers(attempt=attempt, answers=[make_given(1, key), make_given(2, "perhaps")])
    submit(attempt=attempt)
    pages = [
        client.get(attempt.get_absolute_url()).text,
        client.get(f"{reverse('quizzes:object', args=[attempt.pk])}?position=1").text,
    ]

    marks = "show_mark" not in hidden
    for page in pages:
        assert told(page) - {"key"} == shown - {"key"}
        assert ("Your answer · " in page) == marks
    assert ("Right answer" in pages[0]) == ("key" in shown)
    if "show_key" in hidden:
        assert "Because it is so." not in pages[0]
        assert "Only the claim says it." not in pages[0]
        assert ("Why yes." in pages[0]) == ("rationale" in shown and key == "yes")


def test_a_hidden_mark_is_on_no_page(client: Client) -> None:
    attempt = sitting(client, show_mark="never")
    quiz, course = attempt.quiz, attempt.enrolment.cohort.course
    save_answers(attempt=attempt, answers=[make_given(1, certainty="sure"), make_given(2, "no", certainty="sure")])
    submit(attempt=attempt)
    response = attempt.responses.get(position=1)
    append_mark(response=response, fraction=0.25, rule="hand", version=response.version, reason="Mended by hand.")
    addresses = [
        attempt.get_absolute_url(),
        quiz.get_absolute_url() if quiz else "",
        reverse("quizzes:quizzes", args=[course.slug]),
        reverse("quizzes:progress"),
        reverse("home"),
        f"{reverse('quizzes:object', args=[attempt.pk])}?position=1",
    ]

    def leaks() -> list[bool]:
        words = ("Mended by hand.", "62%", "12%", "not passed", "0.25", "When you were sure")
        return [any(word in client.get(address).text for word in words) for address in addresses]

    hidden = leaks()
    Quiz.objects.update(show_mark="handed_in")

    assert (hidden, leaks()) == ([False] * 6, [True] * 6)


def test_what_waits_for_the_closing_comes_with_the_last_attempt(client: Client) -> None:
    attempt = sitting(client, show_mark="closed", attempts_allowed=2)
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])
    submit(attempt=attempt)
    before = told(client.get(attempt.get_absolute_url()).text)
    assert attempt.quiz
    submit(attempt=make_attempt(attempt.quiz, enrolment=attempt.enrolment))

    assert before == {"paragraph"}
    assert told(client.get(attempt.get_absolute_url()).text) == {"rationale", "key", "paragraph"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ["at once when you have handed in: what was right, why, and where it stands."]),
        (
            {"show_key": "closed", "show_paragraph": "never"},
            [
                "When you have handed in: your mark, why it is right or wrong.",
                "When the quiz has closed for you, that is when you have no attempt left: the right answer.",
                "Not shown: where it stands.",
            ],
        ),
        (
            {"feedback": "each_item", "show_mark": "handed_in"},
            [
                "As soon as an item is checked and fixed: where it stands.",
                "When you have handed in: your mark, the right answer, why it is right or wrong.",
            ],
        ),
    ],
)
def test_the_quiz_says_what_is_shown_when(client: Client, fields: dict[str, Any], words: list[str]) -> None:
    page = client.get(quiz_with(**fields).get_absolute_url()).text

    assert all(sentence in page for sentence in words)


def test_the_quiz_states_the_rule_of_tries(client: Client) -> None:
    page = client.get(quiz_with(feedback="tries", tries=4, penalty_percent=20).get_absolute_url()).text

    assert "You have up to 4 tries at each item. Each further try costs 20% of its marks" in page


def test_certainty_is_asked_only_where_the_quiz_asks_it(client: Client) -> None:
    asks = sitting(client)
    with_it = client.get(page_of(asks)).text
    asks_not = sitting(client, ask_certainty=False)

    assert "How sure are you?" in with_it
    assert "sure" not in client.get(page_of(asks_not)).text.replace("measure", "")


def test_the_review_shows_how_sure_the_student_was(client: Client) -> None:
    attempt = sitting(client)
    given = [make_given(1, "yes", certainty="sure"), make_given(2, "no", certainty="sure")]
    save_answers(attempt=attempt, answers=given)
    submit(attempt=attempt)

    page = client.get(attempt.get_absolute_url()).text

    assert "When you were sure you were right 1 of 2 times." in page
    assert 'class="share"' not in page


@pytest.mark.parametrize("tries", [1, 2])
def test_statements_stay_within_their_budgets(client: Client, tries: int) -> None:
    attempt = sitting(client, feedback="tries")
    for key in ["no", "perhaps"][: tries - 1]:
        save_answers(attempt=attempt, answers=[make_given(1, key, sequence=1)])
        check_item(attempt=attempt, position=1)

    with data_statements() as checking:
        assert post(client, attempt, "perhaps").status_code == 302
    with data_statements() as looking:
        client.get(page_of(attempt))
    with data_statements() as handing_in:
        client.post(reverse("quizzes:submit", args=[attempt.pk]))

    assert Mark.objects.count() == tries + 2
    assert (len(checking), len(looking), len(handing_in)) == (14, 6, 14)


def test_a_page_with_checked_items_costs_the_same_for_one_and_for_all(client: Client) -> None:
    attempt = sitting(client, feedback="each_item")
    attempt.enrolment.cohort.course.bump_revision()
    counts = []
    for position in (1, 2):
        post(client, attempt, "no", check=position)
        client.get(page_of(attempt))  # What the course says is read once, and then kept.
        with data_statements() as statements:
            client.get(page_of(attempt))
        counts.append(len(statements))

    assert counts == [6, 6]
