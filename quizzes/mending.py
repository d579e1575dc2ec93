"""Regrades: what one would do to marks already given, and doing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from lessons.models import Cohort
from quizzes.models import Attempt, Mark, Question, QuestionVersion, Response, Try
from quizzes.regrading import COUNTING, Case, Effect, Fate, Rule, Standing, effect_of, numbers
from quizzes.versions import claim_keys, current_versions, digest, draft


@dataclass(frozen=True)
class Choice:
    """Whose marks are to be mended, and by which rule."""

    question: Question
    rule: Rule
    versions: Collection[QuestionVersion]
    cohorts: Collection[Cohort]
    attempt: int | None = None
    """The number of the only attempt that is meant; None for all."""

    def responses(self) -> QuerySet[Response]:
        rows = dealt_responses(self.question).filter(
            version__in=self.versions, attempt__enrolment__cohort__in=self.cohorts
        )
        return rows if self.attempt is None else rows.filter(attempt=self.attempt)


def dealt_responses(question: Question) -> QuerySet[Response]:
    """Those of finished quizzes: what was answered in a lesson counts in no score."""
    return Response.objects.filter(version__question=question, attempt__in=Attempt.objects.counted())


@dataclass(frozen=True)
class Change:
    response: Response
    case: Case
    effect: Effect

    @property
    def loses(self) -> bool:
        return self.effect.fate == Fate.LOSES

    @property
    def why(self) -> str:
        """Why it stays as it is; empty where it does not."""
        words = {
            Fate.SAME: _("the rule changes nothing"),
            Fate.HAND: _("marked by hand"),
            Fate.OTHER_OPTIONS: _("was dealt options that the question no longer has"),
            Fate.NOT_COUNTED: _("the item is dropped here"),
        }
        return words.get(self.effect.fate, "")

    @property
    def marks_before(self) -> float:
        return self.case.fraction * self.case.max_marks

    @property
    def marks_after(self) -> float:
        return self.effect.fraction * self.case.max_marks


@dataclass(frozen=True)
class Plan:
    """What a rule would do to each response that was chosen, students by name."""

    choice: Choice
    version: str
    """The digest of the question as it stands now."""
    changes: Sequence[Change]

    def those(self, *fates: Fate) -> list[Change]:
        return [change for change in self.changes if change.effect.fate in fates]

    @property
    def gaining(self) -> list[Change]:
        return self.those(Fate.GAINS, Fate.EVEN)

    @property
    def losing(self) -> list[Change]:
        return self.those(Fate.LOSES)

    @property
    def untouched(self) -> list[Change]:
        return [change for change in self.changes if not change.effect.changes]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {fate.value: number for fate, number in numbers(change.effect for change in self.changes).items()}

    @cached_property
    def digest(self) -> str:
        """Another one as soon as anything is other than it was shown: an answer, a mark, a score, the question."""
        rows = [
            [
                *(change.response.pk, change.response.current_mark_id, change.response.current_answer_id),
                *(change.case.dropped, round(change.case.standing.score, 6), change.case.standing.max_score),
            ]
            for change in sorted(self.changes, key=lambda change: change.response.pk)
        ]
        return digest({"rule": self.choice.rule, "version": self.version, "rows": rows})


def read_plan(choice: Choice, *, claims: Collection[str] | None = None, lock: bool = False) -> Plan:
    """Three statements at any size, four where there were several tries.

    One less for whoever has just read the `claims` that the question tests.
    """
    question = choice.question
    if claims is None:
        claims = claim_keys([question])[question.pk]
    rows = choice.responses()
    responses = rows.select_for_update(of=("self",)) if lock else rows
    around = ("version", "attempt__enrolment__user", "attempt__enrolment__cohort", "current_answer", "current_mark")
    found = list(responses.select_related(*around).order_by("pk"))
    tried = [response for response in found if response.attempt.frozen.most_tries > 1]
    prefetch_related_objects(tried, Prefetch("tries", Try.objects.select_related("answer").order_by("number")))
    # Read after the lock, so that no score is older than the marks beside it.
    scored = Attempt.objects.filter(pk__in=rows.values("attempt")).with_score().order_by().in_bulk()
    key = question.content
    cases = [(response, case_of(response, scored[response.attempt_id])) for response in found]
    changes = [Change(response, case, effect_of(case, rule=choice.rule, key=key)) for response, case in cases]
    return Plan(choice, draft(question, claims).digest, sorted(changes, key=by_name))


def by_name(change: Change) -> tuple[str, str, int]:
    user = change.response.attempt.enrolment.user
    return user.last_name.casefold(), user.get_username(), change.response.attempt_id


def case_of(response: Response, attempt: Attempt) -> Case:
    return Case(
        dealt=response.version.content,
        answer=response.value,
        fraction=response.fraction or 0,
        max_marks=response.max_marks,
        by_hand=response.current_mark is not None and response.current_mark.rule == Mark.Rule.HAND,
        dropped=response.dropped,
        standing=Standing(attempt.score, attempt.max_score, attempt.frozen.pass_percent),
        tries=tuple(row.answer.value for row in response.tries.all()) if attempt.frozen.most_tries > 1 else (),
        penalty_percent=attempt.frozen.penalty_percent,
    )


@transaction.atomic
def regrade(choice: Choice, *, seen: str, wanted: Collection[int], lower: bool, reason: str, by: User) -> int | None:
    """Write the marks of the responses that are `wanted`, by their numbers; gives how many there are.

    None, and nothing is written, if the plan is no longer the one that was `seen`, by its digest. Whoever would lose
    is left alone unless `lower` is said. The old marks stay.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=choice.question.pk)
    claims = claim_keys([question])
    plan = read_plan(
        Choice(question, choice.rule, choice.versions, choice.cohorts, choice.attempt),
        claims=claims[question.pk],
        lock=True,
    )
    if plan.digest != seen:
        return None
    changes = [
        change
        for change in plan.changes
        if change.response.pk in wanted and change.effect.changes and (lower or not change.loses)
    ]
    if changes:
        version = current_versions([question], claims=claims)[question.pk]
        append_marks(changes, rule=choice.rule, version=version, reason=reason, by=by)
    return len(changes)


def append_marks(changes: Sequence[Change], *, rule: Rule, version: QuestionVersion, reason: str, by: User) -> None:
    marks = Mark.objects.bulk_create(
        Mark(
            response=change.response,
            fraction=change.effect.fraction,
            rule=rule,
            # Whether an item counts is no matter of its key.
            version=change.response.version if rule in COUNTING else version,
            reason=reason,
            by=by,
        )
        for change in changes
    )
    for change, mark in zip(changes, marks, strict=True):
        change.response.weigh(mark)
    Response.objects.bulk_update([change.response for change in changes], ["current_mark", "fraction", "dropped"])
