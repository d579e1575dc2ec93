"""Practice: as much as a student likes, told at once, without a mark.

What was practised least comes first, so that nothing comes again before all else of the field has been asked; of
that, questions come before “whose claim is it?” (see `voices`). Which questions may be asked at all says `askable`.
An answer is the first of its day to a claim, or it leaves the card of the claim alone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lessons.models import Claim, Enrolment
from quizzes.askable import askable
from quizzes.dealing import Tag
from quizzes.got_wrong import claims_got_wrong
from quizzes.loose_items import (
    CHANGED,
    AnswerRefused,
    LooseItem,
    keep_given,
    locked_student,
    responses_of,
    same_as_before,
)
from quizzes.models import Attempt, Question, Response
from quizzes.practice_field import PracticeField, ground_of
from quizzes.voices import voice_items

KIND = Attempt.Kind.PRACTICE
PREFIX = "practice"
"""Of what an answer form sends."""
NOT_ASKED = _(
    "This is not asked any more: it has left the course, or stands in an attempt that you have open. What you gave was "
    "not taken."
)

Key = tuple[Literal["question", "claim"], int]
"""What an item is made from, by its number: a question of the bank, or a claim asked for its voice."""


@dataclass(frozen=True)
class Practice:
    """What a student is asked of a field."""

    number: int
    """How many items the field has."""
    done: int
    """How many of them the student has practised."""
    item: LooseItem | None
    """The one that comes next."""


@dataclass(frozen=True)
class Practised:
    """What a student has practised in a class, by item."""

    times: Mapping[Key, int]
    last: Key | None


def read_practice(enrolment: Enrolment, field: PracticeField) -> Practice:
    """At most 15 statements, however much there is, and those of what is not kept in memory; seven where all is asked.

    Wants the enrolment with `cohort__course__revision`.
    """
    practised = read_practised(enrolment)
    keys = in_turn(practice_keys(enrolment, field), practised, student=enrolment.pk)
    done = sum(key in practised.times for key in keys)
    if not keys:
        return Practice(number=0, done=0, item=None)
    kind, pk = keys[0]
    row = Question.objects.get(pk=pk) if kind == "question" else Claim.objects.get(pk=pk)
    item = item_of(enrolment, row, times=practised.times.get(keys[0], 0))
    return Practice(number=len(keys), done=done, item=item)


def practice_keys(enrolment: Enrolment, field: PracticeField) -> list[Key]:
    """All that may be asked now and has what the field wants."""
    course = enrolment.cohort.course
    ground = ground_of(course)
    wrong = {("claim", key) for key in claims_got_wrong(enrolment)} if field.wrong else None
    wanted = {pk for pk, tags in ground.questions.items() if fits(tags, field, wrong)}
    taught = {pk for pk in voice_items(course) if wrong is not None or ground.is_taught(pk)}
    rows = askable(enrolment=enrolment, questions=Question.objects.filter(course=course).only("key", "use"))
    return [
        *(("question", row.pk) for row in rows if row.pk in wanted),
        *(("claim", pk) for pk in taught if fits(ground.claims.get(pk, ()), field, wrong)),
    ]


def fits(tags: Iterable[Tag], field: PracticeField, wrong: set[Tag] | None) -> bool:
    """`wrong` are the claims that were answered wrongly, where the field is of those."""
    own = set(tags)
    return field.tags <= own and (wrong is None or bool(wrong & own))


def read_practised(enrolment: Enrolment) -> Practised:
    rows = responses_of(enrolment, kind=KIND).order_by().values("version__question", "version__claim")
    counts = list(rows.annotate(times=Count("pk"), last=Max("pk")).order_by("last"))
    times = {key_of(row["version__question"], row["version__claim"]): row["times"] for row in counts}
    return Practised(times=times, last=next(reversed(times), None))


def key_of(question: int | None, claim: int | None) -> Key:
    return ("question", question) if question else ("claim", claim or 0)


def in_turn(keys: Iterable[Key], practised: Practised, *, student: int) -> list[Key]:
    """In the order in which they are asked; what was asked last does not come at once again if there is another."""

    def turn(key: Key) -> tuple[bool, int, bool, bytes]:
        kind, pk = key
        times = practised.times.get(key, 0)
        draw = hashlib.sha256(f"{student}:{times}:{kind}:{pk}".encode()).digest()
        return (key == practised.last, times, kind == "claim", draw)

    return sorted(keys, key=turn)


def item_of(enrolment: Enrolment, row: Question | Claim, *, times: int) -> LooseItem:
    asked: dict[str, Any] = {"prefix": PREFIX, "times": times, "called": f"{enrolment.pk}:{row.key}"}
    if isinstance(row, Question):
        return LooseItem(**asked, question=row)
    return LooseItem(**asked, claim=row, voice=voice_items(enrolment.cohort.course)[row.pk])


def answer_practice(*, enrolment: Enrolment, asked: Mapping[str, Any], data: QueryDict) -> Response | None:
    """Keep what a page sends: `asked` is what PracticeForm has read of it. None, and nothing is kept, for a blank.

    The same answer sent twice is kept once. Raises AnswerRefused where it cannot be taken.
    """
    with transaction.atomic():
        student = locked_student(enrolment)
        before = given_before(student, asked)
        times = before.count()
        if times > asked["times"]:
            newest = before.filter(version__digest=asked["item"]).select_related("version", "current_answer").last()
            if newest:
                return same_as_before(newest, data=data, prefix=PREFIX)
        item = asked_item(student, asked, times=times)
        if times != asked["times"] or item.draft.digest != asked["item"]:
            raise AnswerRefused(CHANGED)
        return keep_given(enrolment=student, item=item, kind=KIND, data=data, unknown=asked["unknown"])


def given_before(enrolment: Enrolment, asked: Mapping[str, Any]) -> QuerySet[Response]:
    """The answers to the item that a page names, oldest first."""
    rows = responses_of(enrolment, kind=KIND).order_by("pk")
    if asked["question"]:
        return rows.filter(version__question__key=asked["question"])
    return rows.filter(version__claim__key=asked["claim"])


def asked_item(enrolment: Enrolment, asked: Mapping[str, Any], *, times: int) -> LooseItem:
    """The item that a page names. Raises AnswerRefused where it may not be asked any more."""
    course = enrolment.cohort.course
    if asked["question"]:
        rows = askable(enrolment=enrolment, questions=Question.objects.filter(course=course, key=asked["question"]))
        if rows:
            return item_of(enrolment, rows[0], times=times)
    else:
        claim = Claim.objects.current().filter(course=course, key=asked["claim"]).first()
        if claim and claim.pk in voice_items(course):
            return item_of(enrolment, claim, times=times)
    raise AnswerRefused(NOT_ASKED)
