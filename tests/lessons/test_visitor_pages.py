"""Pages kept for visitors: what they cost, and that nobody gets the page of somebody else."""

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import translation

from lessons.models import Course, Lesson, Topic
from lessons.visitor_pages import CoursePage, kept_for_visitors
from tests.factories import make_course, make_editor, make_enrolment, make_lesson, make_section, make_topic
from tests.statements import data_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Lesson:
    """Of a course that has a revision, as every course that was loaded or edited."""
    course = make_course("roads")
    course.bump_revision()
    lesson = make_lesson(course, "india")
    make_section(lesson, "L09s1", text="The old words.")
    return lesson


def get(client: Client, lesson: Lesson, query: str = "", **headers: str) -> HttpResponse:
    return client.get(lesson.get_absolute_url() + query, headers=headers)


def student_of(course: Course) -> Client:
    client = Client()
    client.force_login(make_enrolment(course).user)
    return client


def statements(client: Client, lesson: Lesson) -> int:
    with data_statements() as found:
        get(client, lesson)
    return len(found)


def test_a_page_that_is_kept_needs_one_statement(client: Client, lesson: Lesson) -> None:
    first = get(client, lesson)

    assert statements(client, lesson) == 1
    assert get(client, lesson).content == first.content


@pytest.mark.parametrize(
    "path", ["", "topics/", "topics/road/", "sources/", "sources/document-p/", "lessons/india/", "claims/P1f1/"]
)
def test_all_pages_of_a_course_are_kept(client: Client, lesson: Lesson, path: str) -> None:
    make_topic(lesson.course, "road").claims.create(
        course=lesson.course,
        key="P1f1",
        area="actor",
        paragraph=lesson.course.paragraph_set.create(
            label="P1", document=lesson.course.document_set.create(slug="document-p", letter="P")
        ),
    )
    first = client.get(f"/courses/roads/{path}")

    with data_statements() as found:
        again = client.get(f"/courses/roads/{path}")

    assert (first.status_code, len(found)) == (200, 1)
    assert again.content == first.content


def test_a_change_of_the_course_counts_at_once(client: Client, lesson: Lesson) -> None:
    get(client, lesson)
    lesson.sections.update(text="The new words.")
    lesson.course.bump_revision()

    assert "The new words." in get(client, lesson).text


def test_without_a_revision_nothing_is_kept(client: Client) -> None:
    topic = make_topic(make_course("roads"), "road", name="Road")
    before = client.get(topic.get_absolute_url())
    Topic.objects.update(name="Street")

    assert ["Street" in page.text for page in (before, client.get(topic.get_absolute_url()))] == [False, True]


def test_a_browser_that_has_the_page_is_told_so(client: Client, lesson: Lesson) -> None:
    etag = get(client, lesson).headers["ETag"]

    again = get(client, lesson, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Vary"] == "Cookie, Accept-Encoding, Accept-Language"
    lesson.sections.update(title="Another title")
    lesson.course.bump_revision()
    assert get(client, lesson, if_none_match=etag).status_code == 200


@pytest.mark.parametrize("accepted", ["br", "gzip, deflate, br", "gzip,br"])
def test_a_browser_that_can_gets_the_page_compressed(client: Client, lesson: Lesson, accepted: str) -> None:
    plain = get(client, lesson)

    page = get(client, lesson, accept_encoding=accepted)

    assert page.headers["Content-Encoding"] == "br"
    assert brotli.decompress(page.content) == plain.content
    assert len(page.content) < len(plain.content) / 2
    assert page.headers["ETag"] != plain.headers["ETag"]
    again = get(client, lesson, accept_encoding=accepted, if_none_match=page.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get(client, lesson, if_none_match=page.headers["ETag"]).content == plain.content


@pytest.mark.parametrize("accepted", ["", "gzip", "br;q=0", "brick", "gzip;q=1, br;q=0"])
def test_a_browser_that_cannot_gets_it_as_it_is(client: Client, lesson: Lesson, accepted: str) -> None:
    page = get(client, lesson, accept_encoding=accepted)

    assert "Content-Encoding" not in page.headers
    assert "The old words." in page.text


def test_a_page_of_somebody_is_never_compressed(lesson: Lesson) -> None:
    page = get(student_of(lesson.course), lesson, accept_encoding="br")

    assert "Content-Encoding" not in page.headers
    assert "csrfmiddlewaretoken" in page.text


def test_caches_are_told_who_may_share_a_page(client: Client, lesson: Lesson) -> None:
    pages = [get(client, lesson), get(client, lesson), get(student_of(lesson.course), lesson)]

    assert [page.headers["Cache-Control"] for page in pages] == ["no-cache", "no-cache", "private, no-cache"]
    assert ["Cookie" in page.headers["Vary"] for page in pages] == [True, True, True]
    assert ["ETag" in page.headers for page in pages] == [True, True, False]
    assert len({page.headers["Content-Security-Policy"] for page in pages}) == 1


def test_neither_gets_the_page_of_the_other(client: Client, lesson: Lesson) -> None:
    student, editor = student_of(lesson.course), Client()
    editor.force_login(make_editor(lesson.course))
    for _ in range(2):
        assert ["Log in" in get(who, lesson).text for who in (student, client, editor)] == [False, True, False]
        assert ["Mark section 1" in get(who, lesson).text for who in (student, client)] == [True, False]


def test_a_draft_that_an_editor_has_seen_is_shown_to_nobody_else(client: Client, lesson: Lesson) -> None:
    editor = Client()
    editor.force_login(make_editor(lesson.course))
    draft = make_lesson(lesson.course, "draft", status="draft")

    assert [get(who, draft).status_code for who in (editor, client, editor)] == [200, 404, 200]


def test_a_lesson_that_is_withdrawn_is_gone(client: Client, lesson: Lesson) -> None:
    get(client, lesson)
    Lesson.objects.update(status="draft")
    lesson.course.bump_revision()

    assert get(client, lesson).status_code == 404


def test_addresses_with_a_query_and_browsers_with_a_message_get_pages_of_their_own(
    client: Client, lesson: Lesson
) -> None:
    get(client, lesson)

    assert "ETag" not in get(client, lesson, "?open=P1f1").headers
    client.cookies["messages"] = "a message"
    assert "ETag" not in get(client, lesson).headers


def test_a_browser_with_other_cookies_gets_a_kept_page_and_leaves_none(client: Client, lesson: Lesson) -> None:
    client.cookies["csrftoken"] = "a" * 32

    assert ["ETag" in get(who, lesson).headers for who in (client, Client(), client)] == [False, True, True]


def test_each_language_has_its_page(lesson: Lesson) -> None:
    @kept_for_visitors
    def speak(request: HttpRequest, course: str) -> HttpResponse:
        words = {"course": lesson.course.__class__.objects.get(slug=course), "kind": translation.get_language()}
        return CoursePage(request, "lessons/topics.html", words)

    pages = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            pages.append(speak(RequestFactory().get("/topics/"), course="roads").text)

    assert ['lang="ru"' in page for page in pages] == [False, True, False]


def test_a_page_with_a_token_is_not_kept(lesson: Lesson) -> None:
    @kept_for_visitors
    def form(request: HttpRequest, course: str) -> HttpResponse:
        get_token(request)
        return CoursePage(request, "lessons/topics.html", {"course": lesson.course})

    course = Course.objects.select_related("revision").get()
    lesson.course = course

    assert "ETag" not in form(RequestFactory().get("/form/"), course="roads").headers


def test_what_is_not_found_is_looked_for_again(client: Client, lesson: Lesson) -> None:
    path = "/courses/roads/topics/road/"
    assert client.get(path).status_code == 404
    make_topic(lesson.course, "road")

    assert client.get(path).status_code == 200
