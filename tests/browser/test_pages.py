"""Every page of the real course, by day and by night, on a phone and on a wide screen: accessible, and never wider."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, expect

from lessons.models import Claim, Course, Enrolment, Lesson, Section
from quizzes.models import Attempt, Question, Quiz
from tests.browser.conftest import LogIn, faults
from tests.factories import (
    make_attempt,
    make_check_answer,
    make_closed_attempt,
    make_cohort,
    make_enrolment,
    make_instructor,
    make_read,
    make_user,
)

CLASS_PAGES = ("joining", "archive", "start_anew", "passwords", "accounts")
View = tuple[int, str]  # Width in CSS pixels and colour scheme.

COURSE = "/courses/pakistan-looks-north/"
LESSON = f"{COURSE}lessons/india/"
NOWHERE = "/nowhere/"
SITE: list[View] = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
DESK: list[View] = [(1280, "light"), (360, "dark")]
OPEN_ALL = "() => document.querySelectorAll('details').forEach((details) => { details.open = true })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach((shift) => { sum += shift.value });
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""

WITH_STATE = ["/", COURSE, LESSON, f"{COURSE}quizzes/", f"{COURSE}quizzes/actors/"]
"""Pages that tell a student how far they are, and a visitor how to begin."""
FOR_ALL_ALIKE = [
    *(f"{COURSE}sources/", f"{COURSE}sources/policy-paper/", f"{COURSE}claims/P24f2/"),
    *(f"{COURSE}topics/", f"{COURSE}topics/india/", NOWHERE),
]
FOR_VISITORS = [f"{LESSON}checks/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]


@pytest.fixture
def course(live_server: object, real_course: Course) -> Course:
    Quiz.objects.filter(slug="actors").update(items_per_page=3)
    return real_course


@pytest.fixture
def student(course: Course) -> Enrolment:
    """Has read one section, answered a check rightly and one wrongly, handed in a quiz and begun another."""
    student = make_enrolment(cohort=make_cohort(course, name="11B"), user=make_user(first_name="Zarina"))
    make_read(student, Section.objects.get(key="L09s1"))
    right, wrong = Question.objects.filter(key__in=["L09s1c1", "L09s1c2"]).order_by("key")
    make_check_answer(student, right, "way-across-pakistan")
    make_check_answer(student, wrong, "higher-fees", certainty="sure")
    make_closed_attempt(Quiz.objects.get(slug="projects"), enrolment=student, given={1: "may-2002", 3: "from-iran"})
    make_attempt(Quiz.objects.get(slug="actors"), enrolment=student, given={1: "soviet-ties"})
    return student


@pytest.fixture
def instructor(student: Enrolment) -> User:
    """Teaches the class, and edits the course."""
    instructor = make_instructor(student.cohort, first_name="Saltanat")
    instructor.edited_courses.add(student.cohort.course)
    return instructor


@pytest.fixture
def heard(page: Page) -> list[str]:
    """What the browser complains of."""
    heard: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.location["url"].endswith(NOWHERE):
            heard.append(f"{page.url}: {message.text}")

    page.on("console", note)
    return heard


Look = Callable[..., dict[str, list[object]]]


@pytest.fixture
def look(page: Page, heard: list[str]) -> Look:
    """What is wrong with pages, by address, width and scheme."""

    def look(addresses: list[str], views: list[View]) -> dict[str, list[object]]:
        found = {}
        for address in addresses:
            page.goto(address)
            found |= {f"{address} {view}": wrong for view in views if (wrong := wrong_with(page, view))}
        return found | ({"heard": list(heard)} if heard else {})

    return look


def wrong_with(page: Page, view: View) -> list[object]:
    width, scheme = view
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong: list[object] = list(faults(page))
    if page.get_by_role("heading", level=1).count() != 1:
        wrong.append("not one heading of level 1")
    if too_wide := page.evaluate(SIDEWAYS):
        wrong.append(f"{too_wide} pixels too wide")
    return wrong


def test_pages_of_a_visitor(course: Course, look: Look) -> None:
    assert look([*WITH_STATE, *FOR_ALL_ALIKE, *FOR_VISITORS], SITE) == {}


def test_pages_of_a_student(page: Page, student: Enrolment, log_in: LogIn, look: Look) -> None:
    log_in(page, student.user)
    done, begun = Attempt.objects.of_quizzes().order_by("pk")
    sheet = begun.get_absolute_url()
    attempts = [sheet, f"{sheet}?page=2", f"{sheet}submit/", done.get_absolute_url()]

    # In several classes, one of which has ended.
    make_enrolment(student.cohort.course, user=student.user).cohort.archive()
    others = make_enrolment(student.cohort.course, user=student.user)
    classes = [reverse("class_page", args=[place.cohort_id]) for place in (student, others)]
    accounts = [reverse("account"), reverse("join"), *classes]

    student.choose()
    assert look([*WITH_STATE, reverse("quizzes:progress"), *accounts, *attempts], SITE) == {}


def test_pages_of_an_instructor(page: Page, instructor: User, log_in: LogIn, look: Look) -> None:
    log_in(page, instructor)
    draft = Lesson.objects.exclude(status="published").order_by("position")[0]

    assert look(["/", COURSE, draft.get_absolute_url()], SITE) == {}


def test_pages_of_the_desk(page: Page, student: Enrolment, instructor: User, log_in: LogIn, look: Look) -> None:
    log_in(page, instructor)
    cohort, attempt = student.cohort.pk, student.attempts.of_quizzes().get(closed_at__isnull=False)
    addresses = [
        reverse("admin:index"),
        reverse("admin:progress"),
        reverse("admin:progress_class", args=[cohort]),
        reverse("admin:progress_student", args=[cohort, student.pk]),
        reverse("admin:progress_attempt", args=[cohort, student.pk, attempt.pk]),
        *(reverse(f"admin:lessons_cohort_{page}", args=[cohort]) for page in CLASS_PAGES),
        reverse("admin:quizzes_question_change", args=[Question.objects.get(key="QA059").pk]),
        reverse("admin:lessons_section_change", args=[Section.objects.get(key="L09s1").pk]),
        reverse("admin:lessons_claim_change", args=[Claim.objects.get(key="P24f2").pk]),
        reverse("admin:lessons_claim_changelist"),
    ]

    assert look(addresses, DESK) == {}


def test_slips_to_print(page: Page, student: Enrolment, instructor: User, log_in: LogIn, heard: list[str]) -> None:
    log_in(page, instructor)
    page.goto(reverse("admin:lessons_cohort_accounts", args=[student.cohort_id]))
    page.get_by_label("Students").fill("Timur Khan\nLaila Noorzai")
    page.get_by_role("button", name="Make the accounts").click()
    slips = page.locator(".slips li")
    expect(slips).to_have_count(2)
    assert [wrong for view in DESK for wrong in wrong_with(page, view)] + heard == []

    page.emulate_media(media="print")
    assert [part.is_visible() for part in (slips.first, page.locator("#header"), page.locator(".breadcrumbs"))] == [
        *(True, False, False)
    ]


def test_a_lesson_with_everything_unfolded(page: Page, student: Enrolment, log_in: LogIn, heard: list[str]) -> None:
    log_in(page, student.user)
    page.goto(LESSON)
    page.evaluate(OPEN_ALL)

    assert [wrong for view in DESK for wrong in wrong_with(page, view)] + heard == []


def test_the_menu_of_a_phone(page: Page, course: Course) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(LESSON)
    page.get_by_role("button", name="Menu").click()

    assert page.get_by_role("navigation", name="Site").is_visible()
    assert [wrong for view in SITE[2:] for wrong in wrong_with(page, view)] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_lesson_stands_still_while_it_loads(width: int, page: Page, student: Enrolment, log_in: LogIn) -> None:
    log_in(page, student.user)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(LESSON)

    assert page.evaluate(SHIFTS) < 0.05
