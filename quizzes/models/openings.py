"""When a quiz is open to a class, and what is granted to a class or a student beyond that."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lessons.models import Cohort, Enrolment
from quizzes.models.quizzes import MOST_MINUTES, Quiz

IN_ORDER = Q(opens__isnull=True) | Q(closes__isnull=True) | Q(opens__lt=F("closes"))
WRONG_ORDER = _("It must open before it closes.")


class QuizOpening(models.Model):
    """From when until when a class may take a quiz; without a row there is no limit."""

    quiz = models.ForeignKey(Quiz, on_delete=models.RESTRICT, related_name="openings", verbose_name=_("quiz"))
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="openings", verbose_name=_("class"))
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    closes = models.DateTimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["cohort", "quiz"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "cohort"],
                name="one_opening_per_quiz_and_class",
                violation_error_message=_("This class has times for this quiz already."),
            ),
            models.CheckConstraint(
                condition=IN_ORDER, name="quiz_opens_before_it_closes", violation_error_message=WRONG_ORDER
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=False) | Q(closes__isnull=False),
                name="opening_says_when",
                violation_error_message=_("Say when it opens, when it closes, or both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.cohort}"

    def clean(self) -> None:
        refuse_other_course(self.quiz if self.quiz_id else None, self.cohort if self.cohort_id else None)


class OverrideQuerySet(models.QuerySet["Override"]):
    def for_enrolment(self, enrolment: Enrolment) -> Self:
        """Those for the student, and those for the whole class."""
        return self.filter(Q(enrolment=enrolment) | Q(cohort=enrolment.cohort_id))


class Override(models.Model):
    """What is granted to one student, or to one class, at one quiz. What it leaves empty stays as it is."""

    quiz = models.ForeignKey(Quiz, on_delete=models.RESTRICT, related_name="overrides", verbose_name=_("quiz"))
    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.CASCADE,
        related_name="overrides",
        verbose_name=_("student"),
        null=True,
        blank=True,
    )
    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, related_name="overrides", verbose_name=_("class"), null=True, blank=True
    )
    extra_minutes = models.PositiveIntegerField(
        _("extra minutes"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_MINUTES)],
        help_text=_("On top of the time limit; an attempt that begins in time goes on so long after the quiz closes."),
    )
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    closes = models.DateTimeField(_("closes"), null=True, blank=True)
    more_attempts = models.PositiveSmallIntegerField(_("more attempts"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, help_text=_("For you and those who teach the class with you."))

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["quiz", "cohort", "enrolment", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False, cohort__isnull=True)
                | Q(enrolment__isnull=True, cohort__isnull=False),
                name="override_for_a_student_or_a_class",
                violation_error_message=_("Choose a student or a class, not both."),
            ),
            models.CheckConstraint(
                condition=IN_ORDER, name="override_opens_before_it_closes", violation_error_message=WRONG_ORDER
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__isnull=False)
                | Q(opens__isnull=False)
                | Q(closes__isnull=False)
                | Q(more_attempts__isnull=False),
                name="override_grants_something",
                violation_error_message=_("Say what is granted: extra minutes, other times, or more attempts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.enrolment or self.cohort}"

    @property
    def of_cohort(self) -> Cohort | None:
        """The class that it is about, or whose student it is about."""
        return self.enrolment.cohort if self.enrolment else self.cohort

    def clean(self) -> None:
        refuse_other_course(self.quiz if self.quiz_id else None, self.of_cohort)


def refuse_other_course(quiz: Any, cohort: Cohort | None) -> None:
    if quiz and cohort and quiz.course_id != cohort.course_id:
        raise ValidationError({"quiz": _("The class does not take the course of this quiz.")}, code="other_course")
