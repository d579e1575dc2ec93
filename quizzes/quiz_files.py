"""What the questions and items of a course's files ask of each other; what the admin asks too."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Id, Path, Row
from lessons.models import Claim, Lesson, Section
from quizzes.dealing import Bank, Entry, Place
from quizzes.models import Item, Question, Quiz
from quizzes.question_files import content_of
from quizzes.sizes import yields

IN_A_CIRCLE = gettext_lazy("Nobody could ever begin: quizzes would have to be passed before themselves.")
Rows = Mapping[Id, Row]
Problems = Iterator[tuple[Row, Path, str]]


def quiz_problems(rows: Rows) -> Problems:
    """A quiz asks no checks and nothing twice; one that students see has items, all of which can be asked."""
    items = [row for row in rows.values() if row.model is Item and not row.values["retired"]]
    published = {key for (model, key), row in rows.items() if model is Quiz and is_published(row)}
    yield from fixed_problems(rows, items, published)
    yield from circle_problems(rows)
    for key in published - {item.values["quiz"] for item in items}:
        yield rows[Quiz, key], ("status",), _("A published quiz needs an item.")
    # What is withdrawn later only makes papers shorter: a draw is judged when its quiz is loaded.
    draws = [item for item in items if item.place and item.values["draw"] and item.values["quiz"] in published]
    if draws:
        bank = bank_in(rows)
        for key in dict.fromkeys(item.values["quiz"] for item in draws):
            yield from draw_problems([item for item in items if item.values["quiz"] == key], bank)


def circle_problems(rows: Rows) -> Problems:
    """Quizzes that ask, by way of others or at once, to be passed before themselves."""
    before = {key: row.values["after_quiz"] for (model, key), row in rows.items() if model is Quiz}
    for key in before:
        if comes_before_itself(key, before):
            yield rows[Quiz, key], ("after_quiz",), str(IN_A_CIRCLE)


def comes_before_itself(key: str, before: Mapping[str, str | None]) -> bool:
    """`before` has of each quiz the one to pass before it."""
    seen: set[str] = set()
    other = before.get(key)
    while other is not None and other not in seen:
        seen.add(other)
        other = before.get(other)
    return key in seen


def fixed_problems(rows: Rows, items: Sequence[Row], published: set[str]) -> Problems:
    asked = set()
    for item in items:
        quiz, question = item.values["quiz"], rows.get((Question, item.values["question"]))
        if question is None:
            continue
        if (quiz, question.key) in asked:
            yield item, ("question",), _("The quiz asks this question twice.")
        elif question.values["use"] == Question.Use.CHECK:
            yield item, ("question",), _("A check is told in its lesson, so no quiz may ask it.")
        elif quiz in published and not is_ready(question):
            yield item, ("question",), _("A published quiz asks only what is ready.")
        asked.add((quiz, question.key))


def draw_problems(items: Sequence[Row], bank: Bank) -> Problems:
    """The draws of a published quiz that find too little."""
    by_key = {item.key: item for item in items}
    for key, found in yields([place_in(item) for item in items], bank).items():
        if found.is_short:
            yield by_key[key], ("draw",), found.shortage


def place_in(item: Row) -> Place:
    tags = frozenset((name, item.values[name]) for name in Item.criteria if item.values[name])
    return Place(item.key, item.values["question"] or "", item.values["draw"] or 0, tags)


def bank_in(rows: Rows) -> Bank:
    """The questions that quizzes may ask, as they would be there after the load."""
    modules = modules_of_claims(rows)
    ready = [row for row in rows.values() if row.model is Question and is_ready(row)]
    return Bank(entry_in(row, rows, modules) for row in ready if row.values["use"] != Question.Use.CHECK)


def entry_in(question: Row, rows: Rows, modules: Mapping[str, set[str]]) -> Entry:
    values, content = question.values, content_of(question.values)
    claims = [claim for key in values["claims"] if (claim := rows.get((Claim, key)))]
    return Entry(
        key=question.key,
        tags={
            *((name, values[name]) for name in ("use", "area", "bloom")),
            *(("claim", claim.key) for claim in claims),
            *(("module", module) for claim in claims for module in modules.get(claim.key, ())),
            *(("topic", topic) for claim in claims for topic in claim.values["topics"]),
        },
        deciding=set(content.deciding_claims()) if content else set(),
        named=set(values["enemies"]),
    )


def modules_of_claims(rows: Rows) -> dict[str, set[str]]:
    """The modules whose lessons teach a claim, by its key."""
    found: dict[str, set[str]] = {}
    for section in (row for row in rows.values() if row.model is Section and not row.values["retired"]):
        lesson = rows.get((Lesson, section.values["lesson"]))
        if lesson and not lesson.values["retired"]:
            for claim in section.values["claims"]:
                found.setdefault(claim, set()).add(lesson.values["module"])
    return found


def is_ready(question: Row) -> bool:
    return bool(question.values["status"] == Question.Status.READY and not question.values["retired"])


def is_published(quiz: Row) -> bool:
    return bool(quiz.values["status"] == Quiz.Status.PUBLISHED and not quiz.values["retired"])
