"""The page of a regrade: who may come there, the preview, applying, and what the student reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.models import Cohort
from quizzes.marking import append_mark
from quizzes.models import Attempt, Mark, Question
from tests.factories import (
    choice,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_question,
    make_quiz,
    make_user,
)
from tests.pages import PageReader
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(client: Client) -> Cohort:
    cohort = make_cohort(make_course(), name="11B")
    client.force_login(make_instructor(cohort, username="saltanat"))
    return cohort


@pytest.fixture
def attempts(cohort: Cohort) -> list[Attempt]:
    """Of Aida, who chose what was the key, and of Timur, who chose what is the key now."""
    question = make_question(cohort.course, "Q1")
    quiz = make_quiz(cohort.course, questions=[question], title="Actors")
    names = {"aida": "yes", "timur": "no"}
    sittings = [
        make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort, user=make_user(name)), given={1: key})
        for name, key in names.items()
    ]
    question.payload = choice("no", "yes", "perhaps")
    question.save()
    return sittings


def page() -> str:
    return reverse("admin:quizzes_question_regrade", args=[Question.objects.get(key="Q1").pk])


def chosen(**changes: Any) -> dict[str, Any]:
    cohorts = [Cohort.objects.get(name="11B").pk]
    dealt = Question.objects.get(key="Q1").versions.filter(responses__attempt__enrolment__cohort__in=cohorts)
    versions = list(dealt.order_by("pk").values_list("pk", flat=True).distinct())
    return {"rule": "new_key", "reason": "P9 says no.", "versions": versions, "cohorts": cohorts, **changes}


def preview(client: Client, **changes: Any) -> Any:
    return client.post(page(), chosen(step="preview", **changes))


def apply(client: Client, **changes: Any) -> Any:
    plan = preview(client).context["plan"]
    wanted = [change.response.pk for change in plan.changes]
    return client.post(page(), chosen(step="apply", seen=plan.digest, wanted=wanted, **changes), follow=True)


def fractions(attempts: list[Attempt]) -> list[float | None]:
    return [attempt.responses.get().fraction for attempt in attempts]


def test_the_preview_says_who_gains_and_who_would_lose_and_writes_nothing(
    client: Client, attempts: list[Attempt]
) -> None:
    read = PageReader(preview(client).text)

    assert (read.repeated_ids, read.skipped_headings, read.empty_headings, read.nests) == ([], [], 0, True)
    assert "Who gains" in read.text
    assert "timur 11B Actors, 1 0 → 1 0/1 (0%) → 1/1 (100%) not passed → passed" in read.text
    assert "aida 11B Actors, 1 1 → 0 1/1 (100%) → 0/1 (0%) passed → not passed" in read.text
    assert fractions(attempts) == [1, 0]


def test_nobody_loses_unless_the_box_is_ticked(client: Client, attempts: list[Attempt]) -> None:
    assert "One mark was changed." in apply(client).text
    assert fractions(attempts) == [1, 1]

    apply(client, lower="on")
    assert fractions(attempts) == [0, 1]
    assert [entry.get_change_message().split(". ")[-1] for entry in LogEntry.objects.all()] == [
        *("One mark was changed.", "One mark was changed.")
    ]


def test_whoever_is_not_ticked_keeps_the_mark(client: Client, attempts: list[Attempt]) -> None:
    plan = preview(client).context["plan"]

    client.post(page(), chosen(step="apply", seen=plan.digest, wanted=[], lower="on"))

    assert fractions(attempts) == [1, 0]


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_a_stale_preview_is_shown_anew_and_nothing_is_written(
    client: Client, attempts: list[Attempt], seen: str
) -> None:
    wanted = [attempt.responses.get().pk for attempt in attempts]

    reply = client.post(page(), chosen(step="apply", seen=seen, wanted=wanted, lower="on"))

    assert reply.status_code == 409
    assert "Nothing was written; this is the new preview." in reply.text
    assert reply.context["plan"].digest in reply.text
    assert fractions(attempts) == [1, 0]


@pytest.mark.parametrize("field", ["rule", "reason", "versions", "cohorts"])
def test_what_is_left_out_is_asked_for(client: Client, attempts: list[Attempt], field: str) -> None:
    reply = preview(client, **{field: []})

    assert list(reply.context["form"].errors) == [field]
    assert "plan" not in reply.context


def test_only_one_attempt_can_be_meant(client: Client, attempts: list[Attempt]) -> None:
    first = client.get(page(), {"attempt": attempts[1].pk})
    assert f'name="attempt" value="{attempts[1].pk}" checked' in first.text

    plan = preview(client, attempt=attempts[1].pk).context["plan"]

    assert [change.response.attempt for change in plan.changes] == [attempts[1]]


def test_another_instructor_and_a_student_find_nothing(client: Client, attempts: list[Attempt]) -> None:
    course = attempts[0].enrolment.cohort.course
    strangers = [make_instructor(make_cohort(course)), make_editor(make_course()), make_user(is_staff=True)]
    replies = []
    for user in strangers:
        client.force_login(user)
        replies += [client.get(page()).status_code, apply_blindly(client, attempts)]
    client.force_login(attempts[0].enrolment.user)

    assert replies == [404] * 6
    assert client.get(page(), follow=True).status_code == 403
    assert fractions(attempts) == [1, 0]


def apply_blindly(client: Client, attempts: list[Attempt]) -> int:
    wanted = [attempt.responses.get().pk for attempt in attempts]
    return client.post(page(), chosen(step="apply", seen="x", wanted=wanted, lower="on")).status_code


def test_an_instructor_reaches_no_other_class(client: Client, attempts: list[Attempt]) -> None:
    other = make_cohort(attempts[0].enrolment.cohort.course, name="12A")
    assert attempts[0].quiz
    make_closed_attempt(attempts[0].quiz, enrolment=make_enrolment(cohort=other, user=make_user("laila")))

    assert "12A" not in client.get(page()).text
    assert list(preview(client, cohorts=[other.pk]).context["form"].errors) == ["cohorts"]


def test_an_editor_who_teaches_nobody_sees_numbers_and_cannot_apply(client: Client, attempts: list[Attempt]) -> None:
    client.force_login(make_editor(attempts[0].enrolment.cohort.course))

    reply = preview(client)
    plan = reply.context["plan"]
    wanted = [change.response.pk for change in plan.changes]
    applied = client.post(page(), chosen(step="apply", seen=plan.digest, wanted=wanted, lower="on"))

    text = PageReader(reply.text).text
    assert "Would gain1 Would lose1 Untouched0" in text
    assert [word in reply.text + applied.text for word in ("aida", "timur", "11B", 'value="apply"')] == [False] * 4
    assert fractions(attempts) == [1, 0]


def test_an_administrator_applies_anywhere(client: Client, attempts: list[Attempt]) -> None:
    client.force_login(make_user(is_staff=True, is_superuser=True))

    apply(client, lower="on")

    assert fractions(attempts) == [0, 1]


def test_the_student_reads_what_changed_and_why(client: Client, attempts: list[Attempt]) -> None:
    apply(client)
    student = attempts[1].enrolment.user
    client.force_login(student)
    day = f"{timezone.now():%-d %B %Y}"
    told = f"Your mark was changed on {day}: 0 → 1 of 1 mark, because: P9 says no."

    with data_statements() as statements:
        pages = [client.get(address) for address in ("/", "/progress/", attempts[1].get_absolute_url())]

    assert [told in PageReader(reply.text).text for reply in pages] == [True] * 3
    assert [sql for sql in statements if not sql.startswith("SELECT")] == []
    assert f"{attempts[1].get_absolute_url()}#i1" in PageReader(pages[0].text).links
    client.force_login(attempts[0].enrolment.user)
    assert told not in client.get("/").text + client.get("/progress/").text


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False)])
def test_the_first_page_tells_of_it_for_a_fortnight(
    client: Client, attempts: list[Attempt], days: int, told: bool
) -> None:
    response, at = attempts[0].responses.get(), timezone.now() - timedelta(days=days)
    Mark.objects.create(response=response, fraction=0, rule="hand", reason="Read P9.", version=response.version, at=at)
    client.force_login(attempts[0].enrolment.user)

    assert ("Read P9." in client.get("/").text) == told
    assert "Read P9." in client.get("/progress/").text


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_cost_the_same_for_one_attempt_and_for_thirty(client: Client, cohort: Cohort, number: int) -> None:
    question = make_question(cohort.course, "Q1")
    quiz = make_quiz(cohort.course, questions=[question])
    for _ in range(number):
        make_closed_attempt(quiz, enrolment=make_enrolment(cohort=cohort), given={1: "no"})
    question.payload = choice("no", "yes", "perhaps")
    question.save()
    counts = []
    with data_statements() as choosing:
        client.get(page())
    counts.append(len(choosing))
    with data_statements() as previewing:
        plan = preview(client).context["plan"]
    counts.append(len(previewing))
    wanted = [change.response.pk for change in plan.changes]
    with data_statements() as applying:
        client.post(page(), chosen(step="apply", seen=plan.digest, wanted=wanted))
    counts.append(len(applying))

    assert counts == [12, 15, 24]


def hand(client: Client, attempt: Attempt, **data: Any) -> Any:
    """As the form of the first item sends it that is drawn just now."""
    places = [attempt.enrolment.cohort_id, attempt.enrolment_id, attempt.pk, 1]
    sent = {"marks": "0.5", "reason": "Half of it.", "replaces": attempt.responses.get(position=1).current_mark_id}
    return client.post(reverse("admin:progress_mark", args=places), {**sent, **data})


def test_a_mark_by_hand_is_given_on_the_page_of_the_attempt(client: Client, attempts: list[Attempt]) -> None:
    reply = hand(client, attempts[0])

    assert reply.headers["Location"].endswith(f"/{attempts[0].pk}/#response-1")
    mark = Mark.objects.latest("pk")
    assert (mark.rule, mark.fraction, mark.reason, str(mark.by)) == ("hand", 0.5, "Half of it.", "saltanat")
    hand(client, attempts[0], marks="0.75")
    assert fractions(attempts) == [0.75, 0]


def test_a_mark_by_hand_that_is_sent_twice_is_written_once(client: Client, attempts: list[Attempt]) -> None:
    drawn = attempts[0].responses.get(position=1).current_mark_id

    replies = [hand(client, attempts[0], replaces=drawn) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [302, 302]
    assert Mark.objects.filter(rule="hand").count() == 1


@pytest.mark.parametrize("replaces", ["drawn", "", "0", "x"])
def test_a_form_that_is_older_than_the_mark_is_refused_and_told_what_stands(
    client: Client, attempts: list[Attempt], replaces: str
) -> None:
    drawn = attempts[0].responses.get(position=1).current_mark_id
    hand(client, attempts[0])

    reply = hand(client, attempts[0], marks="0.75", replaces=drawn if replaces == "drawn" else replaces)

    assert fractions(attempts) == [0.5, 0]
    newest = attempts[0].responses.get(position=1).current_mark_id
    if replaces != "x":
        assert "marked since you opened this page: 0.5 of 1 mark, by hand, saltanat," in reply.text
    assert f'name="replaces" value="{newest}"' in reply.text
    assert 'value="0.75"' in reply.text


@pytest.mark.parametrize("wrong", [{"marks": "2"}, {"marks": "-1"}, {"marks": "nan"}, {"marks": ""}, {"reason": " "}])
def test_a_mark_by_hand_that_cannot_be_comes_back(
    client: Client, attempts: list[Attempt], wrong: dict[str, str]
) -> None:
    reply = hand(client, attempts[0], **wrong)

    assert (reply.status_code, reply.text.count('class="errorlist"')) == (200, 1)
    assert '<details class="by-hand" open>' in reply.text
    assert fractions(attempts) == [1, 0]


def test_only_who_teaches_the_class_marks_by_hand(client: Client, attempts: list[Attempt]) -> None:
    course = attempts[0].enrolment.cohort.course
    for user in (make_instructor(make_cohort(course)), make_editor(course)):
        client.force_login(user)
        assert hand(client, attempts[0]).status_code == 404
    client.force_login(attempts[0].enrolment.user)

    assert hand(client, attempts[0]).status_code == 302
    assert fractions(attempts) == [1, 0]


def test_a_dropped_item_is_told_so(client: Client, attempts: list[Attempt]) -> None:
    response = attempts[0].responses.get()
    append_mark(response=response, fraction=1, rule="dropped", version=response.version, reason="Unclear.")
    client.force_login(attempts[0].enrolment.user)

    text = PageReader(client.get(attempts[0].get_absolute_url()).text).text

    assert "this item does not count, because: Unclear." in text
    assert "right; the item does not count" in text
