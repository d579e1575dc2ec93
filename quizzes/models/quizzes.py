"""Quizzes and their items."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.models import (
    Area,
    Bloom,
    Claim,
    ContentManager,
    ContentQuerySet,
    ContentRow,
    FixtureSpec,
    Lesson,
    Module,
    Topic,
    Waivable,
)
from quizzes.models.questions import Question
from quizzes.telling import From, in_words

MOST_MINUTES = 366 * 24 * 60
TRIES_TELL_THE_MARK = _("Where there is another try, the mark is told as soon as it is given.")


class QuizQuerySet(ContentQuerySet):
    def published(self) -> Self:
        return self.filter(status=Quiz.Status.PUBLISHED, retired=False)

    def with_size(self) -> Self:
        """Adds `item_count`, `mark_sum` and `draw_count`: what a paper has where the bank fills every draw."""
        uses = [Question.Use.QUIZ, Question.Use.RESERVED]
        fixed = Q(items__retired=False, items__question__status="ready", items__question__retired=False)
        fixed &= Q(items__question__use__in=uses)
        draws = Q(items__retired=False, items__question__isnull=True)
        drawn = Sum("items__draw", filter=draws, default=0)
        sized = self.annotate(
            draw_count=drawn,
            item_count=Count("items", filter=fixed) + drawn,
            mark_sum=Sum("items__max_marks", filter=fixed, default=0)
            + Sum(F("items__draw") * F("items__max_marks"), filter=draws, default=0),
        )
        return sized.order_by("course", "position", "slug")  # Aggregates drop the order of the model.


class Quiz(Waivable, ContentRow):
    has_terms = True
    """Of `terms.with_terms`: false where no class or student has any of its own, which spares a statement."""
    item_count: int
    mark_sum: int
    draw_count: int
    """Of `with_size`; `sizes.fit_to_bank` lowers them to what the bank gives at present."""
    drawn_from: int = 0
    """Of `fit_to_bank`: how many questions the draws choose from."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Feedback(models.TextChoices):
        END = "end", _("at the end")
        EACH_ITEM = "each_item", _("after each item")
        TRIES = "tries", _("after each item, with another try for less")

    class Counting(models.TextChoices):
        BEST = "best", _("the best attempt counts")
        LAST = "last", _("the last attempt counts")
        FIRST = "first", _("the first attempt counts")
        MEAN = "mean", _("the mean of all attempts counts")

    fixture = FixtureSpec(
        "quizzes",
        "quizzes.yaml",
        (
            *("slug", "title", "summary", "area", "module", "status", "attempts_allowed", "pass_percent"),
            *("items_per_page", "shuffle_options", "shuffle_items"),
            *("feedback", "tries", "penalty_percent", "ask_certainty"),
            *("show_mark", "show_key", "show_rationale", "show_paragraph"),
            *("time_limit", "delay", "counting", "after_lesson", "after_quiz", "waivers"),
        ),
        key="slug",
    )

    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    area = models.CharField(_("area"), max_length=16, choices=Area, blank=True)
    module = models.ForeignKey(
        Module,
        on_delete=models.RESTRICT,
        related_name="quizzes",
        verbose_name=_("module"),
        null=True,
        blank=True,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Empty: as many as a student likes.")
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in per cent"), default=60, validators=[MaxValueValidator(100)]
    )
    items_per_page = models.PositiveSmallIntegerField(
        _("items on a page"), default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    shuffle_items = models.BooleanField(_("shuffle items"), default=False)
    feedback = models.CharField(_("feedback"), max_length=16, choices=Feedback, default=Feedback.END)
    tries = models.PositiveSmallIntegerField(
        _("tries"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text=_("At each item, where there is another try."),
    )
    penalty_percent = models.PositiveSmallIntegerField(
        _("penalty in per cent"),
        default=25,
        validators=[MaxValueValidator(100)],
        help_text=_("What each further try costs, of the marks of the item."),
    )
    ask_certainty = models.BooleanField(
        _("ask for certainty"), default=True, help_text=_("How sure students are never changes a mark.")
    )
    show_mark = models.CharField(_("the mark"), max_length=16, choices=From, default=From.MARKED)
    show_key = models.CharField(_("the right answer"), max_length=16, choices=From, default=From.MARKED)
    show_rationale = models.CharField(_("the rationale"), max_length=16, choices=From, default=From.MARKED)
    show_paragraph = models.CharField(_("the deciding paragraph"), max_length=16, choices=From, default=From.MARKED)
    time_limit = models.PositiveIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("Empty: none."),
    )
    delay = models.PositiveIntegerField(
        _("minutes between attempts"),
        default=0,
        validators=[MaxValueValidator(MOST_MINUTES)],
        help_text=_("From the end of an attempt to the beginning of the next one."),
    )
    counting = models.CharField(_("which attempt counts"), max_length=8, choices=Counting, default=Counting.BEST)
    after_lesson = models.ForeignKey(
        Lesson,
        on_delete=models.RESTRICT,
        related_name="quizzes_after",
        verbose_name=_("lesson to complete before"),
        null=True,
        blank=True,
    )
    after_quiz = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        related_name="quizzes_after",
        verbose_name=_("quiz to pass before"),
        null=True,
        blank=True,
    )

    objects = ContentManager.from_queryset(QuizQuerySet)()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["course", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="quiz_slug_in_course"),
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="pass_percent_at_most_100"),
            models.CheckConstraint(condition=Q(items_per_page__gte=1), name="items_per_page_at_least_1"),
            models.CheckConstraint(condition=Q(tries__gte=2, tries__lte=10), name="tries_from_2_to_10"),
            models.CheckConstraint(condition=Q(penalty_percent__lte=100), name="penalty_at_most_100"),
            models.CheckConstraint(
                condition=~Q(feedback="tries") | Q(show_mark="marked"),
                name="tries_show_the_mark",
                violation_error_message=TRIES_TELL_THE_MARK,
            ),
            models.CheckConstraint(
                condition=Q(time_limit__isnull=True) | Q(time_limit__gte=1), name="time_limit_at_least_1"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.retired

    @property
    def lesson_before(self) -> Lesson | None:
        """The lesson to complete before, where students see it: what nobody can do is not asked for."""
        lesson = self.after_lesson
        return lesson if lesson and lesson.status == Lesson.Status.PUBLISHED and not lesson.retired else None

    @property
    def quiz_before(self) -> "Quiz | None":
        """The quiz to pass before, where students see it."""
        quiz = self.after_quiz
        return quiz if quiz and quiz.status == Quiz.Status.PUBLISHED and not quiz.retired else None

    def get_absolute_url(self) -> str:
        return reverse("quizzes:quiz", args=[self.course.slug, self.slug])

    @property
    def telling(self) -> list[str]:
        """What the review shows and when, in sentences for students."""
        return in_words(self)


class ItemQuerySet(ContentQuerySet):
    def ready(self) -> Self:
        """The draws, and the questions that can be dealt, in their order. No quiz asks a check: its lesson tells it."""
        ready = Q(question__status=Question.Status.READY, question__retired=False)
        ready &= ~Q(question__use=Question.Use.CHECK)
        rows = self.current().filter(Q(question__isnull=True) | ready)
        return rows.select_related("question", "module", "topic", "claim").order_by("position", "key")


class Item(ContentRow):
    """A place in a quiz: a question, or a draw of some questions from the bank by what they are about."""

    fixture = FixtureSpec(
        "items",
        "quizzes.yaml",
        ("key", "question", "draw", "area", "bloom", "module", "topic", "claim", "max_marks"),
        parent="quiz",
    )
    criteria = ("area", "bloom", "module", "topic", "claim")
    """The fields that say what a draw takes."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="items", verbose_name=_("quiz"))
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)
    question = models.ForeignKey(
        Question,
        on_delete=models.RESTRICT,
        related_name="items",
        verbose_name=_("question"),
        null=True,
        blank=True,
    )
    draw = models.PositiveSmallIntegerField(
        _("questions drawn"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    area = models.CharField(_("area"), max_length=16, choices=Area, blank=True)
    bloom = models.CharField(_("level"), max_length=16, choices=Bloom, blank=True)
    module = models.ForeignKey(
        Module, on_delete=models.RESTRICT, related_name="draws", verbose_name=_("module"), null=True, blank=True
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.RESTRICT, related_name="draws", verbose_name=_("topic"), null=True, blank=True
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.RESTRICT, related_name="draws", verbose_name=_("claim"), null=True, blank=True
    )
    max_marks = models.PositiveSmallIntegerField(
        _("marks"), default=1, validators=[MinValueValidator(1)], help_text=_("For each question.")
    )

    objects = ContentManager.from_queryset(ItemQuerySet)()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["quiz", "position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="item_key_in_course"),
            models.CheckConstraint(condition=Q(max_marks__gte=1), name="max_marks_at_least_1"),
            models.CheckConstraint(
                condition=Q(
                    question__isnull=False,
                    draw__isnull=True,
                    area="",
                    bloom="",
                    module__isnull=True,
                    topic__isnull=True,
                    claim__isnull=True,
                )
                | Q(question__isnull=True, draw__isnull=False, draw__gte=1),
                name="item_is_a_question_or_a_draw",
                violation_error_message=_(
                    "An item is a question, or a draw with the number of questions and what they are about."
                ),
            ),
        ]
