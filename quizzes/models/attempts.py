"""One sitting: of a quiz, of the checks of a section, of a day's recall or practice."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment, Section
from quizzes.dealing import new_seed
from quizzes.models.quizzes import Quiz
from quizzes.models.timed import Timed
from quizzes.rules import percent_of

if TYPE_CHECKING:
    from quizzes.telling import Told

LOOSE = ("recall", "practice")
"""The kinds whose items stand in no paper: asked one at a time, and worth no marks that anybody is shown."""
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

    def open_for_a_day(self) -> Self:
        """Open ones of neither a quiz nor a section: what is answered on one day is one attempt."""
        return self.filter(ALONE).select_related("enrolment__cohort")

    def closed(self) -> Self:
        return self.exclude(closed_at=None)

    def counted(self) -> Self:
        """Finished quizzes that are not void: the only attempts that count in marks and in item analysis."""
        return self.closed().of_quizzes().filter(void=False)

    def past_their_end(self, now: datetime) -> Self:
        """Open ones, also those whose grace is not over."""
        return self.open().filter(ends_at__lt=now)

    def loose(self) -> Self:
        """Days of recall and practice."""
        return self.filter(kind__in=LOOSE)

    def with_size(self) -> Self:
        """Adds `size`, the number of its responses, and `right`, of those that are wholly right."""
        return self.annotate(size=Count("responses"), right=Count("responses", filter=Q(responses__fraction=1)))

    def with_score(self) -> Self:
        """Adds `score` and `max_score`, in marks, and `unmarked`: the items that wait for an instructor and count 0."""
        live = Q(responses__dropped=False)
        return self.annotate(
            unmarked=Count("responses", filter=live & Q(responses__fraction=None)),
            score=Sum(F("responses__fraction") * F("responses__max_marks"), filter=live, default=0.0),
            max_score=Sum("responses__max_marks", filter=live, default=0),
        )


class Attempt(Timed):
    """One sitting of a quiz, of the checks of a section, or of a day's recall or practice, by an enrolled student."""

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("quiz")
        CHECK = "check", _("check")
        RECALL = "recall", _("recall")
        PRACTICE = "practice", _("practice")

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
    has_interventions = True
    """Of `interventions.with_interventions`: false where there is none, which spares a statement."""
    score: float
    max_score: int
    unmarked: int
    """Of `with_score`."""
    size: int
    right: int
    """Of `with_size`."""
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
                | Q(kind__in=LOOSE, quiz__isnull=True, section__isnull=True),
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
    def is_loose(self) -> bool:
        return self.kind in LOOSE

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
