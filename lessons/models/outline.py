"""What is taught: modules, lessons, their objectives and sections."""

from typing import Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.fields import MarkdownField
from lessons.models.content import ContentManager, ContentQuerySet, ContentRow
from lessons.models.course import Course
from lessons.models.fixture_spec import FixtureSpec
from lessons.models.sources import Claim, Paragraph
from lessons.models.topics import Topic
from lessons.models.waivable import Waivable


class Bloom(models.TextChoices):
    """Levels of the revised taxonomy of Anderson and Krathwohl (2001)."""

    REMEMBER = "remember", _("remember")
    UNDERSTAND = "understand", _("understand")
    APPLY = "apply", _("apply")
    ANALYSE = "analyse", _("analyse")
    EVALUATE = "evaluate", _("evaluate")
    CREATE = "create", _("create")


class Module(ContentRow):
    fixture = FixtureSpec("modules", "course.yaml", ("slug", "title", "summary"), key="slug")

    slug = models.SlugField(_("slug"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["course", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="module_slug_in_course")]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(ContentQuerySet):
    def published(self) -> Self:
        """What students and visitors may see."""
        return self.filter(status=Lesson.Status.PUBLISHED, retired=False)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The published ones, and to its editors all of a course. Whoever may not enter the desk edits nothing."""
        if not (user.is_staff or user.is_superuser):
            return self.published()
        published = Q(status=Lesson.Status.PUBLISHED, retired=False)
        return self.filter(published | Q(course__in=Course.objects.edited_by(user)))

    def in_order(self) -> Self:
        """For a table of contents: by module, then by number."""
        return self.select_related("course", "module").order_by("module__position", "module__slug", "position", "slug")


class Lesson(Waivable, ContentRow):
    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    fixture = FixtureSpec(
        "lesson",
        "lessons/{position:02}-{slug}.yaml",
        (
            *("key", "position", "slug", "module", "title", "summary", "minutes", "status", "why", "take_away"),
            *("core_paragraphs", "also_paragraphs", "terms", "figure", "figure_text", "prompts", "cautions", "waivers"),
        ),
        key="slug",
        single=True,
    )

    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveIntegerField(_("number"), default=0)
    slug = models.SlugField(_("slug"), max_length=80)
    module = models.ForeignKey(Module, on_delete=models.RESTRICT, related_name="lessons", verbose_name=_("module"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=25)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    why = models.TextField(_("why it matters"), blank=True)
    take_away = models.TextField(_("take-away"), blank=True)
    core_paragraphs = models.ManyToManyField(
        Paragraph, verbose_name=_("core paragraphs"), related_name="core_lessons", blank=True
    )
    also_paragraphs = models.ManyToManyField(
        Paragraph, verbose_name=_("further paragraphs"), related_name="further_lessons", blank=True
    )
    terms = models.ManyToManyField(Topic, verbose_name=_("terms"), related_name="lessons", blank=True)
    figure = models.TextField(_("figure"), blank=True)
    figure_text = models.TextField(_("figure in words"), blank=True)
    prompts = models.JSONField(_("questions for the discussion"), default=list, blank=True)
    cautions = models.JSONField(_("cautions for editors"), default=list, blank=True)

    objects = ContentManager.from_queryset(LessonQuerySet)()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["course", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_in_course"),
            models.UniqueConstraint(fields=["course", "key"], name="lesson_key_in_course"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.retired

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.course.slug, self.slug])


class Objective(ContentRow):
    fixture = FixtureSpec("objectives", "lessons/{position:02}-{slug}.yaml", ("key", "text", "bloom"), parent="lesson")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("lesson"))
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.TextField(_("text"))
    bloom = models.CharField(_("level"), max_length=16, choices=Bloom)

    objects = ContentManager.from_queryset(ContentQuerySet)()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["lesson", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="objective_key_in_course")]


class SectionQuerySet(ContentQuerySet):
    def in_published_lessons(self) -> Self:
        return self.filter(lesson__status=Lesson.Status.PUBLISHED, lesson__retired=False)


class Section(Waivable, ContentRow):
    """A step of a lesson: prose that teaches claims and cites paragraphs."""

    fixture = FixtureSpec(
        "sections", "lessons/{position:02}-{slug}.yaml", ("key", "title", "claims", "text", "waivers"), parent="lesson"
    )

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="sections", verbose_name=_("lesson"))
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    claims = models.ManyToManyField(Claim, verbose_name=_("teaches"), related_name="sections", blank=True)
    text = MarkdownField(_("text"), blank=True)
    # Written from the text's citations by the admin form and after loading; not a fixture field.
    paragraphs = models.ManyToManyField(
        Paragraph, verbose_name=_("cites"), related_name="sections", blank=True, editable=False
    )

    objects = ContentManager.from_queryset(SectionQuerySet)()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["lesson", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="section_key_in_course")]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def is_live(self) -> bool:
        return self.lesson.is_live and not self.retired
