"""What a student holds to be wrong with an item, and what an instructor said to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.models.append_only import AppendOnly, AppendOnlyQuerySet
from quizzes.models.questions import Question, QuestionVersion
from quizzes.models.responses import Response

MOST_LETTERS = 2000
MOST_TO_ONE_RESPONSE = 2
DECISION = frozenset({"state", "answer", "decided_by", "decided_at"})
"""The fields of an objection that change: all at once, when it is decided."""


class ObjectionQuerySet(AppendOnlyQuerySet):
    def update(self, **fields: Any) -> int:  # type: ignore[override]  # Only this much of it is ever changed.
        if fields.keys() <= DECISION:
            return models.QuerySet.update(self, **fields)
        return super().update(**fields)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The objections that a student has raised."""
        return self.filter(response__attempt__enrolment__user=user.pk)

    def open(self) -> Self:
        return self.filter(state=Objection.State.OPEN)

    def decided_since(self, time: datetime) -> Self:
        return self.filter(decided_at__gte=time)

    def asking_to_mend(self, question: Question) -> Self:
        """What the editors of a question have to look at: open or accepted. Adds `outdated`."""
        newer = QuestionVersion.objects.filter(question=question, pk__gt=OuterRef("response__version"))
        standing = self.filter(state__in=[Objection.State.OPEN, Objection.State.ACCEPTED])
        return standing.filter(response__version__question=question).annotate(outdated=Exists(newer))

    def with_place(self) -> Self:
        """With all that a list needs to say what an objection is about and what became of it."""
        return self.select_related("response__attempt__section").defer("reason", "answer")


class Objection(AppendOnly):
    """“I think this is wrong”: raised by a student, decided once by an instructor."""

    class State(models.TextChoices):
        OPEN = "open", gettext_lazy("open")
        ACCEPTED = "accepted", gettext_lazy("accepted")
        ANSWERED = "answered", gettext_lazy("answered")
        CLOSED = "closed", gettext_lazy("closed")

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="objections", verbose_name=gettext_lazy("response")
    )
    reason = models.TextField(gettext_lazy("reason"), validators=[MaxLengthValidator(MOST_LETTERS)])
    raised_at = models.DateTimeField(gettext_lazy("raised"), default=timezone.now)
    state = models.CharField(gettext_lazy("state"), max_length=16, choices=State, default=State.OPEN)
    answer = models.TextField(gettext_lazy("words to the student"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("decided by"),
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(gettext_lazy("decided"), null=True, blank=True)

    objects: ClassVar = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("objection")
        verbose_name_plural = gettext_lazy("objections")
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"], condition=Q(state="open"), name="one_open_objection_per_response"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True, answer="")
                | Q(state__in=["accepted", "answered", "closed"], decided_at__isnull=False),
                name="objection_open_or_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"]) | ~Q(answer=""), name="objection_decided_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(LessThanOrEqual(Length("reason"), MOST_LETTERS)),
                name="objection_reason_of_at_most_2000_letters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        address = reverse("quizzes:object", args=[self.response.attempt_id])
        return f"{address}?position={self.response.position}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_refused(self) -> bool:
        """Decided without agreeing."""
        return self.state in (self.State.ANSWERED, self.State.CLOSED)

    @property
    def place(self) -> str:
        """What it is about, for the student. Wants `with_place`."""
        attempt = self.response.attempt
        if attempt.section:
            return _("a check in “%(title)s”") % {"title": attempt.section.title}
        if attempt.kind == attempt.Kind.RECALL:
            return _("a claim that you recalled")
        if attempt.kind == attempt.Kind.PRACTICE:
            return _("an item that you practised")
        return _("item %(number)s of “%(title)s”") % {"number": self.response.position, "title": attempt.frozen.title}

    @property
    def in_words(self) -> str:
        """What became of it, for the student: no more than what is so."""
        words = {
            self.State.OPEN: _("Not decided yet. The instructors of your class have it before them."),
            self.State.ACCEPTED: _(
                "Accepted: the question will be mended. If that changes your marks, you are told so in the review."
            ),
            self.State.ANSWERED: _("Answered."),
            self.State.CLOSED: _("Closed: nothing is changed."),
        }
        return words[self.State(self.state)]

    def decide(self, *, state: str, answer: str, by: User) -> bool:
        """Whether it was still open; what somebody else has decided meanwhile stays, and is read again."""
        still_open = Objection.objects.filter(pk=self.pk).open()
        decided = still_open.update(state=state, answer=answer, decided_by=by, decided_at=timezone.now())
        self.refresh_from_db(fields=DECISION)
        return bool(decided)


def may_object(objections: Sequence[Objection]) -> bool:
    """Whether a student may object to a response, given all earlier objections to it, oldest first.

    Once, and once more after it was answered or closed: an answer may have missed the point, and a closing may
    have come without a word. What is not settled then is better talked about. An accepted objection has had all
    the success that it can have.
    """
    if not objections:
        return True
    return len(objections) < MOST_TO_ONE_RESPONSE and objections[-1].is_refused
