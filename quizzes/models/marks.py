"""What responses earned. Marks are appended, never updated; the older ones stay."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models import Enrolment
from quizzes.models.append_only import AppendOnly, AppendOnlyQuerySet
from quizzes.models.questions import QuestionVersion
from quizzes.models.responses import Response


class MarkQuerySet(AppendOnlyQuerySet):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The marks of a student, once the attempt is closed."""
        return self.filter(response__attempt__enrolment__user=user.pk, response__attempt__closed_at__isnull=False)

    def of_place(self, enrolment: Enrolment) -> Self:
        return self.filter(response__attempt__enrolment=enrolment, response__attempt__closed_at__isnull=False)

    def with_changes(self, *, since: datetime | None = None) -> Self:
        """All marks of those responses that somebody marked anew, in the order in which they were given."""
        anew = Mark.objects.filter(response=OuterRef("response")).exclude(rule=Mark.Rule.AUTOMATIC)
        anew = anew.filter(at__gte=since) if since else anew
        return (
            self.filter(Exists(anew))
            .select_related("response__attempt__quiz", "response__attempt__enrolment__cohort")
            .order_by("response", "pk")
        )


class Mark(AppendOnly):
    """What a response earned, by which rule and from whom. The newest one that outranks the others counts."""

    class Rule(models.TextChoices):
        AUTOMATIC = "automatic", _("by the key")
        NEW_KEY = "new_key", _("by the new key")
        BOTH_KEYS = "both_keys", _("by the old or the new key")
        FULL_MARKS = "full_marks", _("full marks for all")
        DROPPED = "dropped", _("item dropped")
        COUNTED_AGAIN = "counted_again", _("item counted again")
        HAND = "hand", _("by hand")

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="all_marks", verbose_name=_("response")
    )
    fraction = models.FloatField(_("fraction"))
    rule = models.CharField(_("rule"), max_length=16, choices=Rule)
    reason = models.TextField(_("reason"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    levels = models.JSONField(_("levels of the rubric"), default=dict, blank=True)
    """The key of a level by that of its criterion, where the answer was judged by a rubric."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.RESTRICT, related_name="+", verbose_name=_("question version")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects: ClassVar[Any] = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["response", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(fraction__gte=0, fraction__lte=1), name="mark_fraction_from_0_to_1")
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.fraction}"

    @property
    def drops(self) -> bool:
        return self.rule == Mark.Rule.DROPPED

    @property
    def is_about_counting(self) -> bool:
        """Whether it says if the item counts, and nothing of what the response earned."""
        return self.rule in (Mark.Rule.DROPPED, Mark.Rule.COUNTED_AGAIN)

    def outranks(self, older: "Mark") -> bool:
        return self.rule == Mark.Rule.HAND or older.rule != Mark.Rule.HAND
