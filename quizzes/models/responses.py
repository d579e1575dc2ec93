"""What students answered, and what it was worth. Answers and marks are appended, never updated."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models.append_only import AppendOnly
from quizzes.models.attempts import Attempt
from quizzes.models.certainty import Certainty
from quizzes.models.questions import QuestionVersion
from quizzes.models.quizzes import Item
from quizzes.question_types import QUESTION_TYPES

if TYPE_CHECKING:
    from quizzes.models.marks import Mark


class ResponseQuerySet(models.QuerySet["Response"]):
    def of_checks(self) -> Self:
        """Answered checks of lessons; such a response has exactly one answer."""
        return self.filter(attempt__kind=Attempt.Kind.CHECK, current_answer__isnull=False)

    def with_latest(self) -> Self:
        """Adds `latest`, the highest client sequence of all answers of the attempt."""
        others = Response.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt")
        return self.annotate(latest=Subquery(others.annotate(n=Max("current_answer__sequence")).values("n")))

    def of_finished_quizzes(self) -> "ResponseQuerySet":
        return self.filter(attempt__kind=Attempt.Kind.QUIZ, attempt__closed_at__isnull=False)

    def to_be_marked(self) -> "ResponseQuerySet":
        """What only a person can mark and nobody has, in the order in which it was handed in."""
        rows = self.of_finished_quizzes().filter(fraction=None, dropped=False)
        return rows.order_by("attempt__closed_at", "pk")

    def judged_by_hand(self) -> "ResponseQuerySet":
        """What only a person can mark, marked or not."""
        types = [slug for slug, kind in QUESTION_TYPES.items() if kind.marked_by_hand]
        return self.of_finished_quizzes().filter(version__question__type__in=types)

    def with_places(self) -> "ResponseQuerySet":
        """With all that a page says of where an answer was given."""
        places = ("attempt__quiz", "attempt__enrolment__user", "attempt__enrolment__cohort__course")
        return self.select_related("version", "current_answer", "current_mark", *places)

    def around(self, response: "Response") -> tuple["Response | None", "Response | None"]:
        """Of those `to_be_marked`, the one before a response and the one after it, whether it is one of them or not."""
        here = {"closed": response.attempt.closed_at, "pk": response.pk}
        before = Q(attempt__closed_at__lt=here["closed"]) | Q(attempt__closed_at=here["closed"], pk__lt=here["pk"])
        after = Q(attempt__closed_at__gt=here["closed"]) | Q(attempt__closed_at=here["closed"], pk__gt=here["pk"])
        return self.filter(before).last(), self.filter(after).first()

    def taught_by(self, user: User | AnonymousUser) -> "ResponseQuerySet":
        return self if user.is_superuser else self.filter(attempt__enrolment__cohort__instructors__in=[user.pk])

    def point_at_newest_answers(self) -> None:
        """Let each response point at its answer with the highest client sequence, of those that came in time.

        Of two windows that counted alike, the one that arrived first counts: what waits on a device for a later
        day is older than what has been saved since.
        """
        newest = Answer.objects.filter(response=OuterRef("pk"), late=False).order_by("-sequence", "pk")
        self.update(current_answer=Subquery(newest.values("pk")[:1]))


class Response(models.Model):
    """One item of an attempt: what was dealt, and pointers to the answer and the mark that count."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses", verbose_name=_("attempt"))
    position = models.PositiveSmallIntegerField(_("position"))
    item = models.ForeignKey(
        Item, on_delete=models.RESTRICT, related_name="responses", verbose_name=_("item"), null=True, blank=True
    )
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.RESTRICT, related_name="responses", verbose_name=_("question version")
    )
    option_order = models.JSONField(_("options as dealt"), default=list)
    max_marks = models.PositiveSmallIntegerField(_("marks"), default=1)
    fraction = models.FloatField(_("fraction"), null=True, blank=True)
    dropped = models.BooleanField(_("dropped"), default=False)
    fixed_at = models.DateTimeField(
        _("fixed"), null=True, blank=True, help_text=_("When it was told in an open attempt: no answer is taken after.")
    )
    current_answer = models.ForeignKey(
        "quizzes.Answer", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    current_mark = models.ForeignKey("quizzes.Mark", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    objects = ResponseQuerySet.as_manager()
    latest: int | None
    objected: bool
    """Of `with_latest`, and of `checks.answers_to_checks`."""

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_response_per_position"),
            models.CheckConstraint(
                condition=Q(fraction__isnull=True) | Q(fraction__gte=0, fraction__lte=1),
                name="response_fraction_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.position}"

    @property
    def value(self) -> dict[str, Any]:
        """The answer that counts; empty where nothing was answered."""
        return dict(self.current_answer.value) if self.current_answer else {}

    @property
    def certainty(self) -> str:
        return self.current_answer.certainty if self.current_answer else ""

    @property
    def sequence(self) -> int:
        """The client sequence of the answer that counts; 0 where nothing was answered."""
        return self.current_answer.sequence if self.current_answer else 0

    @property
    def marks(self) -> float | None:
        return None if self.fraction is None else self.fraction * self.max_marks

    def weigh(self, mark: "Mark") -> bool:
        """Point at a newer mark, unless one by hand outranks it; says whether anything changed. Saves nothing.

        A mark that drops the item, or counts it again, leaves alone what the response earned.
        """
        if mark.is_about_counting:
            self.dropped = mark.drops
            return True
        counts = self.current_mark is None or mark.outranks(self.current_mark)
        if counts:
            self.current_mark, self.fraction = mark, mark.fraction
        return counts


class Answer(AppendOnly):
    """What was given, once. The answer with the highest client sequence counts."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", verbose_name=_("response"))
    uuid = models.UUIDField()
    sequence = models.PositiveIntegerField(_("sequence"))
    value = models.JSONField(_("value"))
    certainty = models.CharField(_("certainty"), max_length=16, choices=Certainty, blank=True)
    late = models.BooleanField(_("late"), default=False)
    client_time = models.DateTimeField(_("time on the student’s device"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["response", "sequence", "id"]
        constraints = [models.UniqueConstraint(fields=["response", "uuid"], name="one_answer_per_uuid")]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.sequence}"
