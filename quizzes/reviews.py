"""What a student is told of items: what was given, what is right, why, and where it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from lessons.evidence import Cited, evidence_for
from lessons.markdown import cited_keys
from lessons.models import Course
from quizzes.certainty import with_certainty
from quizzes.forms import ObjectionForm
from quizzes.mark_changes import MarkChange, changes_of
from quizzes.models import Answer as StoredAnswer
from quizzes.models import Attempt, Certainty, Misconception, Objection, Response, Try
from quizzes.models.objections import MOST_TO_ONE_RESPONSE, may_object
from quizzes.question_types.base import Answer, Outcome
from quizzes.rules import Rules
from quizzes.telling import EVERYTHING, Told, as_told


@dataclass(frozen=True)
class LateAnswer:
    """An answer that came when the time was up: it is kept, and does not count."""

    words: str
    """Markdown."""
    saved_at: datetime


@dataclass
class ReviewedItem:
    response: Response
    claims: Mapping[str, Cited] = field(default_factory=dict)
    """The evidence of the whole review, by key."""
    misconceptions: Mapping[str, str] = field(default_factory=dict)
    """Statements of wrong beliefs, by key."""
    told: Told = EVERYTHING
    """What of it may be shown. All that is drawn comes from here, without the rest."""
    tries: Sequence[Try] = ()
    """Oldest first."""
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def value(self) -> Answer:
        """The answer that is shown: the last one that was tried, where it was tried."""
        return dict(self.tries[-1].answer.value) if self.tries else self.response.value

    @cached_property
    def outcome(self) -> Outcome:
        version = self.response.version
        outcome = version.outcome(self.value, self.response.option_order)
        return as_told(outcome, self.told, asked=version.content.option_keys())

    @property
    def answer_in_words(self) -> str:
        return self.response.version.content.describe(self.value)

    @property
    def explanation(self) -> str:
        return self.response.version.explanation if self.told.rationale and self.told.key else ""

    @property
    def tried(self) -> list[str]:
        """Its tries in words, where there could be several."""
        if self.rules.most_tries == 1 or not self.told.mark:
            return []
        return [self.try_in_words(row) for row in self.tries]

    def try_in_words(self, row: Try) -> str:
        said = {
            "number": row.number,
            "answer": self.response.version.content.describe(row.answer.value),
            "state": _("right") if row.fraction == 1 else _("partly right") if row.fraction else _("not right"),
            "percent": self.rules.worth_of(row.number),
        }
        return _("Try %(number)s: “%(answer)s”, %(state)s; it could earn %(percent)s%% of the marks.") % said

    @cached_property
    def template_name(self) -> str:
        return self.response.version.content.template_name

    @property
    def state(self) -> str:
        """The CSS class of its cell: right, partly right, wrong or not marked; without the mark if it is answered."""
        if not self.told.mark:
            return "none" if self.blank else "done"
        if self.response.fraction is None:
            return "none"
        fraction = self.response.fraction
        return "yes" if fraction == 1 else "half" if fraction else "no"

    @property
    def state_in_words(self) -> str:
        if self.blank:
            return _("not answered")
        if self.told.mark and self.state == "half" and self.tries and self.tries[-1].fraction == 1:
            return _("right at try %(number)s") % {"number": self.tries[-1].number}
        words = {"yes": _("right"), "half": _("partly right"), "no": _("wrong"), "none": _("not marked yet")}
        return {**words, "done": _("answered")}[self.state]

    @property
    def blank(self) -> bool:
        return self.response.version.content.is_blank(self.value)

    @property
    def certainty(self) -> str:
        words = {
            Certainty.GUESSING: _("you were guessing"),
            Certainty.FAIRLY_SURE: _("you were fairly sure"),
            Certainty.SURE: _("you were sure"),
        }
        return words[Certainty(self.response.certainty)] if self.response.certainty else ""

    @property
    def judgement(self) -> tuple[str, bool] | None:
        """How sure the student was at first, and whether that was right; None where it is not known or not told."""
        answer = self.tries[0].answer if self.tries else self.response.current_answer
        if not self.told.mark or self.response.dropped or self.blank or answer is None or not answer.certainty:
            return None
        right = self.tries[0].fraction if self.tries else self.response.fraction
        return None if right is None else (answer.certainty, right == 1)

    @property
    def sure_and_wrong(self) -> bool:
        return self.state == "no" and not self.blank and self.response.certainty == Certainty.SURE

    @property
    def tested(self) -> list[Cited]:
        """The claims that the question tests; their statements are for whoever may know the key."""
        if not self.told.paragraph:
            return []
        return [self.claims[key] for key in self.response.version.snapshot["claims"] if key in self.claims]

    @property
    def misled_by(self) -> list[str]:
        """The wrong beliefs behind the wrong options that were chosen."""
        keys = [part.misconception for part in self.outcome.parts if part.chosen and not part.right]
        return [self.misconceptions[key] for key in keys if key in self.misconceptions]

    @property
    def judged(self) -> Sequence[tuple[str, str]]:
        """What the rubric's criteria were found to be; empty where none was used."""
        mark = self.response.current_mark
        return self.response.version.content.judged(mark.levels).words if mark and mark.levels else ()

    @property
    def comment(self) -> str:
        """What whoever marked the answer says of it."""
        return self.response.current_mark.comment if self.response.current_mark else ""

    @cached_property
    def mark_changes(self) -> Sequence[MarkChange]:
        """What became of its mark after the attempt was handed in, oldest first."""
        if not self.told.mark:
            return []
        return changes_of(self.response, self.response.all_marks.all())

    @property
    def late(self) -> list[LateAnswer]:
        """Oldest first; wants `late_answers` of the response, where its attempt had an end."""
        describe = self.response.version.content.describe
        answers: list[StoredAnswer] = getattr(self.response, "late_answers", [])
        return [
            LateAnswer(with_certainty(describe(dict(answer.value)), answer.certainty), answer.saved_at)
            for answer in answers
        ]

    @cached_property
    def objections(self) -> Sequence[Objection]:
        """All that the student has raised about it, oldest first."""
        return list(self.response.objections.all())

    @property
    def may_object(self) -> bool:
        return may_object(self.objections)

    @property
    def has_objected_twice(self) -> bool:
        """And was not agreed with."""
        return len(self.objections) == MOST_TO_ONE_RESPONSE and self.objections[1].is_refused

    @cached_property
    def objection_form(self) -> ObjectionForm:
        return ObjectionForm.at(self.response)

    def cited(self) -> Iterator[str]:
        """The keys of all evidence that is shown with it."""
        version = self.response.version
        if self.told.paragraph:
            yield from version.claim_keys
        for text in (version.stem, self.explanation, *(part.rationale for part in self.outcome.parts)):
            yield from cited_keys(text)


def read_review(attempt: Attempt) -> list[ReviewedItem]:
    """The items of an attempt as they were dealt; at most eleven statements, however many there are. Wants `tell`."""
    rows = attempt.responses.select_related("version", "current_answer", "current_mark")
    if attempt.ends_at:
        late = Prefetch("answers", queryset=StoredAnswer.objects.filter(late=True), to_attr="late_answers")
        rows = rows.prefetch_related(late)
    responses = list(rows.prefetch_related("objections", "all_marks"))
    items = [reviewed_item(row, rules=attempt.frozen, told=attempt.told) for row in with_tries(responses, attempt)]
    return with_evidence(items, attempt.enrolment.cohort.course)


def with_tries(responses: Sequence[Response], attempt: Attempt) -> Sequence[Response]:
    """The same with their tries at hand, in one statement where there can be any."""
    if attempt.frozen.tells_each:
        rows = Try.objects.select_related("answer").order_by("number")
        prefetch_related_objects(responses, Prefetch("tries", rows))
    return responses


def reviewed_item(response: Response, *, rules: Rules, told: Told) -> ReviewedItem:
    tries = list(response.tries.all()) if rules.tells_each else []
    return ReviewedItem(response, told=told, tries=tries, rules=rules)


def with_evidence(items: Sequence[ReviewedItem], course: Course) -> list[ReviewedItem]:
    claims = evidence_for(course, [key for item in items for key in item.cited()], to_lessons=True)
    keys = {part.misconception for item in items for part in item.outcome.parts if part.misconception}
    rows = Misconception.objects.filter(course=course, key__in=keys).values_list("key", "statement")
    misconceptions = dict(rows)
    for item in items:
        item.claims = claims if item.told.paragraph else without_links(claims, item)
        item.misconceptions = misconceptions
    return list(items)


def without_links(claims: Mapping[str, Cited], item: ReviewedItem) -> dict[str, Cited]:
    """What the stem cites: that was there when the item was asked."""
    return {key: claims[key] for key in cited_keys(item.response.version.stem) if key in claims}


def reviewed(responses: Iterable[Response], course: Course, told: Told = EVERYTHING) -> list[ReviewedItem]:
    """Items of several attempts, or of checks; wants `attempt`."""
    items = [reviewed_item(row, rules=row.attempt.frozen, told=told) for row in responses]
    return with_evidence(items, course)
