"""What a student sees of a closed attempt: item by item what was given, what is right, why, and where it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from lessons.evidence import Cited, evidence_for
from lessons.markdown import cited_keys
from lessons.models import Course
from quizzes.forms import ObjectionForm
from quizzes.mark_changes import MarkChange, changes_of
from quizzes.models import Attempt, Certainty, Misconception, Objection, Response
from quizzes.models.objections import MOST_TO_ONE_RESPONSE, may_object
from quizzes.question_types.base import Outcome


@dataclass
class ReviewedItem:
    response: Response
    claims: Mapping[str, Cited] = field(default_factory=dict)
    """The evidence of the whole review, by key."""
    misconceptions: Mapping[str, str] = field(default_factory=dict)
    """Statements of wrong beliefs, by key."""

    @cached_property
    def outcome(self) -> Outcome:
        response = self.response
        return response.version.outcome(response.value, response.option_order)

    @cached_property
    def template_name(self) -> str:
        return self.response.version.content.template_name

    @property
    def state(self) -> str:
        """The CSS class of its cell: right, partly right, wrong, or not marked yet."""
        if self.response.fraction is None:
            return "none"
        fraction = self.response.fraction
        return "yes" if fraction == 1 else "half" if fraction else "no"

    @property
    def state_in_words(self) -> str:
        if self.blank:
            return _("not answered")
        words = {"yes": _("right"), "half": _("partly right"), "no": _("wrong"), "none": _("not marked yet")}
        return words[self.state]

    @property
    def blank(self) -> bool:
        return self.response.version.content.is_blank(self.response.value)

    @property
    def certainty(self) -> str:
        words = {
            Certainty.GUESSING: _("you were guessing"),
            Certainty.FAIRLY_SURE: _("you were fairly sure"),
            Certainty.SURE: _("you were sure"),
        }
        return words[Certainty(self.response.certainty)] if self.response.certainty else ""

    @property
    def sure_and_wrong(self) -> bool:
        return self.state == "no" and not self.blank and self.response.certainty == Certainty.SURE

    @property
    def tested(self) -> list[Cited]:
        """The claims that the question tests."""
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
        return changes_of(self.response, self.response.all_marks.all())

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
        yield from version.claim_keys
        for text in (version.stem, version.explanation, *(part.rationale for part in self.outcome.parts)):
            yield from cited_keys(text)


def read_review(attempt: Attempt) -> list[ReviewedItem]:
    """The items of an attempt as they were dealt; at most nine statements, however many there are."""
    responses = attempt.responses.select_related("version", "current_answer", "current_mark").prefetch_related(
        "objections", "all_marks"
    )
    return reviewed(responses, attempt.enrolment.cohort.course)


def reviewed(responses: Iterable[Response], course: Course) -> list[ReviewedItem]:
    items = [ReviewedItem(response) for response in responses]
    claims = evidence_for(course, [key for item in items for key in item.cited()], to_lessons=True)
    keys = {part.misconception for item in items for part in item.outcome.parts if part.misconception}
    rows = Misconception.objects.filter(course=course, key__in=keys).values_list("key", "statement")
    misconceptions = dict(rows)
    for item in items:
        item.claims, item.misconceptions = claims, misconceptions
    return items
