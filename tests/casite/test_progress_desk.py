"""Progress in the admin: only of one's own classes, from the class down to each answer."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from lessons.models import Cohort, Enrolment
from quizzes.marking import append_mark
from quizzes.models import Attempt
from tests.factories import (
    make_check,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_course,
    make_editor,
    make_enrolment,
    make_instructor,
    make_lesson,
    make_quiz,
    make_read,
    make_section,
    make_user,
)
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(make_course(title="Rivers"), name="11B")


@pytest.fixture
def instructor(cohort: Cohort, client: Client) -> User:
    instructor = make_instructor(cohort)
    client.force_login(instructor)
    return instructor


@pytest.fixture
def student(cohort: Cohort) -> Enrolment:
    return make_enrolment(cohort=cohort, user=make_user("zarina", first_name="Zarina", last_name="Yusupova"))


@pytest.fixture
def attempt(cohort: Cohort, student: Enrolment) -> Attempt:
    quiz = make_quiz(cohort.course, questions=3, pass_percent=60, title="Banks and beds")
    return make_closed_attempt(quiz, enrolment=student, given={1: "yes", 2: "no"})


def addresses(attempt: Attempt) -> dict[str, str]:
    """Every page of the class of an attempt."""
    places = [attempt.enrolment.cohort_id, attempt.enrolment_id, attempt.pk]
    names = ("progress_class", "progress_student", "progress_attempt")
    return {name: reverse(f"admin:{name}", args=places[: n + 1]) for n, name in enumerate(names)}


def cells(html: str, row: int = 0) -> list[str]:
    """The words in the cells of a row of the matrix, students first."""
    rows = re.findall(r"<tr>(.*?)</tr>", html[html.index("<tbody>") :], re.DOTALL)
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", rows[row], re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", "", cell).split()) for cell in found]


def test_an_instructor_sees_every_page(client: Client, instructor: User, attempt: Attempt) -> None:
    statuses = {name: client.get(address).status_code for name, address in addresses(attempt).items()}

    assert statuses == {"progress_class": 200, "progress_student": 200, "progress_attempt": 200}


def test_an_administrator_sees_every_page(client: Client, attempt: Attempt) -> None:
    client.force_login(User.objects.create_superuser("root"))

    assert [client.get(address).status_code for address in addresses(attempt).values()] == [200, 200, 200]


def test_staff_who_do_not_teach_the_class_find_nothing(client: Client, attempt: Attempt) -> None:
    course = attempt.enrolment.cohort.course
    for stranger in (make_instructor(make_cohort(course)), make_editor(course), make_instructor()):
        client.force_login(stranger)

        assert [client.get(address).status_code for address in addresses(attempt).values()] == [404, 404, 404]


def test_students_are_refused_and_visitors_asked_to_log_in(client: Client, attempt: Attempt) -> None:
    pages = [reverse("admin:progress"), *addresses(attempt).values()]
    asked = [client.get(page, follow=True).redirect_chain[-1][0] for page in pages]
    client.force_login(attempt.enrolment.user)

    assert asked == [f"{reverse('login')}?next={page}" for page in pages]
    assert [client.get(page, follow=True).status_code for page in pages] == [403, 403, 403, 403]


def test_a_student_is_found_only_in_the_own_class(client: Client, instructor: User, attempt: Attempt) -> None:
    other = make_cohort(attempt.enrolment.cohort.course, instructors=[instructor])
    elsewhere = make_closed_attempt(attempt.quiz, enrolment=make_enrolment(cohort=other))
    places = [
        ("progress_student", [other.pk, attempt.enrolment_id]),
        ("progress_attempt", [other.pk, attempt.enrolment_id, attempt.pk]),
        ("progress_attempt", [attempt.enrolment.cohort_id, attempt.enrolment_id, elsewhere.pk]),
    ]

    assert [client.get(reverse(f"admin:{name}", args=args)).status_code for name, args in places] == [404, 404, 404]


def test_the_list_has_the_classes_that_the_user_teaches(client: Client, instructor: User, cohort: Cohort) -> None:
    other = make_cohort(cohort.course, name="Evening class")

    html = client.get(reverse("admin:progress")).text

    assert reverse("admin:progress_class", args=[cohort.pk]) in html
    assert other.name not in html


def test_who_teaches_no_class_is_told_so(client: Client, cohort: Cohort) -> None:
    client.force_login(make_editor(cohort.course))

    assert "You teach no class." in client.get(reverse("admin:progress")).text


def test_many_classes_are_paged(client: Client, instructor: User, cohort: Cohort) -> None:
    for _ in range(50):
        make_cohort(cohort.course, instructors=[instructor])

    pages = [client.get(reverse("admin:progress"), {"page": number}).text for number in (1, 2)]

    assert [page.count('class="module glance"') for page in pages] == [50, 1]


def test_the_matrix_says_what_each_student_has_done(
    client: Client, instructor: User, cohort: Cohort, student: Enrolment, attempt: Attempt
) -> None:
    done, begun = make_lesson(cohort.course, position=1), make_lesson(cohort.course, position=2)
    section, half = make_section(done), make_section(begun)
    make_section(begun)
    make_read(student, section)
    make_read(student, half)
    make_check_answer(student, make_check(section))
    make_enrolment(cohort=cohort, user=make_user("ahmadi"))

    html = client.get(reverse("admin:progress_class", args=[cohort.pk])).text

    assert cells(html, 0) == ["ahmadi", "·0", "·0", "·not handed in", "never"]
    assert cells(html, 1) == ["Yusupova, Zarina", "1, complete", "1", "33, below the pass mark", "0"]
    assert cells(html, 2) == ["All, median", "0.5", "0.5", "33", "0"]
    assert [html.count(f'<td class="{shade}"') for shade in ("c1", "c2", "c3", "c4")] == [0, 1, 0, 1]
    assert f'href="{reverse("admin:progress_student", args=[cohort.pk, student.pk])}"' in html


def test_a_class_without_students_says_so(client: Client, instructor: User, cohort: Cohort) -> None:
    html = client.get(reverse("admin:progress_class", args=[cohort.pk])).text

    assert "This class has no students yet." in html


def test_names_are_escaped(client: Client, instructor: User, cohort: Cohort) -> None:
    make_enrolment(cohort=cohort, user=make_user("evil", first_name="<b>", last_name="<script>"))

    html = client.get(reverse("admin:progress_class", args=[cohort.pk])).text

    assert "&lt;script&gt;, &lt;b&gt;" in html


@pytest.mark.parametrize("number", [1, 30])
def test_the_matrix_needs_ten_statements_at_any_size(
    client: Client, instructor: User, cohort: Cohort, number: int
) -> None:
    quiz = make_quiz(cohort.course, questions=1)
    for _ in range(number):
        section, student = make_section(make_lesson(cohort.course)), make_enrolment(cohort=cohort)
        make_read(student, section)
        make_check_answer(student, make_check(section))
        make_closed_attempt(quiz, enrolment=student)

    with data_statements() as statements:
        client.get(reverse("admin:progress_class", args=[cohort.pk]))

    assert len(statements) == 10


def test_a_student_is_shown_with_sections_checks_and_attempts(
    client: Client, instructor: User, cohort: Cohort, student: Enrolment, attempt: Attempt
) -> None:
    section = make_section(make_lesson(cohort.course), title="Where it bends")
    make_read(student, section)
    response = make_check_answer(student, make_check(section, stem="Why *bends*?"), "no", certainty="sure")

    html = client.get(addresses(attempt)["progress_student"]).text

    assert "<h1>Zarina Yusupova</h1>" in html
    assert "Where it bends" in html
    assert "Why <em>bends</em>?" in html
    assert "No · not right · sure" in html
    assert "1 of 3 marks, 33%, below the pass mark" in html
    for pk in (attempt.pk, response.attempt_id):
        assert reverse("admin:progress_attempt", args=[cohort.pk, student.pk, pk]) in html


def test_an_attempt_is_shown_with_every_answer_and_mark(client: Client, instructor: User, attempt: Attempt) -> None:
    response = attempt.responses.get(position=2)
    append_mark(
        response=response, fraction=0.5, rule="hand", version=response.version, by=instructor, reason="Half of it."
    )

    html = client.get(addresses(attempt)["progress_attempt"]).text

    headings = re.findall(r"<h2 id=[^>]*>(.*?)</h2>", html)
    assert headings == ["Item 1: right", "Item 2: partly right", "Item 3: not right"]
    assert "Half of it." in html
    assert html.count("by the key") == 3
    assert html.count("<td>by hand</td>") == 1


def test_a_check_has_the_same_page(client: Client, instructor: User, student: Enrolment) -> None:
    section = make_section(make_lesson(student.cohort.course), title="Where it bends")
    response = make_check_answer(student, make_check(section))
    address = reverse("admin:progress_attempt", args=[student.cohort_id, student.pk, response.attempt_id])

    html = client.get(address).text

    assert "<h1>Attempt at “Where it bends”</h1>" in html
    assert "1 of 1 mark, 100%" in html
    assert "pass mark" not in html


@pytest.mark.parametrize("name", ["progress_student", "progress_attempt"])
def test_the_pages_below_the_matrix_need_as_many_statements_for_much_work(
    client: Client, instructor: User, cohort: Cohort, name: str
) -> None:
    counts = []
    for number in (1, 10):
        student = make_enrolment(cohort=cohort)
        attempt = make_closed_attempt(make_quiz(cohort.course, questions=number), enrolment=student, given={1: "yes"})
        for _ in range(number):
            section = make_section(make_lesson(cohort.course))
            make_read(student, section)
            make_check_answer(student, make_check(section))
        with data_statements() as statements:
            client.get(addresses(attempt)[name])
        counts.append(len(statements))

    assert counts == [{"progress_student": 13, "progress_attempt": 8}[name]] * 2


def test_the_first_page_shows_the_classes_at_a_glance(
    client: Client, instructor: User, cohort: Cohort, attempt: Attempt
) -> None:
    make_enrolment(cohort=cohort)
    make_cohort(cohort.course, name="12A")

    html = client.get(reverse("admin:index")).text
    glance = html[html.index("Your classes at a glance") : html.index("Progress of all classes")]

    words = " ".join(re.sub("<[^>]*>", " ", glance).split())
    assert words.startswith("Your classes at a glance 11B Rivers Students 2 Active in seven days 1 of 2")
    assert "Quizzes handed in 1 of 2" in words
    assert "12A" not in words


def test_the_first_page_of_an_editor_has_no_classes(client: Client, cohort: Cohort) -> None:
    client.force_login(make_editor(cohort.course))

    assert "at a glance" not in client.get(reverse("admin:index")).text


def test_the_first_page_needs_as_many_statements_for_many_classes(client: Client, cohort: Cohort) -> None:
    counts = []
    for number in (1, 10):
        instructor = make_instructor(*(make_cohort(cohort.course) for _ in range(number)))
        client.force_login(instructor)
        with data_statements() as statements:
            client.get(reverse("admin:index"))
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_classes_that_have_ended_are_shown_when_they_are_asked_for(
    client: Client, cohort: Cohort, instructor: User
) -> None:
    ended = make_cohort(cohort.course, name="Old", term="Spring 2025", instructors=[instructor])
    ended.archive()
    others = make_cohort(cohort.course, name="Others")
    others.archive()

    def shown(address: str) -> list[Cohort]:
        return [glance.cohort for glance in client.get(address).context["glances"]]

    progress = reverse("admin:progress")
    assert shown(reverse("admin:index")) == [cohort]
    assert [shown(progress), shown(f"{progress}?archived=yes")] == [[cohort], [ended]]
    assert client.get(reverse("admin:progress_class", args=[ended.pk])).status_code == 200
