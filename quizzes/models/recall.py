"""What a student has been asked of the claims of a course, and when each is due again."""

from datetime import date, timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import Claim, Cohort, Enrolment
from quizzes.models.append_only import AppendOnly
from quizzes.models.responses import Answer, Response

WEEK = 7
"""Days of stability from which a claim counts as known."""
MINUTES = 10
MOST_MINUTES = 120


class Rating(models.IntegerChoices):
    """As FSRS numbers them. Its `Hard` is for what was remembered with trouble, which no answer here tells."""

    AGAIN = 1, _("not right")
    GOOD = 3, _("right")
    EASY = 4, _("right and sure")


class ClaimState(models.TextChoices):
    """How a student stands with a claim."""

    NEW = "new", _("new")
    LEARNING = "learning", _("learning")
    KNOWN = "known", _("known")
    DUE = "due", _("due")


def today(cohort: Cohort) -> date:
    """By the class's time zone."""
    return timezone.localdate(timezone=cohort.zone)


class CardQuerySet(models.QuerySet["Card"]):
    def of(self, enrolment: Enrolment) -> Self:
        """The cards of a student whose claims are still in the course."""
        return self.filter(enrolment=enrolment, claim__retired=False)

    def due(self, cohort: Cohort) -> Self:
        """Those of a class that are due today: see `Card.due_on_or_before_exam`, which says the same of one card."""
        now, exam = today(cohort), cohort.exam_date
        due = Q(due_on__lte=now)
        if exam and exam - timedelta(days=1) <= now <= exam:
            due |= Q(answered_on__lt=exam - timedelta(days=1))
        return self.filter(due)


class Card(models.Model):
    """What is known of a student's memory of one claim, by FSRS. There is one once the claim has been asked."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="cards", verbose_name=_("enrolment")
    )
    claim = models.ForeignKey(Claim, on_delete=models.RESTRICT, related_name="cards", verbose_name=_("claim"))
    stability = models.FloatField(_("stability"), help_text=_("In days: then nine of ten are still right."))
    difficulty = models.FloatField(_("difficulty"), help_text=_("From 1 to 10."))
    answers = models.PositiveIntegerField(_("answers"), default=1)
    """How often the claim has been asked: tells a second click from a second answer."""
    answered_at = models.DateTimeField(_("last asked"))
    answered_on = models.DateField(_("day of the last answer"))
    due_on = models.DateField(_("due"))
    """Days are those of the class's time zone."""

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["enrolment", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "claim"], name="one_card_per_claim"),
            models.CheckConstraint(condition=Q(stability__gt=0), name="card_stability_above_0"),
            models.CheckConstraint(condition=Q(difficulty__gte=1, difficulty__lte=10), name="card_difficulty_1_to_10"),
            models.CheckConstraint(condition=Q(due_on__gt=models.F("answered_on")), name="card_due_after_its_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.claim_id}"

    def due_on_or_before_exam(self, cohort: Cohort, now: date) -> date:
        """The day on which it is due; until the exam is over the day before it at the latest.

        What is answered on that day is not asked again before the exam. The date of the exam is no part of the
        schedule, so that it may be set, moved and taken away at any time.
        """
        exam = cohort.exam_date
        last = exam - timedelta(days=1) if exam and now <= exam else None
        return min(self.due_on, last) if last and self.answered_on < last else self.due_on

    def state(self, cohort: Cohort, now: date) -> ClaimState:
        if self.due_on_or_before_exam(cohort, now) <= now:
            return ClaimState.DUE
        return ClaimState.KNOWN if self.stability >= WEEK else ClaimState.LEARNING


class RecallLog(AppendOnly):
    """One answer that counted for a card, and what followed: enough to fit the parameters of FSRS one day."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="log", verbose_name=_("card"))
    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="recalled", verbose_name=_("response")
    )
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="recalled", verbose_name=_("answer"), null=True, blank=True
    )
    """What was given; None for a blank. In an attempt that was reopened it may be followed by another one."""
    rating = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    at = models.DateTimeField(_("at"))
    stability = models.FloatField(_("stability afterwards"))
    difficulty = models.FloatField(_("difficulty afterwards"))
    due_on = models.DateField(_("due"))

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        ordering = ["card", "id"]
        constraints = [
            models.UniqueConstraint(fields=["card", "response", "answer"], name="one_recall_per_answer_and_card"),
            models.UniqueConstraint(
                fields=["card", "response"], condition=Q(answer__isnull=True), name="one_recall_per_blank_and_card"
            ),
            models.CheckConstraint(condition=Q(rating__in=Rating.values), name="recall_rating_known"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.rating}"

    @property
    def value(self) -> dict[str, Any]:
        """The answer that was given; empty for a blank."""
        return dict(self.answer.value) if self.answer else {}


class RecallSettings(models.Model):
    """How much a student wants to recall on one day in a class."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="recall_settings", verbose_name=_("enrolment")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes a day"),
        default=MINUTES,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )

    class Meta:
        verbose_name = _("settings of recall")
        verbose_name_plural = _("settings of recall")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="recall_minutes_from_1_to_120"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.minutes}"
