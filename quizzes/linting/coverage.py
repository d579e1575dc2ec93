"""What of a course is asked, and what is not: warnings, and the matrix of paragraphs, sections and questions.

Only what students see is warned about: claims that a published lesson teaches, and its sections.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.course_files.rows import Row
from lessons.linting.rules import Found, Rulebook
from lessons.models import Bloom, Claim, Paragraph, Section
from quizzes.linting.material import Asked, QuizMaterial
from quizzes.models import Question
from quizzes.quiz_files import place_in

RULES = Rulebook()


@RULES.warning(
    why=gettext_lazy("What is taught and never asked is soon forgotten, and nobody sees it."),
    remedy=gettext_lazy("Write a question about it, or take the claim out of the section."),
)
def untested_claim(course: QuizMaterial) -> Found:
    tested = questions_of_claims(course)
    for claim in taught_claims(course):
        if not tested.get(claim.key):
            yield claim, (), _("No question that is ready tests this claim.")


@RULES.warning(
    why=gettext_lazy("Who recalls a claim may still be unable to use it."),
    remedy=gettext_lazy("Ask for more than recall in one of its questions."),
)
def shallow_claim(course: QuizMaterial) -> Found:
    tested = questions_of_claims(course)
    for claim in taught_claims(course):
        asked = tested.get(claim.key, [])
        if len(asked) > 1 and all(question.row.values["bloom"] == Bloom.REMEMBER for question in asked):
            message = _("All its %(number)s questions ask for recall alone.")
            yield claim, (), message % {"number": len(asked)}


@RULES.warning(
    why=gettext_lazy("A question just after reading is what makes reading stay."),
    remedy=gettext_lazy("Write a check for the section."),
)
def section_without_checks(course: QuizMaterial) -> Found:
    checked = {question.row.values["section"] for question in course.ready}
    for section in course.of(Section):
        if section.values["lesson"] in course.published and section.key not in checked:
            yield section, (), _("No check stands after this section.")


@RULES.warning(
    why=gettext_lazy("Nobody will ever be asked it."),
    remedy=gettext_lazy("Put it into a quiz, widen a draw, or withdraw it."),
)
def unused_question(course: QuizMaterial) -> Found:
    fixed = {item.values["question"] for items in course.items.values() for item in items}
    drawn = {key for items in course.items.values() for key in drawn_from(course, items)}
    for question in course.ready:
        checks = question.row.values["use"] == Question.Use.CHECK
        if not checks and question.row.key not in fixed | drawn:
            yield question.row, (), _("No quiz asks it, and no draw can take it.")


def drawn_from(course: QuizMaterial, items: Sequence[Row]) -> set[str]:
    choices = course.bank.choices([place_in(item) for item in items])
    return set().union(*choices.values())


def taught_claims(course: QuizMaterial) -> list[Row]:
    """Those that a published lesson teaches."""
    return [
        claim
        for claim in course.of(Claim)
        if any(section.values["lesson"] in course.published for section in course.taught.get(claim.key, ()))
    ]


def questions_of_claims(course: QuizMaterial) -> Mapping[str, list[Asked]]:
    """By the key of a claim the questions that are ready and test it."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for question in course.ready:
        for claim in question.claims:
            found[claim.key].append(question)
    return found


@dataclass(frozen=True)
class Covered:
    """What a paragraph is used for."""

    paragraph: Row
    claims: int
    untaught: Sequence[str]
    """The keys of its claims that no section teaches."""
    untested: Sequence[str]
    """Those that no ready question tests."""
    sections: Sequence[str]
    """The keys of the sections that teach its claims."""
    levels: Mapping[str, int]
    """How many ready questions test its claims, by Bloom level."""

    @property
    def has_gap(self) -> bool:
        return bool(self.untaught or self.untested or not self.claims)


def coverage(course: QuizMaterial) -> list[Covered]:
    """Of every paragraph, in the order of the documents."""
    claims: dict[str, list[str]] = defaultdict(list)
    for claim in course.of(Claim):
        claims[claim.values["paragraph"]].append(claim.key)
    tested = questions_of_claims(course)
    return [covered(course, paragraph, claims[paragraph.key], tested) for paragraph in course.of(Paragraph)]


def covered(
    course: QuizMaterial, paragraph: Row, claims: Sequence[str], tested: Mapping[str, Sequence[Asked]]
) -> Covered:
    sections = {section.key: None for claim in claims for section in course.taught.get(claim, ())}
    questions = {question.row.key: question for claim in claims for question in tested.get(claim, ())}
    return Covered(
        paragraph=paragraph,
        claims=len(claims),
        untaught=[claim for claim in claims if claim not in course.taught],
        untested=[claim for claim in claims if not tested.get(claim)],
        sections=list(sections),
        levels=Counter(question.row.values["bloom"] for question in questions.values()),
    )
