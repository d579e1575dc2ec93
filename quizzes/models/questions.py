"""The bank of questions, and the versions of them that students were asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownField
from lessons.memory import kept
from lessons.models import (
    Area,
    Bloom,
    Claim,
    ContentManager,
    ContentQuerySet,
    ContentRow,
    FixtureSpec,
    Paragraph,
    Section,
    Waivable,
)
from quizzes.models.append_only import AppendOnly
from quizzes.question_types import QUESTION_TYPES, type_choices
from quizzes.question_types.base import Answer, Outcome, QuestionType


class Misconception(ContentRow):
    """A wrong belief that distractors are made from."""

    fixture = FixtureSpec("misconceptions", "misconceptions.yaml", ("key", "statement", "paragraphs"))

    key = models.SlugField(_("key"), max_length=80)
    statement = models.TextField(_("statement"), help_text=_("The wrong belief, as one who holds it would say it."))
    paragraphs = models.ManyToManyField(
        Paragraph, verbose_name=_("paragraphs that mend it"), related_name="misconceptions", blank=True
    )

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("misconception")
        verbose_name_plural = _("misconceptions")
        ordering = ["course", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="misconception_key_in_course")]


class QuestionQuerySet(ContentQuerySet):
    def ready(self) -> "QuestionQuerySet":
        return self.filter(status=Question.Status.READY, retired=False)

    def with_newest_version(self) -> "QuestionQuerySet":
        """Adds the number and the digest of the version that was made last: see `Question.newest_digest`."""
        versions = QuestionVersion.objects.filter(question=models.OuterRef("pk")).order_by("-pk")
        digests = models.Subquery(versions.values("digest")[:1])
        newest = models.Subquery(versions.values("pk")[:1])
        return self.annotate(  # type: ignore[no-any-return]
            newest_version=newest, newest_digest=Coalesce(digests, models.Value(""))
        )

    def for_quizzes(self) -> "QuestionQuerySet":
        """A check is told in its lesson, so that no quiz asks it."""
        return self.exclude(use=Question.Use.CHECK)

    def checks(self) -> "QuestionQuerySet":
        """What is asked in lessons: the ready checks of sections that are still taught."""
        return self.ready().filter(use=Question.Use.CHECK, section__retired=False)

    def checks_of(self, lesson_id: int) -> "QuestionQuerySet":
        """The checks of a lesson, in the order in which its sections stand."""
        checks = self.checks().filter(section__lesson=lesson_id)
        return checks.order_by("section__position", "section__key", "key")


class Question(Waivable, ContentRow):
    """A question in the bank. What its type needs to ask and mark it stands in the payload."""

    newest_version: int | None = None
    newest_digest: str | None = None
    """Of `with_newest_version`: empty where there is no version yet; None as long as nobody has asked for it."""

    class Use(models.TextChoices):
        CHECK = "check", _("check in a lesson")
        QUIZ = "quiz", _("quiz")
        RESERVED = "reserved", _("reserved")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        READY = "ready", _("ready")
        WITHDRAWN = "withdrawn", _("withdrawn")

    fixture = FixtureSpec(
        "questions",
        "questions/{area}.yaml",
        (
            *("key", "area", "type", "use", "status", "bloom", "section", "claims", "enemies"),
            *("stem", "payload", "explanation", "waivers"),
        ),
        retiring=("status", "withdrawn"),
    )

    key = models.CharField(_("key"), max_length=40)
    area = models.CharField(_("area"), max_length=16, choices=Area)
    type = models.CharField(_("type"), max_length=32, choices=type_choices)
    use = models.CharField(_("use"), max_length=16, choices=Use, default=Use.QUIZ)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    bloom = models.CharField(_("level"), max_length=16, choices=Bloom, default=Bloom.REMEMBER)
    section = models.ForeignKey(
        Section,
        on_delete=models.RESTRICT,
        related_name="checks",
        verbose_name=_("section"),
        null=True,
        blank=True,
        help_text=_("For a check: the section after which it is asked."),
    )
    claims = models.ManyToManyField(Claim, verbose_name=_("tests"), related_name="questions", blank=True)
    enemies = models.ManyToManyField(
        "self",
        verbose_name=_("enemies"),
        related_name="named_by",
        symmetrical=False,
        blank=True,
        help_text=_("Questions that give the answer of this one away, or the reverse: no draw puts both into a paper."),
    )
    # Written from the payload by the admin and after loading, so that a draw need not read it; not a fixture field.
    deciding = models.ManyToManyField(
        Claim, verbose_name=_("is decided by"), related_name="decides", blank=True, editable=False
    )
    stem = MarkdownField(_("stem"))
    payload = models.JSONField(_("options"), default=dict)
    explanation = MarkdownField(_("explanation"), blank=True)

    objects = ContentManager.from_queryset(QuestionQuerySet)()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["course", "key"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="question_key_in_course"),
            models.CheckConstraint(
                condition=models.Q(section__isnull=True) | models.Q(use="check"), name="only_checks_have_a_section"
            ),
        ]

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.READY and not self.retired

    @property
    def content(self) -> QuestionType:
        """The payload, read through the schema of its type."""
        return QUESTION_TYPES[self.type].model_validate(self.payload)


@dataclass(frozen=True)
class Snapshot:
    """A version's content. The digest stands for all of it."""

    digest: str
    fields: dict[str, Any] = field(compare=False)


@kept(size=2_000)
def content_of(snapshot: Snapshot) -> QuestionType:
    return QUESTION_TYPES[snapshot.fields["type"]].model_validate(snapshot.fields["payload"])


@kept(size=10_000)
def outcome_of(snapshot: Snapshot, answer: str, order: tuple[str, ...]) -> Outcome:
    return content_of(snapshot).mark(json.loads(answer)).in_order(order)


class QuestionVersion(AppendOnly):
    """A question as it was asked, or a claim asked for its voice: never changed, found by the digest of its content.

    The marking digest covers only what decides the mark; statistics pool versions by it.
    """

    # Deleted with its question or claim, which a response that was dealt the version does not allow.
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="versions", verbose_name=_("question"), null=True, blank=True
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="versions", verbose_name=_("claim"), null=True, blank=True
    )
    """Of an item that was made from a claim alone (see `voices`), and belongs to no question of the bank."""
    digest = models.CharField(max_length=64)
    marking_digest = models.CharField(max_length=64)
    snapshot = models.JSONField()
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "digest"], name="one_version_per_digest"),
            models.UniqueConstraint(fields=["claim", "digest"], name="one_version_per_digest_of_a_claim"),
            models.CheckConstraint(
                condition=models.Q(question__isnull=False, claim__isnull=True)
                | models.Q(question__isnull=True, claim__isnull=False),
                name="version_of_a_question_or_of_a_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id or self.claim_id}: {self.digest[:8]}"

    @property
    def asked_of(self) -> Question | Claim:
        """The question, or the claim that was asked without one."""
        row = self.question or self.claim
        if row is None:
            raise ValueError("A version is of a question or of a claim.")
        return row

    @cached_property
    def content(self) -> QuestionType:
        return content_of(Snapshot(self.digest, self.snapshot))

    def outcome(self, answer: Answer, order: Sequence[str]) -> Outcome:
        """What an answer earns and why, in the order in which the options were dealt."""
        return outcome_of(Snapshot(self.digest, self.snapshot), json.dumps(answer), tuple(order))

    @property
    def stem(self) -> str:
        return str(self.snapshot["stem"])

    @property
    def explanation(self) -> str:
        return str(self.snapshot["explanation"])

    @property
    def claim_keys(self) -> list[Any]:
        """The keys of all claims that the question tests or its options rest on."""
        return [*self.snapshot["claims"], *self.content.claim_keys()]
