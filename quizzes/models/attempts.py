"""What students answered, and what it was worth. Answers and marks are appended, never updated."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment, Section
from quizzes.dealing import new_seed
from quizzes.models.append_only import AppendOnly
from quizzes.models.certainty import Certainty
from quizzes.models.questions import QuestionVersion
from quizzes.models.quizzes import Item, Quiz
from quizzes.models.timed import Timed
from quizzes.question_types import QUESTION_TYPES
from quizzes.rules import percent_of

if TYPE_CHECKING:
    from quizzes.models.marks import Mark
    from quizzes.telling import Told

ALONE = Q(closed_at__isnull=True, quiz__isnull=True, section__isnull=True)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The attempts that a student may see: their own."""
        return self.filter(enrolment__user=user.pk)

    def taught_by(self, user: User | AnonymousUser) -> Self:
        return self if user.is_superuser else self.filter(enrolment__cohort__instructors__in=[user.pk])

    def of_quizzes(self) -> Self:
        return self.filter(kind=Attempt.Kind.QUIZ)

    def sittings(self) -> Self:
        """Attempts at quizzes, with all that their pages show around them."""
        return self.of_quizzes().select_related("quiz", "enrolment__cohort__course__revision")

    def locked(self) -> Self:
        """Whoever saves or hands in waits for its turn at the attempt, until its transaction ends."""
        return self.select_for_update(of=("self",))

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        return self.exclude(closed_at=None)

    def counted(self) -> Self:
        """Finished quizzes that are not void: the only attempts that count in marks and in item analysis."""
        return self.closed().of_quizzes().filter(void=False)

    def past_their_end(self, now: datetime) -> Self:
        """Open ones, also those whose grace is not over."""
        return self.open().filter(ends_at__lt=now)

    def with_score(self) -> Self:
        """Adds `score` and `max_score`, in marks, and `unmarked`: the items that wait for an instructor and count 0."""
        live = Q(responses__dropped=False)
        return self.annotate(
            unmarked=Count("responses", filter=live & Q(responses__fraction=None)),
            score=Sum(F("responses__fraction") * F("responses__max_marks"), filter=live, default=0.0),
            max_score=Sum("responses__max_marks", filter=live, default=0),
        )


class Attempt(Timed):
    """One sitting of a quiz, of the checks of a section, or of a day's recall, by an enrolled student."""

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("quiz")
        CHECK = "check", _("check")
        RECALL = "recall", _("recall")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="attempts", verbose_name=_("enrolment")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    quiz = models.ForeignKey(
        Quiz, on_delete=models.RESTRICT, related_name="attempts", verbose_name=_("quiz"), null=True, blank=True
    )
    section = models.ForeignKey(
        Section, on_delete=models.RESTRICT, related_name="attempts", verbose_name=_("section"), null=True, blank=True
    )
    seed = models.PositiveBigIntegerField(_("seed"), default=new_seed, editable=False)
    """What all chance in its paper follows from: which questions are drawn, their order, and that of options."""

    objects = AttemptQuerySet.as_manager()
    score: float
    max_score: int
    unmarked: int
    """Of `with_score`."""
    told: "Told"
    """What of its items the student may see at present. Of `closing.tell`."""

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="quiz", quiz__isnull=False, section__isnull=True)
                | Q(kind="check", quiz__isnull=True, section__isnull=False)
                | Q(kind="recall", quiz__isnull=True, section__isnull=True),
                name="attempt_of_a_quiz_or_of_a_section",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "kind", "quiz"],
                condition=Q(closed_at__isnull=True, quiz__isnull=False),
                name="one_open_attempt_per_quiz",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "kind", "section"],
                condition=Q(closed_at__isnull=True, section__isnull=False),
                name="one_open_attempt_per_section",
            ),
            models.UniqueConstraint(fields=["enrolment", "kind"], condition=ALONE, name="one_open_attempt_per_kind"),
            models.CheckConstraint(condition=Q(void=False) | Q(closed_at__isnull=False), name="void_attempt_is_closed"),
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(closed_at__isnull=True), name="open_attempts_by_end")]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.subject}"

    @property
    def subject(self) -> str:
        return str(self.quiz or self.section or self.get_kind_display())

    @property
    def percent(self) -> int:
        """Rounded down, so that nobody is shown the pass mark who has missed it. Wants `with_score`."""
        return percent_of(self.score, self.max_score)

    @property
    def passed(self) -> bool:
        return self.percent >= self.frozen.pass_percent

    def latest_sequence(self) -> int:
        """The highest client sequence of its answers: tells an older window from a newer one."""
        return int(self.responses.aggregate(n=Max("current_answer__sequence"))["n"] or 0)

    def last_answered(self) -> int | None:
        """The position of the item that was answered last."""
        answered = self.responses.exclude(current_answer=None).order_by("current_answer__sequence")
        return answered.values_list("position", flat=True).last()

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt" if self.closed_at is None else "quizzes:review", args=[self.pk])


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
