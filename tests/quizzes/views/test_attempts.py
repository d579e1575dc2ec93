"""The pages of an open attempt: what they show, what their form saves, and how it is handed in."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.attempts import save_answers
from quizzes.marking import submit
from quizzes.models import Answer, Attempt, Mark
from tests.factories import (
    choice,
    make_attempt,
    make_claim,
    make_course,
    make_enrolment,
    make_given,
    make_question,
    make_quiz,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    """Five items on three pages."""
    return make_attempt(make_quiz(make_course(), title="Neighbours", questions=5, items_per_page=2))


@pytest.fixture
def student(client: Client, attempt: Attempt) -> Client:
    client.force_login(attempt.enrolment.user)
    return client


def address(attempt: Attempt, page: int = 1) -> str:
    return f"{reverse('quizzes:attempt', args=[attempt.pk])}?page={page}"


def values(attempt: Attempt) -> dict[int, Any]:
    rows = attempt.responses.exclude(current_answer=None)
    return dict(rows.values_list("position", "current_answer__value__choice"))


def filled(page: Any, **fields: str) -> dict[str, Any]:
    """What a browser posts of the form of a page, with some fields filled in."""
    form = re.search(r'<form class="text".*?</form>', page.text, re.DOTALL)
    assert form
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form[0])]
    checked = re.findall(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"[^>]*checked', form[0])
    data: dict[str, Any] = {"position": [field["value"] for field in inputs if field["name"] == "position"]}
    data["seen"] = next(field["value"] for field in inputs if field["name"] == "seen")
    return data | dict(checked) | {name.replace("_", "-"): value for name, value in fields.items()}


def test_a_page_shows_its_items_and_where_the_attempt_stands(student: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1), make_given(3, certainty="sure")])

    page = student.get(address(attempt, 2))

    assert "Attempt 1 · page 2 of 3" in page.text
    assert "items 3 to 4 of 5" in page.text
    assert re.findall(r'<section class="item" id="(\w+)"', page.text) == ["i3", "i4"]
    assert re.findall(r'name="([^"]+)" value="([^"]+)"[^>]* checked', page.text) == [
        ("i3-choice", "yes"),
        ("i3-certainty", "sure"),
    ]
    cells = re.findall(r'class="(done|none)"[^>]*>(\d)<span class="vh">([^<]+)<', page.text)
    assert [number for state, number, words in cells if (state, words) == ("done", ", answered")] == ["1", "3"]
    assert [number for state, number, words in cells if (state, words) == ("none", ", not answered")] == ["2", "4", "5"]


def test_options_stand_in_the_order_in_which_they_were_dealt(student: Client, attempt: Attempt) -> None:
    attempt.responses.filter(position=1).update(option_order=["perhaps", "yes", "no"])

    page = student.get(address(attempt))

    assert re.findall(r'name="i1-choice" value="(\w+)"', page.text) == ["perhaps", "yes", "no"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999999999"])
def test_any_page_number_gives_a_page(student: Client, attempt: Attempt, page: str) -> None:
    assert student.get(reverse("quizzes:attempt", args=[attempt.pk]), {"page": page}).status_code == 200


def test_the_form_saves_and_goes_on(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt))

    reply = student.post(address(attempt), filled(page, i1_choice="no", i1_certainty="guessing", go="3"))

    assert reply.headers["Location"] == f"{address(attempt, 2)}#i3"
    answer = Answer.objects.get()
    assert (answer.value, answer.certainty, answer.sequence) == ({"choice": "no"}, "guessing", 1)
    assert values(attempt) == {1: "no"}


def test_saving_without_going_on_stays_on_the_page(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt, 2))

    reply = student.post(address(attempt, 2), filled(page, i4_choice="no", go=""))

    assert reply.headers["Location"] == address(attempt, 2)
    assert values(attempt) == {4: "no"}


def test_an_item_of_another_page_is_reached_with_all_that_was_filled_in(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt))

    reply = student.post(address(attempt), filled(page, i2_choice="yes", go="5"))

    assert '<button class="none" form="sheet" name="go" value="5" data-cell="5" data-sequence="0">' in page.text
    assert reply.headers["Location"] == f"{address(attempt, 3)}#i5"
    assert values(attempt) == {2: "yes"}


def test_a_form_that_changes_nothing_writes_nothing(student: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1, certainty="sure")])
    page = student.get(address(attempt))

    for _ in range(2):
        student.post(address(attempt), filled(page, go="3"))

    assert Answer.objects.count() == 1


def test_a_double_click_saves_once(student: Client, attempt: Attempt) -> None:
    data = filled(student.get(address(attempt)), i1_choice="no", go="3")

    replies = [student.post(address(attempt), data) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [302, 302]
    assert Answer.objects.count() == 1


def test_an_answer_can_be_changed_by_a_page_that_knows_it(student: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])

    student.post(address(attempt), filled(student.get(address(attempt)), i1_choice="no"))

    assert values(attempt) == {1: "no"}


def test_an_item_that_a_post_leaves_out_is_no_blank_answer(student: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])

    student.post(address(attempt), {"seen": "1", "go": "3"})

    assert values(attempt) == {1: "yes"}


def test_an_older_window_overwrites_nothing_and_nothing_is_lost(student: Client, attempt: Attempt) -> None:
    old = student.get(address(attempt))
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])

    page = student.post(address(attempt), filled(old, i1_choice="no", i1_certainty="sure", i2_choice="no", go="3"))

    text = " ".join(page.text.split())
    assert page.status_code == 409
    assert values(attempt) == {1: "yes", 2: "no"}
    assert "That answer is kept: “Yes”. Not taken was yours from here: “No (Sure)”." in text
    assert 'name="i1-choice" value="yes" id="i1-choice-yes" checked' in text

    again = student.post(address(attempt), filled(page, i1_choice="no", go="3"))
    assert again.status_code == 302
    assert values(attempt) == {1: "no", 2: "no"}


def test_an_older_window_in_which_nothing_was_filled_in_goes_on(student: Client, attempt: Attempt) -> None:
    old = student.get(address(attempt))
    save_answers(attempt=attempt, answers=[make_given(1, "yes")])

    reply = student.post(address(attempt), filled(old, go="3"))

    assert reply.status_code == 302
    assert values(attempt) == {1: "yes"}


def test_two_windows_on_two_pages_do_not_disturb_each_other(student: Client, attempt: Attempt) -> None:
    first, second = student.get(address(attempt, 1)), student.get(address(attempt, 2))

    replies = [
        student.post(address(attempt, 1), filled(first, i1_choice="yes", go="")),
        student.post(address(attempt, 2), filled(second, i3_choice="no", go="")),
    ]

    assert [reply.status_code for reply in replies] == [302, 302]
    assert values(attempt) == {1: "yes", 3: "no"}


@pytest.mark.parametrize("fields", [{"i1-choice": "maybe"}, {"i1-choice": "no\x00"}, {"i1-certainty": "very"}])
def test_nonsense_in_the_form_is_not_kept(student: Client, attempt: Attempt, fields: dict[str, str]) -> None:
    reply = student.post(address(attempt), {**filled(student.get(address(attempt))), **fields})

    assert reply.status_code == 409
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("go", ["x", "-1", "0", "99999", "²", "submit "])
def test_nonsense_about_the_way_stays_in_the_attempt(student: Client, attempt: Attempt, go: str) -> None:
    reply = student.post(address(attempt), filled(student.get(address(attempt)), go=go, seen="x"), follow=True)

    assert reply.status_code == 200


def test_answers_to_an_attempt_that_has_been_closed_are_said_to_be_lost(student: Client, attempt: Attempt) -> None:
    old = student.get(address(attempt))
    submit(attempt=attempt)

    reply = student.post(address(attempt), filled(old, i1_choice="no"), follow=True)

    assert [str(message) for message in reply.context["messages"]] == [
        "Item 1: your answer “No” was not taken; the attempt is closed."
    ]
    assert reply.redirect_chain == [(reverse("quizzes:review", args=[attempt.pk]), 302)]
    assert values(attempt) == {}


def test_handing_in_asks_first_and_says_what_is_open(student: Client, attempt: Attempt) -> None:
    reply = student.post(
        address(attempt), filled(student.get(address(attempt)), i2_choice="yes", go="submit"), follow=True
    )

    text = " ".join(reply.text.split())
    assert reply.redirect_chain == [(reverse("quizzes:submit", args=[attempt.pk]), 302)]
    assert "4 items are not answered; they will earn nothing." in text
    assert f'<a href="{address(attempt, 1)}#i2">Item 2</a>: answered' in text
    assert f'<a href="{address(attempt, 3)}#i5">Item 5</a>: <b>not answered</b>' in text
    assert Mark.objects.count() == 0


def test_the_button_hands_in_and_a_second_press_does_nothing(student: Client, attempt: Attempt) -> None:
    for _ in range(2):
        reply = student.post(reverse("quizzes:submit", args=[attempt.pk]))
        assert reply.headers["Location"] == reverse("quizzes:review", args=[attempt.pk])

    assert Mark.objects.count() == 5


def test_a_closed_attempt_is_shown_by_its_review(student: Client, attempt: Attempt) -> None:
    submit(attempt=attempt)

    for name in ("attempt", "submit"):
        reply = student.get(reverse(f"quizzes:{name}", args=[attempt.pk]))
        assert reply.headers["Location"] == reverse("quizzes:review", args=[attempt.pk])


@pytest.mark.parametrize("name", ["attempt", "submit", "review"])
def test_visitors_log_in_and_strangers_find_nothing(client: Client, attempt: Attempt, name: str) -> None:
    path = reverse(f"quizzes:{name}", args=[attempt.pk])
    methods = (client.get,) if name == "review" else (client.get, client.post)
    for method in methods:
        assert method(path).headers["Location"] == f"/accounts/login/?next={path}"

    for user in (make_enrolment(cohort=attempt.enrolment.cohort).user, make_user(is_staff=True, is_superuser=True)):
        client.force_login(user)
        assert [method(path).status_code for method in methods] == [404] * len(methods)
    assert Attempt.objects.get().closed_at is None


def test_checks_have_no_attempt_page(client: Client, attempt: Attempt) -> None:
    client.force_login(attempt.enrolment.user)

    assert client.get(reverse("quizzes:attempt", args=[attempt.pk + 1])).status_code == 404
    assert client.get("/attempts/99999999999999999999999999/").status_code == 404


def test_pages_of_an_attempt_are_not_kept_by_browsers(student: Client, attempt: Attempt) -> None:
    for name in ("attempt", "submit"):
        assert "no-store" in student.get(reverse(f"quizzes:{name}", args=[attempt.pk])).headers["Cache-Control"]


def test_nothing_gives_the_key_away_before_its_time(client: Client) -> None:
    course = make_course()
    claim = make_claim(course, "P77f7", statement="SECRET statement")
    payload = choice("yes", "no", claim="P77f7")
    payload["options"][0]["rationale"] = payload["options"][1]["rationale"] = "SECRET rationale"
    payload["options"][1]["misconception"] = "SECRET-belief"
    multiple = {"options": [{**payload["options"][0]}, {**payload["options"][1]}]}
    questions = [
        make_question(course, payload=payload, claims=[claim], explanation="SECRET explanation [P77f7]"),
        make_question(course, payload=multiple, type="multiple_choice", claims=[claim], explanation="SECRET"),
    ]
    attempt = make_attempt(make_quiz(course, questions=questions), given={1: "yes"})
    client.force_login(attempt.enrolment.user)
    save = {"seen": 1, "answers": [{"uuid": "x", "sequence": 2, "position": 1, "value": {"choice": "no"}}]}

    open_pages = [
        client.get(address(attempt)),
        client.post(address(attempt), {"position": "1", "seen": "0", "i1-choice": "no"}),
        client.get(reverse("quizzes:submit", args=[attempt.pk])),
        client.get(reverse("quizzes:state", args=[attempt.pk])),
        client.post(reverse("quizzes:save", args=[attempt.pk]), save, content_type="application/json"),
    ]
    client.post(reverse("quizzes:submit", args=[attempt.pk]))
    review = client.get(reverse("quizzes:review", args=[attempt.pk])).text

    for page in open_pages:
        assert re.findall(r"SECRET|\bP77|is-right|\bclaim|rationale", page.content.decode()) == []
    assert "SECRET rationale" in review
    assert "SECRET explanation" in review
    assert "SECRET statement" in review


@pytest.mark.parametrize("number", [1, 30])
def test_pages_cost_the_same_for_one_item_and_for_thirty(client: Client, number: int) -> None:
    attempt = make_attempt(make_quiz(make_course(), questions=number, items_per_page=30))
    client.force_login(attempt.enrolment.user)
    counts = {}
    with data_statements() as counts["page"]:
        page = client.get(address(attempt))
    answers = {f"i{position}_choice": "no" for position in range(1, number + 1)}
    with data_statements() as counts["form"]:
        client.post(address(attempt), filled(page, **answers))
    with data_statements() as counts["summary"]:
        client.get(reverse("quizzes:submit", args=[attempt.pk]))
    with data_statements() as counts["submit"]:
        client.post(reverse("quizzes:submit", args=[attempt.pk]))

    assert {name: len(statements) for name, statements in counts.items()} == {
        "page": 5,
        "form": 9,
        "summary": 5,
        "submit": 12,
    }


def end_session(client: Client) -> None:
    """As it ends by itself: the browser still has its page, and the server no longer knows it."""
    client.session.delete()
    del client.cookies["sessionid"]


def test_what_is_posted_after_the_session_has_ended_is_saved_after_the_next_log_in(
    student: Client, attempt: Attempt
) -> None:
    page = student.get(address(attempt, 2))
    end_session(student)

    sent = student.post(address(attempt, 2), filled(page, i3_choice="no"))
    student.force_login(attempt.enrolment.user)
    back = student.get(address(attempt, 2), follow=True)

    assert sent.headers["Location"] == f"/accounts/login/?next=/attempts/{attempt.pk}/%3Fpage%3D2%23i3"
    assert back.redirect_chain == [(f"{address(attempt, 2)}#i3", 302)]
    assert values(attempt) == {3: "no"}
    assert [str(message) for message in back.context["messages"]] == [
        "What you had filled in before you logged in is saved."
    ]
    assert [str(message) for message in student.get(address(attempt, 2)).context["messages"]] == []
    assert Answer.objects.count() == 1


def test_pages_of_two_windows_and_of_two_attempts_wait_together(student: Client, attempt: Attempt) -> None:
    other = make_attempt(make_quiz(attempt.enrolment.cohort.course, questions=1), enrolment=attempt.enrolment)
    pages = [
        (one, number, student.get(address(one, number))) for one, number in ((attempt, 1), (attempt, 2), (other, 1))
    ]
    end_session(student)
    for one, number, page in pages:
        first = page.context["sheet"].items[0].id
        student.post(address(one, number), filled(page, **{f"{first}_choice": "no"}))

    student.force_login(attempt.enrolment.user)
    for one in (attempt, other):
        student.get(address(one))

    assert (values(attempt), values(other)) == ({1: "no", 3: "no"}, {1: "no"})


def test_of_what_waited_the_item_that_was_changed_is_come_back_to(student: Client, attempt: Attempt) -> None:
    save_answers(attempt=attempt, answers=[make_given(3), make_given(4)])
    page = student.get(address(attempt, 2))
    end_session(student)
    student.post(address(attempt, 2), filled(page, i3_choice="no"))

    student.force_login(attempt.enrolment.user)

    assert student.get(address(attempt, 2)).headers["Location"] == f"{address(attempt, 2)}#i3"
    assert values(attempt) == {3: "no", 4: "yes"}


def test_what_waited_stands_beside_what_was_answered_elsewhere_meanwhile(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt, 2))
    end_session(student)
    student.post(address(attempt, 2), filled(page, i3_choice="no"))
    save_answers(attempt=attempt, answers=[make_given(3, "yes")])

    student.force_login(attempt.enrolment.user)
    back = student.get(address(attempt, 2))

    assert "Not taken was yours from here: “No”." in " ".join(back.text.split())
    assert values(attempt) == {3: "yes"}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, ""),
        ({"position": "3"}, ""),
        ({"position": ["3", "4"], "i3-choice": "no", "i4-choice": ""}, "%23i3"),
        ({"position": ["3", "4"], "i3-choice": "no", "i4-certainty": "sure"}, "%23i4"),
        ({"position": "3", "i9-choice": "no"}, ""),
    ],
)
def test_the_log_in_leads_back_to_the_last_item_that_was_filled_in(
    client: Client, attempt: Attempt, fields: dict[str, Any], place: str
) -> None:
    reply = client.post(address(attempt, 2), fields)

    assert reply.headers["Location"] == f"/accounts/login/?next=/attempts/{attempt.pk}/%3Fpage%3D2{place}"


def test_another_student_on_the_same_device_sends_and_sees_nothing_of_it(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt))
    end_session(student)
    student.post(address(attempt), filled(page, i1_choice="no"))
    other = make_attempt(attempt.quiz, enrolment=make_enrolment(cohort=attempt.enrolment.cohort))

    student.force_login(other.enrolment.user)
    student.get(address(other))

    assert student.get(address(attempt)).status_code == 404
    assert Answer.objects.count() == 0


def test_what_waited_is_told_when_the_attempt_has_been_handed_in_meanwhile(student: Client, attempt: Attempt) -> None:
    page = student.get(address(attempt))
    end_session(student)
    student.post(address(attempt), filled(page, i1_choice="no"))
    submit(attempt=attempt)

    student.force_login(attempt.enrolment.user)
    review = student.get(address(attempt), follow=True)

    assert [str(message) for message in review.context["messages"]] == [
        "Item 1: your answer “No” was not taken; the attempt is closed."
    ]
    assert Answer.objects.count() == 0


def test_a_flood_is_not_kept(client: Client, attempt: Attempt) -> None:
    client.post(address(attempt), {"x": "x" * 70_000})

    assert "sessionid" not in client.cookies
